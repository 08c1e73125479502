import { z } from 'zod';
import { DomainError, type FieldFault } from '../platform/errors.js';

type Issue = z.core.$ZodRawIssue;

/** The sentence for a value that a schema refuses; a schema's own `error` comes before it. */
function japaneseMessage(issue: Issue): string {
  if (issue.code === 'invalid_type') return wrongType(issue.input, issue.expected);
  if (issue.code === 'too_small') return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive ?? true);
  if (issue.code === 'too_big') return tooBig(issue.origin, Number(issue.maximum), issue.inclusive ?? true);
  if (issue.code === 'invalid_format') return formatMessages[issue.format] ?? '形式が正しくありません。';
  if (issue.code === 'invalid_value') return '選択肢の中から選んでください。';
  if (issue.code === 'unrecognized_keys') return `知らない項目です（${issue.keys.slice(0, 5).join('、').slice(0, 200)}）。`;
  return issue.code === 'custom' ? '内容を確認してください。' : '形式が正しくありません。';
}

function wrongType(input: unknown, expected: string): string {
  return input === undefined || input === null ? '入力してください。' : `${typeNames[expected] ?? '正しい形式'}で指定してください。`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数値',
  int: '整数',
  boolean: 'true か false',
  array: '一覧（配列）',
  object: 'オブジェクト',
  record: 'オブジェクト',
};

const formatMessages: Readonly<Record<string, string>> = {
  email: 'メールアドレスの形式で入力してください（例: taro@example.co.jp）。',
  url: 'アドレス（URL）の形式で入力してください。',
  uuid: 'ID の形式が正しくありません。',
  datetime: '日時は 2026-11-24T17:00:00+09:00 の形式で指定してください。',
  date: '日付は 2026-11-24 の形式で入力してください。',
  time: '時刻は 17:00 の形式で入力してください。',
};

function tooSmall(origin: string, minimum: number, inclusive: boolean): string {
  if (origin === 'string') return minimum <= 1 ? '入力してください。' : `${minimum}文字以上で入力してください。`;
  if (origin === 'array' || origin === 'set') return minimum <= 1 ? '1つ以上選んでください。' : `${minimum}件以上必要です。`;
  return inclusive ? `${minimum} 以上で指定してください。` : `${minimum} より大きい値で指定してください。`;
}

function tooBig(origin: string, maximum: number, inclusive: boolean): string {
  if (origin === 'string') return `${maximum}文字以内で入力してください。`;
  if (origin === 'array' || origin === 'set') return `${maximum}件までです。`;
  return inclusive ? `${maximum} 以下で指定してください。` : `${maximum} より小さい値で指定してください。`;
}

/** Makes zod speak Japanese, in sentences for the person at the form. Called once at start-up. */
export function useJapaneseFaults(): void {
  z.config({ ...z.locales.ja(), localeError: japaneseMessage });
}

interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** One fault per issue, named as the field was sent: dots for nesting. */
export function faultsOf(issues: readonly SchemaIssue[]): readonly FieldFault[] {
  return issues.slice(0, 100).map((issue) => ({ field: (issue.path ?? []).map(segment).join('.'), message: issue.message }));
}

function segment(part: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof part === 'object' ? part.key : part);
}

/** The refusal of an input, with each field's fault. */
export function validationFailed(faults: readonly FieldFault[]): DomainError {
  return new DomainError('validation_failed', '入力内容に誤りがあります。各項目の説明を確認してください。', { faults });
}
