import { describe, expect, it } from 'vitest';
import { autosavedView } from '../../src/hearing/autosaved.view.js';
import { currentAnswers, isDateTime } from '../../src/hearing/answers.rules.js';
import { sheetIndex } from '../../src/hearing/sheet.view.js';
import { answersBody, parseSheetForm, parseSheetJson } from '../../src/hearing/sheet.schemas.js';
import { toInstant } from '../support/clock.js';
import { answersOf, anAnswer, historyOf, sheet, type Said } from './answers.js';

const now = toInstant('2026-11-24T10:12:00+09:00');
const post = (raw: Record<string, unknown>, said: Said = {}) => parseSheetForm(raw, { sheet, current: answersOf(said), now });
const states = (raw: Record<string, unknown>, said: Said = {}) => {
  const { answers, faults } = post(raw, said);
  return [...answers.map(({ state, value }) => (state === 'value' ? value : state)), ...faults.map(({ message }) => message)];
};

describe('B1: the posted sheet', () => {
  it('reads answers, several alerts, times with their zone and what the page knew', () => {
    const parsed = post({
      _seen: '7', _source: 'portal', 'q.caller_name.0': ' 山田太郎 ', 'q.inquiry_kinds.0': ['', 'impact_advice', 'other'], 'q.alert_title.1': 'Exploit',
      'q.detected_at.1': '2026/11/24 10:05', 'z.detected_at.1': 'JST', 's.alert_title.1': '',
    });
    expect(parsed.faults).toEqual([]);
    expect(parsed).toMatchObject({ seenSeq: 7, source: 'portal', add: undefined });
    expect(parsed.answers).toMatchObject([
      { questionId: 'caller_name', group: 0, state: 'value', value: '山田太郎' },
      { questionId: 'inquiry_kinds', value: ['impact_advice', 'other'] },
      { questionId: 'alert_title', group: 1, value: 'Exploit' },
      { questionId: 'detected_at', group: 1, originalText: '2026/11/24 10:05', value: { zone: 'JST', at: toInstant('2026-11-24T10:05:00+09:00') } },
    ]);
  });

  it('keeps the good answers beside a faulty one and says the fault at its field', () => {
    const parsed = post({ 'q.caller_name.0': '山田', 'q.callback_phone.0': '1234' });
    expect(parsed.answers.map((answer) => answer.questionId)).toEqual(['caller_name']);
    expect(parsed.faults).toEqual([{ field: 'q.callback_phone.0', message: expect.stringContaining('電話番号') }]);
    expect(parsed.typed.map((typed) => typed.texts)).toEqual([['山田'], ['1234']]);
  });

  it.each(['admin', 'q.caller_name', 'q.caller_name.0.1', 'x.caller_name.0', 'q.__proto__.0', 'q.favourite_colour.0', 'q.caller_name.1', 'q.alert_title.99'])('refuses the unknown field %s', (name) => {
    const { answers, faults } = post({ [name]: 'x' });
    expect([answers.length, faults.length]).toEqual([0, 1]);
  });

  it('refuses what is no text', () => {
    expect(post({ 'q.caller_name.0': { a: 1 } }).faults).toHaveLength(1);
  });

  it('takes an answer back when its field is emptied', () => {
    expect(states({ 'q.caller_name.0': '' }, { caller_name: '山田' })).toEqual(['cleared']);
    expect(states({ 'q.inquiry_kinds.0': '' }, { inquiry_kinds: ['other'] })).toEqual(['cleared']);
  });
});

describe('B1: 不明 and 開示しない beside a text', () => {
  it.each([
    ['chosen alone', { q: '', s: 'unknown' }, undefined, ['unknown']],
    ['chosen after a text that is on the sheet', { q: '山田', s: 'declined' }, '山田', ['declined']],
    ['overruled by a text typed after it', { q: '山田', s: 'unknown' }, 'unknown!', ['山田']],
    ['taken away again', { q: '', s: '' }, 'unknown!', ['cleared']],
    ['changed for the other', { q: '', s: ['', 'unknown', 'declined'] }, 'unknown!', ['declined']],
    ['sent together with a new text', { q: '山田', s: 'unknown' }, undefined, ['回答と「不明」「開示しない」の両方が選ばれています。どちらか1つにしてください。']],
    ['both at once', { q: '', s: ['unknown', 'declined'] }, undefined, ['回答と「不明」「開示しない」の両方が選ばれています。どちらか1つにしてください。']],
  ])('%s', (_, { q, s }, standing, expected) => {
    expect(states({ 'q.caller_name.0': q, 's.caller_name.0': s }, standing === undefined ? {} : { caller_name: standing })).toEqual(expected);
  });

  it('stand among the choices of a single choice', () => {
    expect(states({ 'q.recurrence.0': ['', 'unknown'] })).toEqual(['unknown']);
    expect(states({ 'q.is_ongoing.0': ['', 'declined'] }, { is_ongoing: 'yes' })).toEqual(['declined']);
  });

  it('does not take the word of a text for it', () => {
    expect(states({ 'q.alert_title.0': 'unknown' })).toEqual(['unknown']);
    expect(post({ 'q.alert_title.0': 'unknown' }).answers).toMatchObject([{ state: 'value', value: 'unknown' }]);
  });
});

describe('the JSON of the API', () => {
  it('says its states and takes dates with and without a zone', () => {
    const body = answersBody.parse({
      answers: [
        { questionId: 'caller_name', state: 'unknown' }, { questionId: 'affected_host_count', value: 3 }, { questionId: 'inquiry_kinds', value: ['other'] },
        { questionId: 'detected_at', group: 1, value: { text: '2026/11/24 00:05', zone: 'UTC' } }, { questionId: 'last_detected_at', group: 1, value: '2026-11-24T09:06:00+09:00' },
        { questionId: 'alert_title', state: 'cleared' },
      ],
    });
    const { answers, faults, source } = parseSheetJson(body, { sheet, current: answersOf({}), now });
    expect([faults, source]).toEqual([[], 'customer_phone']);
    expect(answers.map(({ state, value }) => [state, isDateTime(value) ? value.at : value])).toEqual([
      ['unknown', null], ['value', 3], ['value', ['other']], ['value', toInstant('2026-11-24T00:05:00Z')], ['value', toInstant('2026-11-24T00:06:00Z')], ['cleared', null],
    ]);
  });

  it('refuses members it does not know', () => {
    expect(answersBody.safeParse({ answers: [{ questionId: 'caller_name', colour: 1 }] }).success).toBe(false);
  });
});

describe('the answer to an autosave', () => {
  const save = (said: Said, raw: Record<string, unknown>) => {
    const history = historyOf(said);
    const before = currentAnswers(history);
    const parsed = parseSheetForm(raw, { sheet, current: before, now });
    const after = currentAnswers([...history, ...parsed.answers.map((answer, index) => anAnswer({ ...answer, originalText: null, seq: history.length + index + 1 }))]);
    return autosavedView(sheet, { before, after }, parsed, { reader: 'first_line', saveUrl: '/save' });
  };

  it('brings the questions that it opens and takes away those that it closes', () => {
    const opened = save({}, { 'q.threat_kind.0': ['', 'tor_communication'] });
    expect(opened.questions.map((question) => question.anchor)).toEqual(['question-threat_kind-0']);
    expect(opened.others.map((question) => [question.anchor, question.visible])).toEqual([['question-tor_browser_used-0', true]]);
    const closed = save({ threat_kind: 'tor_communication' }, { 'q.threat_kind.0': ['', 'recon_access'] });
    expect(closed.others.map((question) => [question.anchor, question.visible])).toEqual([['question-own_scan_running-0', true], ['question-tor_browser_used-0', false]]);
  });

  it('says how many questions an answer opens, and nothing of what somebody emptied himself', () => {
    const opened = save({ inquiry_kinds: ['content_not_understood'] }, { 'q.inquiry_kinds.0': ['', 'impact_advice'] });
    expect(opened.opened).toBeGreaterThan(3);
    expect(save({ caller_name: '山田', inquiry_kinds: ['content_not_understood'] }, { 'q.caller_name.0': '' }).opened).toBe(0);
    expect(save({}, { 'q.customer_statement.0': '変な英語のメール' }).opened).toBe(0);
  });

  it('renews the index of sections where one appears or goes away, and only there', () => {
    const codes = (index: readonly { readonly code: string }[] | undefined) => index?.map(({ code }) => code);
    const shown = sheetIndex(sheet, answersOf({ inquiry_kinds: ['content_not_understood'] }), 'first_line');
    expect(codes(shown)).not.toContain('H');
    const opened = save({ inquiry_kinds: ['content_not_understood'] }, { 'q.inquiry_kinds.0': ['', 'impact_advice'] });
    expect(codes(opened.index)).toContain('H');
    expect(codes(save({ inquiry_kinds: ['impact_advice'] }, { 'q.inquiry_kinds.0': ['', 'content_not_understood'] }).index)).toEqual(codes(shown));
    expect(save({ inquiry_kinds: ['impact_advice'] }, { 'q.caller_name.0': '山田' }).index).toBeUndefined();
  });

  it('renews what a question is wanted for where the kinds of inquiry change it', () => {
    const needs = (from: string, to: string) => Object.fromEntries(save({ inquiry_kinds: [from] }, { 'q.inquiry_kinds.0': ['', to] }).needs.map(({ id, need }) => [id, need]));
    expect(needs('content_not_understood', 'impact_advice')).toMatchObject({ 'need-question-host_symptoms-0': 'escalation', 'need-question-network_action-0': 'escalation' });
    expect(needs('impact_advice', 'content_not_understood')).toMatchObject({ 'need-question-host_symptoms-0': 'optional' });
  });

  it('opens them also for an alert that is only just begun', () => {
    expect(save({}, { 'q.threat_kind.3': ['', 'recon_access'] }).others.map((question) => question.anchor)).toContain('question-own_scan_running-3');
  });

  it('moves the mark of the next question and renews what is lacking', () => {
    const saved = save({}, { 'q.customer_statement.0': '変な英語のメール' });
    expect(saved.marks).toEqual([{ id: 'mark-question-customer_statement-0', isNext: false }, { id: 'mark-question-host_symptoms-0', isNext: true }]);
    expect(saved.missing.forAnswer.map((field) => field.label)).not.toContain('問合せ内容（お客様の言葉）');
    expect(saved.seenSeq).toBe(1);
  });

  it('replaces what the browser shows only where the record says otherwise', () => {
    expect(save({ caller_name: 'unknown!' }, { 'q.caller_name.0': '山田', 's.caller_name.0': 'unknown' }).questions[0]?.refresh).toEqual({ value: '', state: '-2' });
    expect(save({ caller_name: '山田' }, { 'q.caller_name.0': '山田', 's.caller_name.0': 'unknown' }).questions[0]?.refresh).toEqual({ value: '-2', state: '' });
    expect(save({}, { 'q.caller_name.0': '山田', 's.caller_name.0': '' }).questions[0]?.refresh).toEqual({ value: '', state: '' });
    expect(save({}, { 'q.recurrence.0': ['', 'unknown'] }).questions[0]?.refresh).toEqual({ value: '', state: '' });
  });
});
