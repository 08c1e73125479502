import type { Instant } from '../platform/clock.js';
import { answerTo, type SheetAnswers } from './answers.rules.js';
import type { PlacedQuestion } from './conditions.rules.js';
import { crossChecks } from './cross-checks.rules.js';
import { firstLineVerdict, type Verdict } from './first-line-verdict.rules.js';
import { isFastTrack, missingAt, nextQuestion, unknownQuestions, visibleQuestions, type MissingField } from './hearing.rules.js';
import type { SheetDefinition } from './sheet-definition.schemas.js';

/** The panel that is always in sight: the next question, what is lacking for what, and second looks. */
export interface MissingView {
  readonly next: { readonly anchor: string; readonly label: string; readonly help: string; readonly why: string } | undefined;
  /** How many questions of the sheet nobody knows the answer to: nothing left to ask is not the same as everything known. */
  readonly unknown: number;
  /** Why nothing more need be asked (H2). */
  readonly stop: string | undefined;
  readonly fastTrack: boolean;
  readonly forFastTrack: readonly Lacking[];
  readonly forAnswer: readonly Lacking[];
  readonly forEscalation: readonly Lacking[];
  readonly verdict: { readonly label: string; readonly tone: string; readonly text: string } | undefined;
  /** The second line has it, or it is answered: what is lacking before that is past. */
  readonly handedOver: boolean;
  /** What the second line asked the first to add and is not answered since; undefined where nothing was asked. */
  readonly addition: readonly Lacking[] | undefined;
  readonly checks: readonly { readonly anchor: string; readonly message: string }[];
}

export interface Lacking {
  readonly anchor: string;
  readonly label: string;
}

const verdicts: Readonly<Record<Verdict, { readonly label: string; readonly tone: string }>> = {
  may_answer: { label: '一次で回答できます', tone: 'tone-success' },
  escalate: { label: 'エスカレーション', tone: 'tone-danger' },
  unclear: { label: '判断に回答が必要', tone: 'tone-warn' },
};

/** Who looks at the panel, and whether the first line's part is over. */
export interface MissingWishes {
  readonly reader: 'first_line' | 'second_line';
  readonly handedOver?: boolean;
  /** An open request for additions (追記依頼). */
  readonly addition?: { readonly questionIds: readonly string[]; readonly requestedAt: Instant } | undefined;
}

/** The panel for these answers. The advice on who answers is for the first line alone, while it can still act on it. */
export function missingView(sheet: SheetDefinition, answers: SheetAnswers, { reader, handedOver = false, addition }: MissingWishes): MissingView {
  const next = nextQuestion(sheet, answers);
  const forAnswer = missingAt('reception', sheet, answers);
  const known = new Set(forAnswer.map(anchorOf));
  const advises = reader === 'first_line' && !handedOver;
  return {
    next: next.stop ? undefined : { anchor: anchorFor(next.question.id, next.group), label: next.question.label, help: next.question.help, why: next.why },
    unknown: unknownQuestions(sheet, answers).length,
    stop: next.stop ? stopOf(next.reason, handedOver) : undefined,
    fastTrack: isFastTrack(sheet, answers),
    forFastTrack: missingAt('fast_track', sheet, answers).map(lacking),
    forAnswer: forAnswer.map(lacking),
    forEscalation: missingAt('escalation', sheet, answers).filter((field) => !known.has(anchorOf(field))).map(lacking),
    verdict: advises ? verdictOf(sheet, answers) : undefined,
    handedOver,
    addition: addition === undefined || reader !== 'first_line' ? undefined : stillToAdd(sheet, answers, addition),
    checks: crossChecks(sheet, answers).map(({ message, questionId, group }) => ({ message, anchor: anchorFor(questionId, group) })),
  };
}

/** Questions of the request that nobody has answered since: what was 不明 before is what is asked for. */
function stillToAdd(sheet: SheetDefinition, answers: SheetAnswers, { questionIds, requestedAt }: NonNullable<MissingWishes['addition']>): readonly Lacking[] {
  const isOpen = ({ question, group }: PlacedQuestion): boolean => (answerTo(answers, question.id, group)?.recordedAt ?? 0) <= requestedAt;
  return visibleQuestions(sheet, answers)
    .filter((placed) => questionIds.includes(placed.question.id) && isOpen(placed))
    .map(({ question, group }) => ({ anchor: anchorFor(question.id, group), label: question.label }));
}

/** What the sheet advises to do once enough is known is done by then. */
function stopOf(reason: string, handedOver: boolean): string {
  return handedOver ? 'ここで伺う質問は残っていません。新しく分かったことは、シートに追記できます。' : reason;
}

/** It has its place from the start: an answer that leads to one moves nothing. */
function verdictOf(sheet: SheetDefinition, answers: SheetAnswers): MissingView['verdict'] {
  const verdict = firstLineVerdict(sheet, answers);
  if (verdict === undefined) return { label: '判断に回答が必要', tone: 'tone-neutral', text: '「不正通信の種類」を伺うと、目安を表示します。' };
  return { ...verdicts[verdict.verdict], text: verdict.text };
}

/** A field that is open, with where it stands on the page. */
export function lacking(field: MissingField): Lacking {
  return { anchor: anchorOf(field), label: field.label };
}

function anchorOf({ questionId, group }: MissingField): string {
  return anchorFor(questionId, group);
}

/** Id of a question's block on the page. */
export function anchorFor(questionId: string, group: number): string {
  return `question-${questionId}-${group}`;
}
