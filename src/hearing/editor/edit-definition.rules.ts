import type { FieldFault } from '../../platform/errors.js';
import type { Question, Section, SheetDefinition } from '../sheet-definition.schemas.js';

/** Where a question goes within its section. */
export const directions = ['up', 'down'] as const;
export type Direction = (typeof directions)[number];

/** The heading of the sheet or of one section, as an owner words it. */
export interface Heading {
  readonly title: string;
  readonly note: string | undefined;
}

/** The sheet with the number of its own version at the end of its title, where that named the one it was made from. */
export function renumbered(sheet: SheetDefinition, from: number, to: number): SheetDefinition {
  const end = `第${from}版`;
  return sheet.title.endsWith(end) ? { ...sheet, title: `${sheet.title.slice(0, -end.length)}第${to}版` } : sheet;
}

/** The sheet under another title and note. */
export function retitled(sheet: SheetDefinition, { title, note }: Heading): SheetDefinition {
  const { note: _, ...rest } = sheet;
  return { ...rest, title, ...(note === undefined ? {} : { note }) };
}

/** The same for one section; an unknown one changes nothing. */
export function sectionRetitled(sheet: SheetDefinition, sectionId: string, { title, note }: Heading): SheetDefinition {
  return inSections(sheet, (section) => {
    if (section.id !== sectionId) return section;
    const { note: _, ...rest } = section;
    return { ...rest, title, ...(note === undefined ? {} : { note }) };
  });
}

/** The question of that id replaced by another wording of it. */
export function withQuestion(sheet: SheetDefinition, id: string, changed: Question): SheetDefinition {
  return inSections(sheet, (section) => ({ ...section, questions: section.questions.map((question) => (question.id === id ? changed : question)) }));
}

/** A further question at the end of a section. */
export function withNewQuestion(sheet: SheetDefinition, sectionId: string, added: Question): SheetDefinition {
  return inSections(sheet, (section) => (section.id === sectionId ? { ...section, questions: [...section.questions, added] } : section));
}

/** The question one place up or down within its section; the first stays first, the last last. */
export function withMoved(sheet: SheetDefinition, id: string, direction: Direction): SheetDefinition {
  return inSections(sheet, (section) => {
    const from = section.questions.findIndex((question) => question.id === id);
    const to = direction === 'up' ? from - 1 : from + 1;
    const [moved, passed] = [section.questions[from], section.questions[to]];
    if (moved === undefined || passed === undefined) return section;
    const questions = [...section.questions];
    [questions[from], questions[to]] = [passed, moved];
    return { ...section, questions };
  });
}

/**
 * The sheet without a question. It goes from the orders of the next question too, where it only stood
 * in a row; what depends on its answer stays, so that reading the sheet again names it.
 */
export function withoutQuestion(sheet: SheetDefinition, id: string): SheetDefinition {
  const others = <Step extends { readonly question: string }>(steps: readonly Step[]): Step[] => steps.filter(({ question }) => question !== id);
  return {
    ...inSections(sheet, (section) => ({ ...section, questions: section.questions.filter((question) => question.id !== id) })),
    threatKinds: sheet.threatKinds.map((kind) => ({ ...kind, extraQuestions: kind.extraQuestions.filter((extra) => extra !== id) })),
    opening: { ...sheet.opening, order: others(sheet.opening.order) },
    fastTrack: { ...sheet.fastTrack, order: others(sheet.fastTrack.order) },
    nextQuestions: sheet.nextQuestions.map((plan) => ({ ...plan, order: others(plan.order) })),
  };
}

/** The question of that id with its section, or undefined. */
export function questionOf(sheet: SheetDefinition, id: string): { readonly section: Section; readonly question: Question } | undefined {
  for (const section of sheet.sections) {
    const question = section.questions.find((each) => each.id === id);
    if (question !== undefined) return { section, question };
  }
  return undefined;
}

/** The fields of a question's form behind the names of the definition. */
const formFields: Readonly<Record<string, string>> = { condition: 'when' };

/**
 * What is wrong with a changed sheet, put to the fields of the form that changed one question; what
 * lies elsewhere on the sheet is said with its place.
 */
export function faultsOnForm(sheet: SheetDefinition, faults: readonly FieldFault[], editedId: string | undefined): readonly FieldFault[] {
  return faults.map(({ field, message }) => {
    const [, s, , q, part] = field.split('.');
    const question = field.startsWith('sections.') && q !== undefined ? sheet.sections[Number(s)]?.questions[Number(q)] : undefined;
    if (question === undefined) return { field: '', message: `${placeName(sheet, field)}${message}` };
    if (question.id !== editedId || part === undefined) return { field: '', message: `「${question.code} ${question.label}」: ${message}` };
    return { field: formFields[part] ?? part, message };
  });
}

const places: Readonly<Record<string, string>> = {
  opening: '次の一問（脅威がわかる前）: ',
  nextQuestions: '次の一問（脅威の種類ごと）: ',
  fastTrack: '暗号化の兆候があるとき: ',
  threatKinds: '不正通信の種類: ',
};

function placeName(sheet: SheetDefinition, field: string): string {
  const [head = '', index] = field.split('.');
  if (head === 'sections') return `${sheet.sections[Number(index)]?.title ?? 'セクション'}: `;
  return places[head] ?? '';
}

function inSections(sheet: SheetDefinition, change: (section: Section) => Section): SheetDefinition {
  return { ...sheet, sections: sheet.sections.map(change) };
}
