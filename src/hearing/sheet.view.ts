import type { Instant } from '../platform/clock.js';
import type { FieldFault } from '../platform/errors.js';
import { answerKey, answerSourceLabels, groupCount, type AnswerSource, type SheetAnswers } from './answers.rules.js';
import { isReadBy, type SheetReader } from './conditions.rules.js';
import { nextQuestion, visibleQuestions } from './hearing.rules.js';
import { missingView, type MissingView, type MissingWishes } from './missing.view.js';
import { questionView, type QuestionView, type Shown } from './question.view.js';
import type { TypedAnswer } from './sheet.schemas.js';
import type { Section, SheetDefinition } from './sheet-definition.schemas.js';

/** `preview` shows the fields without saving anything; `read` the answers in words. */
export type SheetMode = 'fill' | 'preview' | 'read';

/** What `templates/pages/hearing/sheet.eta` prints. */
export interface SheetView {
  readonly version: number;
  readonly title: string;
  readonly note: string | undefined;
  /** Where a changed field and the whole form are posted to. */
  readonly saveUrl: string;
  /** The newest answer on the page (`_seen`). */
  readonly seenSeq: number;
  readonly sources: readonly { readonly value: AnswerSource; readonly label: string; readonly selected: boolean }[];
  readonly sections: readonly SectionView[];
  readonly index: SheetIndex;
  readonly missing: MissingView;
  /** Labels of the faulty fields, for `partials/fault-summary`. */
  readonly form: { readonly values: Readonly<Record<string, never>>; readonly faults: readonly FieldFault[] };
  readonly labels: Readonly<Record<string, string>>;
  readonly mode: SheetMode;
  /** Nothing can be saved. */
  readonly readOnly: boolean;
}

export interface SectionView {
  readonly anchor: string;
  readonly code: string;
  readonly title: string;
  readonly note: string | undefined;
  readonly groups: readonly { readonly anchor: string; readonly heading: string | undefined; readonly questions: readonly QuestionView[] }[];
  /** The button below the groups; undefined where the section does not repeat or is full. */
  readonly add: { readonly group: string; readonly label: string } | undefined;
}

/** Who looks and what came back, beside the sheet and its answers. */
export interface SheetViewWishes {
  readonly version: number;
  readonly saveUrl: string;
  readonly reader: SheetReader;
  readonly source: AnswerSource;
  /** When the call was taken that the sheet began with; undefined where it began with a mail. */
  readonly takenAt?: Instant | undefined;
  /** The second line has it, or it is answered. */
  readonly handedOver?: boolean;
  readonly addition?: MissingWishes['addition'];
  /** A form that came back with its faults. */
  readonly typed?: readonly TypedAnswer[];
  readonly faults?: readonly FieldFault[];
  readonly warnings?: ReadonlyMap<string, readonly string[]>;
  /** More alerts or hosts than have answers, after 「アラートを追加」. */
  readonly groups?: Readonly<Record<string, number>>;
  /** `fill` unless said otherwise. */
  readonly mode?: SheetMode;
}

const firstLineSources: readonly AnswerSource[] = ['customer_phone', 'customer_mail', 'portal'];
const secondLineSources: readonly AnswerSource[] = [...firstLineSources, 'log', 'analyst'];

/** The sheet as a page shows it: sections with their questions, and what is lacking. */
export function sheetView(sheet: SheetDefinition, answers: SheetAnswers, wishes: SheetViewWishes): SheetView {
  const shown = shownFor(sheet, answers, wishes);
  const faults = wishes.faults ?? [];
  const sources = wishes.reader === 'first_line' ? firstLineSources : secondLineSources;
  return {
    version: wishes.version,
    title: sheet.title,
    note: sheet.note,
    saveUrl: wishes.saveUrl,
    seenSeq: answers.lastSeq,
    sources: sources.map((value) => ({ value, label: answerSourceLabels[value], selected: value === wishes.source })),
    sections: sheet.sections.map((section, index) => sectionView(section, index, shown, wishes)),
    index: sheetIndex(sheet, answers, wishes.reader),
    missing: missingView(sheet, answers, wishes),
    form: { values: {}, faults },
    labels: labelsOf(sheet, faults),
    mode: wishes.mode ?? 'fill',
    readOnly: (wishes.mode ?? 'fill') !== 'fill',
  };
}

/** Links to the sections in which something is asked now; those that the answers lead past are not among them. */
export type SheetIndex = readonly Pick<SectionView, 'anchor' | 'code' | 'title'>[];

/** The index of the sheet as a line reads it. */
export function sheetIndex(sheet: SheetDefinition, answers: SheetAnswers, reader: SheetReader): SheetIndex {
  const asked = new Set(visibleQuestions(sheet, answers).filter(({ question }) => isReadBy(reader, question)).map(({ section }) => section.id));
  return sheet.sections.map(({ id, code, title }, at) => ({ id, code, title, anchor: anchorOfSection(at) })).filter(({ id }) => asked.has(id));
}

function anchorOfSection(at: number): string {
  return `section-${at}`;
}

/** What the views of single questions are made from. */
export function shownFor(sheet: SheetDefinition, answers: SheetAnswers, wishes: Pick<SheetViewWishes, 'reader' | 'takenAt' | 'typed' | 'faults' | 'warnings' | 'saveUrl'>): Shown {
  const next = nextQuestion(sheet, answers);
  return {
    sheet, answers, next: next.stop ? undefined : answerKey(next.question.id, next.group), saveUrl: wishes.saveUrl, reader: wishes.reader, takenAt: wishes.takenAt,
    typed: new Map((wishes.typed ?? []).map((typed) => [`${typed.questionId}.${typed.group}`, typed])),
    faults: new Map((wishes.faults ?? []).map(({ field, message }) => [field, message])),
    warnings: wishes.warnings ?? new Map(),
  };
}

function sectionView(section: Section, index: number, shown: Shown, wishes: SheetViewWishes): SectionView {
  const repeated = shown.sheet.groups.find((group) => group.id === section.repeats);
  const count = repeated === undefined ? 1 : Math.min(repeated.max, Math.max(groupCount(shown.sheet, shown.answers, repeated.id), wishes.groups?.[repeated.id] ?? 1));
  const groups = Array.from({ length: count }, (_, group) => ({
    anchor: `${section.id}-${group}`,
    heading: repeated === undefined ? undefined : `${repeated.label}${group + 1}`,
    questions: section.questions
      .filter((question) => isReadBy(wishes.reader, question))
      .map((question) => questionView({ question, section, group }, shown)),
  }));
  return {
    anchor: anchorOfSection(index),
    code: section.code,
    title: section.title,
    note: section.note,
    groups,
    add: repeated === undefined || count >= repeated.max || (wishes.mode ?? 'fill') !== 'fill' ? undefined : { group: repeated.id, label: repeated.addLabel },
  };
}

function labelsOf(sheet: SheetDefinition, faults: readonly FieldFault[]): Readonly<Record<string, string>> {
  const questions = new Map(sheet.sections.flatMap((section) => section.questions.map((question) => [question.id, question.label] as const)));
  return Object.fromEntries(faults.map(({ field }) => [field, questions.get(field.split('.')[1] ?? '') ?? '']).filter(([, label]) => label !== ''));
}
