import { answersTo, answerTo, groupsOf, isBeingChecked, isMailReading, settledAnswers, tokensOf, type Answer, type SheetAnswers } from './answers.rules.js';
import { concerns, isVisible, overlaps, type PlacedQuestion } from './conditions.rules.js';
import type { Gate, NextStep, Question, SheetDefinition, ThreatKind } from './sheet-definition.schemas.js';

/** `fast_track` asks only for what B4 wants where there are signs of encryption. */
export type MissingGate = 'reception' | 'escalation' | 'fast_track';

/** A field that an act still waits for, to be named to the person (B4). */
export interface MissingField {
  readonly questionId: string;
  readonly group: number;
  readonly code: string;
  /** Japanese; with the number of the alert or host where there are several. */
  readonly label: string;
  /** Written by the first line in its own words: nobody is asked for it. */
  readonly own: boolean;
}

/** The open question whose answer would most change the advice, or why to stop asking (H2). */
export type NextQuestion =
  | { readonly stop: false; readonly question: Question; readonly group: number; readonly why: string }
  | { readonly stop: true; readonly reason: string };

/** The questions that these answers lead to, in the order of the sheet. */
export function visibleQuestions(sheet: SheetDefinition, answers: SheetAnswers): readonly PlacedQuestion[] {
  return sheet.sections.flatMap((section) =>
    groupsOf(sheet, section, answers).flatMap((group) =>
      section.questions
        .map((question) => ({ question, section, group }))
        .filter((placed) => isVisible(placed, sheet, answers)),
    ),
  );
}

/**
 * The questions whose answer nobody knows, each once however many alerts it is asked of: what every page counts as 「不明」.
 * 不明 is an answer, and still something nobody knows; so is what is 確認中.
 */
export function unknownQuestions(sheet: SheetDefinition, answers: SheetAnswers): readonly Question[] {
  const open = visibleQuestions(sheet, answers).filter(({ question, group }) => {
    const answer = answerTo(answers, question.id, group);
    return answer !== undefined && (answer.state === 'unknown' || isBeingChecked(answer));
  });
  return [...new Map(open.map(({ question }) => [question.id, question])).values()];
}

/**
 * The visible questions that an act still waits for. 不明 and 開示しない are answers (`domain.md` 1.2), 確認中 is none.
 * What was only read from a mail was not heard: reception waits for a person to confirm it. It goes up
 * with an escalation as it is, marked, so that it holds none up.
 */
export function missingAt(gate: MissingGate, sheet: SheetDefinition, answers: SheetAnswers): readonly MissingField[] {
  const visible = visibleQuestions(sheet, answers);
  if (gate === 'fast_track') return openFastTrack(sheet, settledAnswers(answers));
  const given = settledAnswers(gate === 'reception' ? heardAnswers(answers) : answers);
  const wanted: readonly Gate[] = gate === 'reception' ? ['R1'] : ['R1', 'R2'];
  return visible
    .filter(({ question }) => question.required && wanted.includes(question.gate) && concerns(question, answers))
    .filter(({ question, group }) => answerTo(given, question.id, group) === undefined)
    .filter(({ question, group }) => !isWaived(question, group, given))
    .map((placed) => missing(placed, sheet, answers));
}

function heardAnswers(answers: SheetAnswers): SheetAnswers {
  return { ...answers, current: new Map([...answers.current].filter(([, answer]) => !isMailReading(answer))) };
}

function openFastTrack(sheet: SheetDefinition, answers: SheetAnswers): readonly MissingField[] {
  return sheet.sections.flatMap((section) =>
    section.questions
      .filter((question) => sheet.fastTrack.questions.includes(question.id) && answersTo(answers, question.id).length === 0)
      .map((question) => missing({ question, section, group: 0 }, sheet, answers)),
  );
}

/** Whether what was heard shows signs of encryption, so that three answers suffice (B4, T17). */
export function isFastTrack(sheet: SheetDefinition, answers: SheetAnswers): boolean {
  return sheet.fastTrack.signs.some((sign) => answersTo(answers, sign.question).some((answer) => overlaps(tokensOf(answer), sign.in)));
}

/** The kinds of threat of all alerts, in the order of the alerts. */
export function threatKindsOf(sheet: SheetDefinition, answers: SheetAnswers): readonly { readonly kind: ThreatKind; readonly group: number }[] {
  return answersTo(answers, 'threat_kind').flatMap((answer) => {
    const kind = sheet.threatKinds.find((candidate) => tokensOf(answer).includes(candidate.id));
    return kind === undefined ? [] : [{ kind, group: answer.group }];
  });
}

/** Whether a malware download or anything further along is concerned: then only a person closes (C8). */
export function isGrave(sheet: SheetDefinition, answers: SheetAnswers): boolean {
  return isFastTrack(sheet, answers) || threatKindsOf(sheet, answers).some(({ kind }) => kind.grave);
}

/** The one question to ask now (H2): first what opens the case, then the list of the gravest kind of threat. */
export function nextQuestion(sheet: SheetDefinition, heard: SheetAnswers): NextQuestion {
  const answers = settledAnswers(heard);
  if (isFastTrack(sheet, answers)) return along(sheet.fastTrack, 0, answers, sheet);
  const opening = along(sheet.opening, 0, answers, sheet);
  if (!opening.stop) return opening;
  const alert = gravest(sheet, answers);
  const plan = sheet.nextQuestions.find((candidate) => alert !== undefined && candidate.threatKinds.includes(alert.kind.id));
  return plan === undefined ? opening : along(plan, alert?.group ?? 0, answers, sheet);
}

/** The question that 次の一問 asks, as a field that is open; none where it stops, or asks for the depth of the second line. */
export function nextMissing(sheet: SheetDefinition, heard: SheetAnswers): readonly MissingField[] {
  const next = nextQuestion(sheet, heard);
  if (next.stop || next.question.gate === 'R3') return [];
  const placed = visibleQuestions(sheet, heard).find(({ question, group }) => question.id === next.question.id && group === next.group);
  return placed === undefined ? [] : [missing(placed, sheet, heard)];
}

/** The kind that got furthest in the order of an attack; of equals the first. */
function gravest(sheet: SheetDefinition, answers: SheetAnswers): { readonly kind: ThreatKind; readonly group: number } | undefined {
  const weight = (kind: ThreatKind): number => sheet.nextQuestions.findIndex((plan) => plan.threatKinds.includes(kind.id));
  return threatKindsOf(sheet, answers)
    .filter(({ kind }) => weight(kind) >= 0)
    .toSorted((a, b) => weight(a.kind) - weight(b.kind) || a.group - b.group)[0];
}

function along(
  plan: { readonly order: readonly NextStep[]; readonly stop: string },
  alertGroup: number,
  answers: SheetAnswers,
  sheet: SheetDefinition,
): NextQuestion {
  const visible = visibleQuestions(sheet, answers);
  for (const step of plan.order) {
    const placed = placeOf(step.question, alertGroup, visible);
    if (placed === undefined) continue;
    const given = answersFor(placed, answers);
    if (given.length === 0) return { stop: false, question: placed.question, group: placed.group, why: step.why };
    const settled = step.settledBy?.find((candidate) => given.some((answer) => overlaps(tokensOf(answer), candidate.in)));
    if (settled !== undefined) return { stop: true, reason: settled.reason };
  }
  return { stop: true, reason: plan.stop };
}

/** A question of the alert in hand; of a host the first one, since any host's answer will do. */
function placeOf(questionId: string, alertGroup: number, visible: readonly PlacedQuestion[]): PlacedQuestion | undefined {
  const places = visible.filter(({ question }) => question.id === questionId);
  return places.find(({ section, group }) => section.repeats === 'alerts' && group === alertGroup) ?? places[0];
}

function answersFor({ question, section, group }: PlacedQuestion, answers: SheetAnswers): readonly Answer[] {
  if (section.repeats !== 'alerts') return answersTo(answers, question.id);
  const answer = answerTo(answers, question.id, group);
  return answer === undefined ? [] : [answer];
}

function isWaived(question: Question, group: number, answers: SheetAnswers): boolean {
  return (question.waivedBy ?? []).some((ids) => ids.every((id) => answerTo(answers, id, group)?.state === 'value'));
}

function missing({ question, section, group }: PlacedQuestion, sheet: SheetDefinition, answers: SheetAnswers): MissingField {
  const several = groupsOf(sheet, section, answers).length > 1;
  const groupLabel = sheet.groups.find((candidate) => candidate.id === section.repeats)?.label;
  const label = several && groupLabel !== undefined ? `${groupLabel}${group + 1}：${question.label}` : question.label;
  return { questionId: question.id, group, code: question.code, label, own: question.askedOf === 'desk' };
}
