import type { FormState } from '../../web/forms.js';
import type { HearingSheet } from '../hearing-sheets.service.js';
import { disclosures, gates, inquiryKinds, questionTypes, type Disclosure, type Gate, type InquiryKind, type Question, type QuestionType, type SheetDefinition } from '../sheet-definition.schemas.js';
import { conditionModes, modeOf, type ConditionMode } from './question-form.rules.js';

const typeNames: Readonly<Record<QuestionType, string>> = {
  str: '一行の文字', text: '文章', enum: 'ひとつ選ぶ', multi: 'いくつでも選ぶ', bool3: 'はい・いいえ', dt: '日時', int: '数', ip: 'IPアドレス', host: '端末名・ホスト名', url: 'URL', mac: 'MACアドレス', phone: '電話番号',
};
const gateNames: Readonly<Record<Gate, string>> = { R1: '受付の完了まで', R2: '二次へ引き継ぐまで', R3: '二次受付で' };
const disclosureNames: Readonly<Record<Disclosure, string>> = { customer: 'お客様にも', partner: '窓口まで', second_line: '二次受付だけ' };
const askedOfNames = { customer: 'お客様に尋ねる', desk: '窓口が書く', nobody: '尋ねない（申し出があれば書く）' } as const;
const kindNames: Readonly<Record<InquiryKind, string>> = { content_not_understood: '内容がわからない', impact_advice: '影響を知りたい', recommended_action_advice: '推奨事項の相談', other: 'その他' };
const modeNames: Readonly<Record<ConditionMode, string>> = { always: 'いつも尋ねる', answers: '選んだ答えのときだけ尋ねる', kept: 'ファイルで定めた条件のまま' };

/** One choice of a select or a row of boxes. */
export interface EditorOption {
  readonly value: string;
  readonly label: string;
}

/** One section of a draft with its questions in their order. */
export interface SectionRows {
  readonly id: string;
  readonly heading: string;
  readonly title: string;
  readonly note: string;
  readonly questions: readonly { readonly id: string; readonly code: string; readonly label: string; readonly type: string; readonly gate: string; readonly need: string; readonly asked: string; readonly isFirst: boolean; readonly isLast: boolean }[];
}

/** The draft as a list of sections, question by question. */
export function sectionRows({ definition }: HearingSheet): readonly SectionRows[] {
  return definition.sections.map(({ id, code, title, note, questions }) => ({
    id,
    heading: `${code} ${title}`,
    title,
    note: note ?? '',
    questions: questions.map((question, index) => ({
      id: question.id,
      code: question.code,
      label: question.label,
      type: typeNames[question.type],
      gate: gateNames[question.gate],
      need: question.required ? '必須' : '任意',
      asked: modeNames[modeOf(question.condition)],
      isFirst: index === 0,
      isLast: index === questions.length - 1,
    })),
  }));
}

/** The choices of a question's form; only an existing question can keep a condition that the form cannot show. */
export function questionOptions(question: Question | undefined): Readonly<Record<'types' | 'gates' | 'disclosures' | 'askedOf' | 'kinds' | 'conditions', readonly EditorOption[]>> {
  const modes = conditionModes.filter((mode) => mode !== 'kept' || (question !== undefined && modeOf(question.condition) === 'kept'));
  return {
    types: options(questionTypes, typeNames),
    gates: options(gates, gateNames),
    disclosures: options(disclosures, disclosureNames),
    askedOf: options(['customer', 'desk', 'nobody'], askedOfNames),
    kinds: options(inquiryKinds, kindNames),
    conditions: options(modes, modeNames),
  };
}

/** Answers that may decide whether a question is asked, question by question; those ticked stand open. */
export function answersToChoose(sheet: SheetDefinition, editedId: string | undefined, form: FormState): readonly { readonly label: string; readonly open: boolean; readonly answers: readonly (EditorOption & { readonly checked: boolean })[] }[] {
  const ticked = new Set([form.values['when'] ?? []].flat().map(String));
  return sheet.sections
    .flatMap((section) => section.questions)
    .filter((question) => question.id !== editedId && (question.choices !== undefined || question.type === 'bool3'))
    .map((question) => {
      const given = question.choices ?? [{ value: 'yes', label: 'はい' }, { value: 'no', label: 'いいえ' }];
      const answers = [...given, { value: 'unknown', label: '不明' }].map(({ value, label }) => {
        const pair = `${question.id}=${value}`;
        return { value: pair, label, checked: ticked.has(pair) };
      });
      return { label: `${question.code} ${question.label}`, open: answers.some(({ checked }) => checked), answers };
    });
}

function options<Value extends string>(values: readonly Value[], names: Readonly<Record<Value, string>>): readonly EditorOption[] {
  return values.map((value) => ({ value, label: names[value] }));
}
