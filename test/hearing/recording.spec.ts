import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffSince } from '../../src/hearing/answer-changes.rules.js';
import { currentAnswers, type Answer, type AnswerState } from '../../src/hearing/answers.rules.js';
import { decideRecording, hashAnswers, type NewAnswer } from '../../src/hearing/recording.rules.js';
import { anAnswer } from './answers.js';

const said = (questionId: string, value: string, state: AnswerState = 'value'): NewAnswer => ({ questionId, group: 0, state, value: state === 'value' ? value : null });

const anyNew = fc.record({
  questionId: fc.constantFrom('caller_name', 'alert_title', 'asset_os'),
  group: fc.nat(1),
  state: fc.constantFrom<AnswerState>('value', 'unknown', 'declined', 'cleared'),
  text: fc.constantFrom('a', 'b', 'c'),
}).map(({ text, ...answer }): NewAnswer => ({ ...answer, value: answer.state === 'value' ? text : null }));

const onePerPlace = fc.uniqueArray(anyNew, { selector: ({ questionId, group }) => `${questionId}.${group}` });

function append(history: readonly Answer[], sent: readonly NewAnswer[], seenSeq?: number): Answer[] {
  const { append: fresh } = decideRecording(history, sent, seenSeq);
  return [...history, ...fresh.map((answer, index) => anAnswer({ ...answer, originalText: null, seq: (history.at(-1)?.seq ?? 0) + 1 + index }))];
}

const contentOf = (history: readonly Answer[]) =>
  [...currentAnswers(history).current].map(([key, answer]) => `${key} ${answer.state} ${JSON.stringify(answer.value)}`).toSorted((a, b) => (a < b ? -1 : 1));

describe('1.2: answers are appended', () => {
  it('leaves the same sheet in whatever order the answers to different questions come', () => {
    fc.assert(
      fc.property(onePerPlace.chain((answers) => fc.tuple(fc.constant(answers), fc.shuffledSubarray(answers, { minLength: answers.length }))), ([one, other]) => {
        const inOrder = one.reduce<Answer[]>((history, answer) => append(history, [answer]), []);
        const shuffled = append([], other);
        expect(contentOf(inOrder)).toEqual(contentOf(shuffled));
        expect(hashAnswers(currentAnswers(inOrder))).toBe(hashAnswers(currentAnswers(shuffled)));
      }),
    );
  });

  it('takes the newest answer however the history is handed in', () => {
    fc.assert(
      fc.property(fc.array(onePerPlace), (batches) => {
        const history = batches.reduce<Answer[]>((so, batch) => append(so, batch), []);
        expect(contentOf(history.toReversed())).toEqual(contentOf(history));
      }),
    );
  });

  it('appends nothing when the same is sent again, as an autosave does', () => {
    fc.assert(
      fc.property(fc.array(onePerPlace), onePerPlace, (batches, last) => {
        const history = [...batches, last].reduce<Answer[]>((so, batch) => append(so, batch), []);
        expect(decideRecording(history, last).append).toEqual([]);
      }),
    );
  });

  it('tells a correction from the first answer and keeps both', () => {
    const history = append(append([], [said('caller_name', '山田')]), [said('caller_name', '山口')]);
    expect(history.map((answer) => answer.value)).toEqual(['山田', '山口']);
    expect(contentOf(history)).toEqual(['caller_name.0 value "山口"']);
  });

  it('opens a question again when its answer is taken back', () => {
    const history = append(append([], [said('caller_name', '山田')]), [said('caller_name', '', 'cleared')]);
    expect(contentOf(history)).toEqual([]);
    expect(decideRecording([], [said('caller_name', '', 'cleared')]).append).toEqual([]);
  });
});

describe('two people on one sheet', () => {
  const start = append([], [said('caller_name', '山田'), said('asset_os', 'Windows 11')]);

  it('does not undo what another recorded since the page was opened', () => {
    const theirs = append(start, [said('asset_os', 'Windows 10')]);
    const decision = decideRecording(theirs, [said('caller_name', '山口'), said('asset_os', 'Windows 11')], 2);
    expect(decision.append.map((answer) => answer.questionId)).toEqual(['caller_name']);
    expect(decision.conflicts).toEqual([]);
  });

  it('names a conflict where both changed the same answer', () => {
    const theirs = append(start, [said('asset_os', 'Windows 10')]);
    const decision = decideRecording(theirs, [said('asset_os', 'Windows Server 2022')], 2);
    expect(decision.append).toEqual([]);
    expect(decision.conflicts.map((conflict) => conflict.theirs?.value)).toEqual(['Windows 10']);
  });

  it('sees none where both say the same', () => {
    const theirs = append(start, [said('asset_os', 'Windows 10')]);
    expect(decideRecording(theirs, [said('asset_os', 'Windows 10')], 2)).toEqual({ append: [], conflicts: [] });
  });
});

describe('T20: the difference since the escalation', () => {
  it('tells before and after, also of several corrections', () => {
    const history = [
      anAnswer({ questionId: 'caller_name', value: '山田', recordedAt: 100, seq: 1 }),
      anAnswer({ questionId: 'asset_os', value: 'Windows', recordedAt: 100, seq: 2 }),
      anAnswer({ questionId: 'asset_os', value: 'Windows 10', recordedAt: 300, seq: 3 }),
      anAnswer({ questionId: 'asset_os', value: 'Windows 11', recordedAt: 301, seq: 4 }),
      anAnswer({ questionId: 'alert_title', group: 2, state: 'unknown', value: null, recordedAt: 400, seq: 5 }),
    ];
    const changes = diffSince(history, 200).map(({ questionId, group, before, after }) => [questionId, group, before?.value, after?.state, after?.value]);
    expect(changes).toEqual([['asset_os', 0, 'Windows', 'value', 'Windows 11'], ['alert_title', 2, undefined, 'unknown', null]]);
  });
});
