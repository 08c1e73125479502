import type { SheetAnswers } from './answers.rules.js';
import { concerns, isReadBy, isVisible, type PlacedQuestion } from './conditions.rules.js';
import { missingAt, nextQuestion, type MissingField } from './hearing.rules.js';
import { anchorFor, missingView, type MissingView } from './missing.view.js';
import { needOf, questionView, type QuestionView } from './question.view.js';
import type { ParsedSheet } from './sheet.schemas.js';
import type { SheetDefinition } from './sheet-definition.schemas.js';
import { sheetIndex, shownFor, type SheetIndex, type SheetViewWishes } from './sheet.view.js';
import { standingOf, whenAsked } from './waiting-question.rules.js';

/** What `autosaved.eta` answers to a saved field: the field itself, and out of band what its answer changes elsewhere. */
export interface AutosavedView {
  readonly questions: readonly QuestionView[];
  /** Questions that appeared with the answer, went away, or wait in their place now. */
  readonly others: readonly QuestionView[];
  /** Where the mark of the next question stood and where it stands now. */
  readonly marks: readonly { readonly id: string; readonly isNext: boolean }[];
  /** Questions that the kinds of inquiry now ask for, or no longer do. */
  readonly needs: readonly { readonly id: string; readonly need: QuestionView['need'] }[];
  /** How many further fields the answers made the sheet ask for; what somebody emptied himself is none. */
  readonly opened: number;
  readonly seenSeq: number;
  readonly missing: MissingView;
  /** Where a section appeared or went away. */
  readonly index: SheetIndex | undefined;
}

/** The answer to an autosave. `before` and `after` are the sheet around the recording. */
export function autosavedView(
  sheet: SheetDefinition,
  { before, after }: { readonly before: SheetAnswers; readonly after: SheetAnswers },
  parsed: ParsedSheet,
  wishes: Pick<SheetViewWishes, 'reader' | 'takenAt' | 'handedOver' | 'addition' | 'saveUrl' | 'faults'>,
): AutosavedView {
  const shown = shownFor(sheet, after, { ...wishes, typed: parsed.typed, faults: wishes.faults ?? parsed.faults, warnings: parsed.warnings });
  const posted = new Set(parsed.typed.map(({ questionId, group }) => `${questionId}.${group}`));
  const places = placesOf(sheet, before, after, parsed).filter(({ question }) => isReadBy(wishes.reader, question));
  const isPosted = ({ question, group }: PlacedQuestion): boolean => posted.has(`${question.id}.${group}`);
  const standing = (placed: PlacedQuestion): QuestionView => {
    const view = questionView(placed, shown);
    return view.visible || view.waiting !== undefined ? view : { ...view, waiting: whenAsked(placed.question, sheet), isPassed: true };
  };
  const changed = (placed: PlacedQuestion): boolean => standingOf(placed, sheet, before) !== standingOf(placed, sheet, after);
  return {
    questions: places.filter(isPosted).map((placed) => questionView(placed, shown)),
    others: places.filter((placed) => !isPosted(placed) && changed(placed)).map(standing),
    marks: marksOf(sheet, before, after),
    needs: places.filter((placed) => !isPosted(placed) && !changed(placed) && isVisible(placed, sheet, after) && concerns(placed.question, before) !== concerns(placed.question, after))
      .map(({ question, group }) => ({ id: `need-${anchorFor(question.id, group)}`, need: needOf(question, after) })),
    opened: wishes.handedOver === true ? 0 : openedBy(sheet, before, after).filter((field) => !posted.has(`${field.questionId}.${field.group}`)).length,
    seenSeq: after.lastSeq,
    missing: missingView(sheet, after, wishes),
    index: indexIfChanged(sheetIndex(sheet, before, wishes.reader), sheetIndex(sheet, after, wishes.reader)),
  };
}

/** What the sheet lacks for an answer or an escalation that it did not lack before. */
function openedBy(sheet: SheetDefinition, before: SheetAnswers, after: SheetAnswers): readonly MissingField[] {
  const lacked = new Set(missingAt('escalation', sheet, before).map(({ questionId, group }) => anchorFor(questionId, group)));
  return missingAt('escalation', sheet, after).filter(({ questionId, group }) => !lacked.has(anchorFor(questionId, group)));
}

function indexIfChanged(was: SheetIndex, is: SheetIndex): SheetIndex | undefined {
  const anchors = (index: SheetIndex): string => index.map(({ anchor }) => anchor).join(' ');
  return anchors(was) === anchors(is) ? undefined : is;
}

function marksOf(sheet: SheetDefinition, before: SheetAnswers, after: SheetAnswers): AutosavedView['marks'] {
  const [was, is] = [nextQuestion(sheet, before), nextQuestion(sheet, after)].map((next) => (next.stop ? undefined : `mark-${anchorFor(next.question.id, next.group)}`));
  if (was === is) return [];
  return [...(was === undefined ? [] : [{ id: was, isNext: false }]), ...(is === undefined ? [] : [{ id: is, isNext: true }])];
}

/** Every place that the page may show, also those of alerts and hosts that are only just begun. */
function placesOf(sheet: SheetDefinition, before: SheetAnswers, after: SheetAnswers, parsed: ParsedSheet): readonly PlacedQuestion[] {
  const groups = [...before.current.values(), ...after.current.values(), ...parsed.typed].map(({ group }) => group);
  const last = Math.max(0, ...groups);
  return sheet.sections.flatMap((section) =>
    Array.from({ length: section.repeats === undefined ? 1 : last + 1 }, (_, group) => group).flatMap((group) =>
      section.questions.map((question) => ({ question, section, group })),
    ),
  );
}
