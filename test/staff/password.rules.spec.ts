import { expect, test } from 'vitest';
import { BreachedPasswords } from '../../src/staff/breached-passwords.js';
import { normalizePassword, passwordFault } from '../../src/staff/password.rules.js';

const breached = new BreachedPasswords();
const faultOf = (password: string): string | undefined => passwordFault(password, own, (folded) => breached.has(folded));
const own = ['山田 花子', 'hanako.yamada@partner.example'];

test.each([
  ['ASVS 6.2.5: words without digits or signs', 'umi kaze tori hoshi'],
  ['Japanese', 'あさがおのはなにみずをやる'],
  ['ASVS 6.2.9: 128 characters', 'いろはにほへとちりぬるを'.repeat(11).slice(0, 128)],
  ['ASVS 6.2.5: digits alone', '739105826414'],
  ['a row of everyday words', 'tokyo desk monkey winter'],
  ['exactly twelve characters', 'kx8 vorfunzo'],
  ['signs of every kind', '"><script>%00 ¥\\'],
])('taken: %s', (_case, password) => {
  expect(faultOf(password)).toBeUndefined();
});

test.each([
  ['ASVS 6.2.1: eleven characters', 'kx8 vorfunz', '12文字以上'],
  ['129 characters', `${'いろはにほへとちりぬるを'.repeat(11).slice(0, 128)}!`, '128文字以内'],
  ['ASVS 6.2.4: a common word with a year', 'Password2026!', 'よく使われる'],
  ['Japanese office favourites', 'sakura123456', 'よく使われる'],
  ['full-width disguise', 'Ｐａｓｓｗｏｒｄ２０２６', 'よく使われる'],
  ['the run of the keyboard', 'qwertyuiopasdf', 'よく使われる'],
  ['digits in order', '123456789012', 'よく使われる'],
  ['letters as digits', 'p4ssw0rd!2026', 'よく使われる'],
  ['two common words', 'Summer-Tokyo-2026', 'よく使われる'],
  ['ASVS 6.2.4: one of the leaks', 'Correct Horse Battery Staple', 'よく使われる'],
  ['ASVS 6.2.11: the product', 'SOC in Pocket 2026', 'よく使われる'],
  ['ASVS 6.2.11: the service', 'インシデント対応支援2026', 'よく使われる'],
  ['ASVS 6.2.11: the login name', 'x hanako.yamada x', 'お名前'],
  ['ASVS 6.2.12: known from a leak', 'sonyericsson', 'よく使われる'],
  ['ASVS 6.2.12: known from a leak, with a digit and a sign', 'FinalFantasy7!', 'よく使われる'],
  ['said twice', 'abc123abc123', 'よく使われる'],
  ['two characters', 'aaaaaaaaaaab', 'よく使われる'],
  ['ASVS 6.2.11: the own name', 'hanako-no-kagi-77', 'お名前'],
])('refused: %s', (_case, password, words) => {
  expect(faultOf(password)).toContain(words);
});

test('a character outside the basic plane counts once', () => {
  expect(faultOf('𠮷野家🗾🐟🌊🎋🪁🧧')).toContain('12文字以上');
});

test('the same word from two keyboards is the same password', () => {
  expect(normalizePassword('か\u3099くせい')).toBe(normalizePassword('がくせい'));
});

test('ASVS 6.2.4: more than the 3,000 most used passwords of this length are known, offline', () => {
  expect(breached.size).toBeGreaterThan(40_000);
  expect(['leavemealone', 'websolutions', 'ghbdtnrfrltkf'].map((word) => breached.has(word))).toEqual([true, true, true]);
  expect(['umi kaze tori hoshi', 'kx8 vorfunzo', '', '\u0000'].map((word) => breached.has(word))).toEqual([false, false, false, false]);
});
