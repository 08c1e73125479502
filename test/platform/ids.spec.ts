import { validate, version } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { newId, newLocator, timeOfId } from '../../src/platform/ids.js';

afterEach(() => {
  vi.useRealTimers();
});

test('RFC 9562: keys are of version 7, tell when they were made, sort in the order they were made in, and no two are the same', () => {
  // Later than whatever other tests have set the clock to: no key is older than one before it.
  const start = timeOfId(newId()) + 1_000;
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  const keys = [0, 1].flatMap(() => {
    vi.setSystemTime(Date.now() + 1);
    return Array.from({ length: 10_000 }, newId);
  });
  expect(keys.every((key) => validate(key) && version(key) === 7)).toBe(true);
  expect([keys[0], keys[9_999], keys[10_000], keys[19_999]].map((key) => timeOfId(key ?? '') - start)).toEqual([1, 1, 2, 2]);
  expect(keys.toSorted()).toEqual(keys);
  // Two processes that make keys in the same millisecond have only these to differ by.
  expect(new Set(keys.map((key) => key.slice(-11))).size).toBe(keys.length);
});

test('keys sort in the order they were made in though the clock is set back', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const first = newId();
  vi.setSystemTime(Date.now() - 3_600_000);
  const keys = Array.from({ length: 100 }, newId);
  expect([first, ...keys].toSorted()).toEqual([first, ...keys]);
});

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
