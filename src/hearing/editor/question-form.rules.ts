import type { Choice, Condition, Question, SimpleCondition } from '../sheet-definition.schemas.js';
import type { QuestionForm } from './editor.schemas.js';

/** Whether a question is asked of everybody, after certain answers, or by a condition that only the file can hold. */
export const conditionModes = ['always', 'answers', 'kept'] as const;
export type ConditionMode = (typeof conditionModes)[number];

/** What the form of a question starts with. */
export interface QuestionFields extends Omit<QuestionForm, 'required' | 'hint' | 'choices' | 'id'> {
  readonly id: string;
  readonly hint: string;
  readonly choices: string;
  readonly required: string;
}

/** A question as its form shows it: one choice a line, conditions as `question=answer`. */
export function fieldsOf(question: Question): QuestionFields {
  return {
    id: question.id,
    code: question.code,
    label: question.label,
    help: question.help,
    hint: question.hint ?? '',
    type: question.type,
    choices: (question.choices ?? []).map(({ value, label }) => `${value}: ${label}`).join('\n'),
    gate: question.gate,
    required: question.required ? 'yes' : '',
    kinds: question.kinds ?? [],
    condition: modeOf(question.condition),
    when: modeOf(question.condition) === 'answers' ? pairsOf(question.condition) : [],
    disclosure: question.disclosure,
    askedOf: question.askedOf,
  };
}

/**
 * The question that the form describes. What the form cannot say (waivers, warnings, bounds, headings
 * of choices) stays as it was on `before`.
 */
export function questionFrom(form: QuestionForm, before?: Question): Question {
  const { choices: _choices, condition: _condition, kinds: _kinds, otherKinds: _others, hint: _hint, ...kept } = before ?? {};
  const condition = conditionFrom(form, before);
  const choosing = form.type === 'enum' || form.type === 'multi';
  return {
    ...kept,
    id: before?.id ?? form.id ?? '',
    code: form.code,
    label: form.label,
    help: form.help,
    type: form.type,
    gate: form.gate,
    required: form.required,
    disclosure: form.disclosure,
    askedOf: form.askedOf,
    ...(form.hint === undefined ? {} : { hint: form.hint }),
    ...(choosing && form.choices.length > 0 ? { choices: form.choices.map((choice) => withKept(choice, before)) } : {}),
    ...(form.kinds.length === 0 ? {} : { kinds: form.kinds, ...(before?.otherKinds === undefined ? {} : { otherKinds: before.otherKinds }) }),
    ...(condition === undefined ? {} : { condition }),
  };
}

/** `kept` where the condition names facts, exclusions or more than the form can show. */
export function modeOf(condition: Condition | undefined): ConditionMode {
  if (condition === undefined) return 'always';
  return partsOf(condition).every((part) => 'question' in part && 'in' in part) ? 'answers' : 'kept';
}

function conditionFrom({ condition, when }: QuestionForm, before: Question | undefined): Condition | undefined {
  if (condition === 'always') return undefined;
  if (condition === 'kept') return before?.condition;
  const answers = new Map<string, string[]>();
  for (const pair of when) {
    const [question = '', value = ''] = pair.split('=');
    answers.set(question, [...(answers.get(question) ?? []), value]);
  }
  const parts = [...answers].map(([question, values]) => ({ question, in: values }));
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { anyOf: parts };
}

function pairsOf(condition: Condition | undefined): string[] {
  if (condition === undefined) return [];
  return partsOf(condition).flatMap((part) => ('question' in part && 'in' in part ? part.in.map((value) => `${part.question}=${value}`) : []));
}

function partsOf(condition: Condition): readonly SimpleCondition[] {
  return 'anyOf' in condition ? condition.anyOf : [condition];
}

function withKept({ value, label }: Pick<Choice, 'value' | 'label'>, before: Question | undefined): Choice {
  return { ...before?.choices?.find((choice) => choice.value === value), value, label };
}
