import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { nested, parseForm } from '../../src/web/forms.js';
import { useJapaneseFaults } from '../../src/web/japanese-faults.js';

beforeAll(useJapaneseFaults);

const faultOf = (schema: z.ZodType, value: unknown): string | undefined => {
  const parsed = parseForm(z.strictObject({ field: schema }), { field: value });
  return parsed.ok ? undefined : parsed.faults.map(({ message }) => message).join();
};

describe('a fault is a Japanese sentence for the person at the form', () => {
  test.each<[z.ZodType, unknown, string]>([
    [z.string().min(1), '', '入力してください。'],
    [z.string(), undefined, '入力してください。'],
    [z.string(), ['a', 'b'], '文字で指定してください。'],
    [z.string().min(5), 'abc', '5文字以上で入力してください。'],
    [z.string().max(3), 'abcd', '3文字以内で入力してください。'],
    [z.int().min(1), 0, '1 以上で指定してください。'],
    [z.number().max(9), 10, '9 以下で指定してください。'],
    [z.number(), 'x', '数値で指定してください。'],
    [z.email(), 'taro＠example', 'メールアドレスの形式で入力してください（例: taro@example.co.jp）。'],
    [z.enum(['a', 'b']), 'c', '選択肢の中から選んでください。'],
    [z.array(z.string()).min(1), [], '1つ以上選んでください。'],
    [z.iso.date(), '2026/11/24', '日付は 2026-11-24 の形式で入力してください。'],
    [z.string().regex(/^a$/), 'b', '形式が正しくありません。'],
    [z.string().regex(/^a$/, '半角で入力してください。'), 'b', '半角で入力してください。'],
    [z.union([z.string(), z.number()]), {}, '形式が正しくありません。'],
  ])('%#', (schema, value, sentence) => {
    expect(faultOf(schema, value)).toBe(sentence);
  });

  test('an unknown field is named', () => {
    const parsed = parseForm(z.strictObject({ a: z.string() }), { a: '1', role: 'x' });
    expect(parsed).toMatchObject({ ok: false, faults: [{ message: '知らない項目です（role）。' }], raw: { a: '1' } });
  });

  test('a fault inside is named with dots', () => {
    const parsed = parseForm(z.object({ contact: z.object({ name: z.string().min(1) }) }), { contact: { name: '' } });
    expect(parsed).toMatchObject({ ok: false, faults: [{ field: 'contact.name' }] });
  });
});

describe('names with dots', () => {
  test('become objects', () => {
    expect(nested({ 'answers.q1': 'a', 'answers.q2': ['b', 'c'], note: 'n' })).toEqual({ answers: { q1: 'a', q2: ['b', 'c'] }, note: 'n' });
  });

  test('ASVS 15.3.6: never reach a prototype', () => {
    nested({ '__proto__.polluted': 'yes', 'a.constructor.prototype.polluted': 'yes', 'prototype.polluted': 'yes' });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
