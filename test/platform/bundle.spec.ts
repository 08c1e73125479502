import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { realDeskMissing } from '../support/real-desk.mjs';

const folder = join(import.meta.dirname, '../../dist/desk');
const missing = realDeskMissing();
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** The files that a process may load, at once or later; of an earlier build others may still lie there. */
function reachable(): readonly string[] {
  const found = new Set(['main.js', 'cli.js']);
  for (const name of found) for (const [, other = ''] of read(name).matchAll(/(?:from|import|import\() ?"\.\/([^"]+)"/g)) found.add(other);
  return [...found];
}

describe.skipIf(missing !== '')(`the built program in few files${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  const files = missing === '' ? reachable() : [];
  const text = files.map(read).join('\n');

  it('finds its workers where they were built', () => {
    const places = [...text.matchAll(/new URL\("(\.\/[\w-]+-worker\.js)", new URL\("([^"]+)", import\.meta\.url\)\.href\)/g)];
    const workers = places.map(([, worker = '', place = '']) => fileURLToPath(new URL(worker, new URL(place, pathToFileURL(join(folder, 'x.js'))))));
    expect(workers.map((worker) => [worker, existsSync(worker)])).toEqual(workers.map((worker) => [worker, true]));
    expect(workers).toHaveLength([...text.matchAll(/-worker\.js"/g)].length);
    expect(workers.length).toBeGreaterThan(0);
  });

  it('finds in each file what the others want of it, also what is loaded later', () => {
    const later = files.filter((name) => name !== 'main.js').map((name) => pathToFileURL(join(folder, name)).href);
    const { status, stderr } = spawnSync(process.execPath, ['-e', `Promise.all(${JSON.stringify(later)}.map((file) => import(file))).then(() => process.exit(0))`], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('is some files to look up, not a thousand', () => {
    expect(files.length).toBeGreaterThan(2);
    expect(files.length).toBeLessThan(100);
  });
});
