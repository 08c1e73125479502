import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project } from '../architecture/sources.js';
import { asvs, asvsIds } from './asvs.js';
import { holes, reliability } from './holes.js';
import type { Proof } from './proof.js';

const numbered = (letter: string, from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `${letter}${from + index}`);

describe.each([
  ['ASVS 5.0.0', asvs, asvsIds],
  ['past holes', holes, numbered('V', 17, 59)],
  ['reliability', reliability, ['R21', 'R22', 'R25', 'R26', 'R27', ...numbered('R', 29, 36)]],
] as const)('%s', (_name, table, ids) => {
  it('has every line, each once, and no other', () => {
    expect(Object.keys(table).toSorted()).toEqual([...ids].toSorted());
  });

  it.each(Object.entries(table))('%s is kept', (_id, proof: Proof) => {
    if ('doesNotApply' in proof) return expect(proof.doesNotApply.length).toBeGreaterThan(30);
    const file = join(project, proof.test);
    expect(existsSync(file), proof.test).toBe(true);
    expect(proof.title.length, 'names its test').toBeGreaterThan(2);
    expect(titlesIn(readFileSync(file, 'utf8')), `${proof.test} has a test that says so`).toContain(proof.title);
  });
});

/** All that the strings of a test file say: titles may stand in tables of cases. */
function titlesIn(text: string): string {
  return [...text.matchAll(/(['`])((?:(?!\1).)*)\1/g)].map(([, , title]) => title).join('\n');
}
