import type { Condition, NextStep, Question, SheetDefinition } from './sheet-definition.schemas.js';

/** A fault in a definition that its shape alone does not show. */
export interface DefinitionFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Place = { readonly question: Question; readonly path: readonly (string | number)[] };

/** What a definition must hold beyond its shape: names that exist, nothing twice, nothing unreachable, no secrets asked for. */
export function definitionFaults(sheet: SheetDefinition): DefinitionFault[] {
  const places = placesOf(sheet);
  const known = new Map(places.map(({ question }) => [question.id, question]));
  return [
    ...twice(places),
    ...sheet.sections.flatMap((section, index) => [
      ...groupFaults(sheet, section.repeats, ['sections', index, 'repeats']),
      ...conditionFaults(section.condition, known, ['sections', index, 'condition']),
    ]),
    ...places.flatMap((place) => questionFaults(place, known)),
    ...loops(places, sheet),
    ...threatFaults(sheet, known),
    ...orderFaults(sheet, known),
  ];
}

function placesOf(sheet: SheetDefinition): Place[] {
  return sheet.sections.flatMap((section, s) =>
    section.questions.map((question, q) => ({ question, path: ['sections', s, 'questions', q] })),
  );
}

function twice(places: readonly Place[]): DefinitionFault[] {
  const seen = new Set<string>();
  return places.flatMap(({ question, path }) => {
    if (!seen.has(question.id)) {
      seen.add(question.id);
      return [];
    }
    return [{ path: [...path, 'id'], message: `「${question.id}」という質問が2つあります。` }];
  });
}

function groupFaults(sheet: SheetDefinition, repeats: string | undefined, path: DefinitionFault['path']): DefinitionFault[] {
  if (repeats === undefined || sheet.groups.some((group) => group.id === repeats)) return [];
  return [{ path, message: `繰り返し「${repeats}」が groups にありません。` }];
}

function questionFaults({ question, path }: Place, known: ReadonlyMap<string, Question>): DefinitionFault[] {
  const choosing = question.type === 'enum' || question.type === 'multi';
  const faults: DefinitionFault[] = [];
  if (choosing !== (question.choices !== undefined)) {
    faults.push({ path: [...path, 'choices'], message: choosing ? '選択肢を書いてください。' : '選択肢は enum と multi だけに書けます。' });
  }
  const values = (question.choices ?? []).map((choice) => choice.value);
  if (new Set(values).size < values.length) faults.push({ path: [...path, 'choices'], message: '同じ値の選択肢があります。' });
  if (values.some((value) => value === 'unknown' || value === 'declined')) {
    faults.push({ path: [...path, 'choices'], message: '「不明」「開示しない」はどの質問でも選べるため、選択肢に書きません。' });
  }
  if (question.otherKinds !== undefined && question.kinds === undefined) {
    faults.push({ path: [...path, 'otherKinds'], message: 'kinds と一緒に書いてください。' });
  }
  if (/パスワード|暗証番号|passw/iu.test(question.label + question.help)) {
    faults.push({ path: [...path, 'help'], message: 'パスワードや暗証番号は尋ねません。' });
  }
  const unknownWaivers = (question.waivedBy ?? []).flat().filter((id) => !known.has(id));
  faults.push(...unknownWaivers.map((id) => ({ path: [...path, 'waivedBy'], message: `「${id}」という質問がありません。` })));
  return [...faults, ...conditionFaults(question.condition, known, [...path, 'condition'])];
}

function conditionFaults(
  condition: Condition | undefined,
  known: ReadonlyMap<string, Question>,
  path: DefinitionFault['path'],
): DefinitionFault[] {
  if (condition === undefined) return [];
  const parts = 'anyOf' in condition ? condition.anyOf : [condition];
  return parts.flatMap((part) => {
    if (!('question' in part)) return [];
    return answersFaults(part.question, 'in' in part ? part.in : part.notIn, known, path);
  });
}

function answersFaults(
  id: string,
  values: readonly string[],
  known: ReadonlyMap<string, Question>,
  path: DefinitionFault['path'],
): DefinitionFault[] {
  const question = known.get(id);
  if (question === undefined) return [{ path, message: `「${id}」という質問がありません。` }];
  const possible = possibleAnswers(question);
  return values
    .filter((value) => !possible.includes(value))
    .map((value) => ({ path, message: `「${id}」に「${value}」という答えはありません。` }));
}

/** The answers a condition may name; `answered` where any text is one. */
function possibleAnswers(question: Question): readonly string[] {
  if (question.choices !== undefined) return [...question.choices.map((choice) => choice.value), 'unknown', 'declined'];
  if (question.type === 'bool3') return ['yes', 'no', 'unknown', 'declined'];
  return ['answered', 'unknown', 'declined'];
}

/** A question that depends on itself could never be reached. */
function loops(places: readonly Place[], sheet: SheetDefinition): DefinitionFault[] {
  const sectionOf = new Map(sheet.sections.flatMap((section) => section.questions.map((question) => [question.id, section] as const)));
  const needs = new Map(
    places.map(({ question }) => [question.id, [...named(question.condition), ...named(sectionOf.get(question.id)?.condition)]]),
  );
  const reaches = (from: string, target: string, seen: Set<string>): boolean =>
    (needs.get(from) ?? []).some((next) => {
      if (next === target) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, target, seen);
    });
  return places
    .filter(({ question }) => reaches(question.id, question.id, new Set()))
    .map(({ question, path }) => ({ path: [...path, 'condition'], message: `「${question.id}」の条件が自分自身に戻ります。` }));
}

function named(condition: Condition | undefined): string[] {
  if (condition === undefined) return [];
  const parts = 'anyOf' in condition ? condition.anyOf : [condition];
  return parts.flatMap((part) => ('question' in part ? [part.question] : []));
}

function threatFaults(sheet: SheetDefinition, known: ReadonlyMap<string, Question>): DefinitionFault[] {
  const categories = new Set(sheet.threatCategories.map((category) => category.id));
  return sheet.threatKinds.flatMap((kind, index) => [
    ...(categories.has(kind.category) ? [] : [{ path: ['threatKinds', index, 'category'], message: `分類「${kind.category}」がありません。` }]),
    ...kind.extraQuestions
      .filter((id) => !known.has(id))
      .map((id) => ({ path: ['threatKinds', index, 'extraQuestions'], message: `「${id}」という質問がありません。` })),
  ]);
}

function orderFaults(sheet: SheetDefinition, known: ReadonlyMap<string, Question>): DefinitionFault[] {
  const kinds = new Set(sheet.threatKinds.map((kind) => kind.id));
  const stepsOf = (order: readonly NextStep[], path: DefinitionFault['path']): DefinitionFault[] =>
    order.flatMap((step, index) => [
      ...answersFaults(step.question, (step.settledBy ?? []).flatMap((settled) => settled.in), known, [...path, index]),
    ]);
  return [
    ...stepsOf(sheet.opening.order, ['opening', 'order']),
    ...stepsOf(sheet.fastTrack.order, ['fastTrack', 'order']),
    ...sheet.fastTrack.signs.flatMap((sign, index) => answersFaults(sign.question, sign.in, known, ['fastTrack', 'signs', index])),
    ...sheet.fastTrack.questions
      .filter((id) => !known.has(id))
      .map((id) => ({ path: ['fastTrack', 'questions'], message: `「${id}」という質問がありません。` })),
    ...sheet.nextQuestions.flatMap((plan, index) => [
      ...stepsOf(plan.order, ['nextQuestions', index, 'order']),
      ...plan.threatKinds
        .filter((id) => !kinds.has(id))
        .map((id) => ({ path: ['nextQuestions', index, 'threatKinds'], message: `脅威の種類「${id}」がありません。` })),
    ]),
  ];
}
