import { expect, test } from 'vitest';
import { newLocator } from '../../src/platform/ids.js';

const many = Array.from({ length: 2_000 }, newLocator);
const secretOf = (locator: string): string => locator.slice(9);

test('B5 locators hold 128 bits that no other locator shares, however many are drawn at once', () => {
  expect(many.every((locator) => /^[0-9a-v]{9}[0-9a-f]{32}$/.test(locator))).toBe(true);
  const halves = many.flatMap((locator) => [secretOf(locator).slice(0, 16), secretOf(locator).slice(16)]);
  expect(new Set(halves).size).toBe(2 * many.length);
});

test('B5 every place of a locator takes every digit, so that none of it can be left out of a guess', () => {
  for (let place = 0; place < 32; place += 1) expect(new Set(many.map((locator) => secretOf(locator)[place])).size).toBe(16);
});

test('locators drawn later sort later, so that they lie together in an index', () => {
  expect([...many].map((locator) => locator.slice(0, 9)).toSorted()).toEqual(many.map((locator) => locator.slice(0, 9)));
});
