import { afterAll, beforeAll, vi } from 'vitest';

/**
 * Test files share a process, which loads the desk once for all of them (loading it takes longer than
 * most files). In return each leaves the process as it found it: what it stubbed is undone here, and
 * a changed environment fails the file that changed it rather than some other later.
 */
let before: string;

beforeAll(() => {
  before = environment();
});

afterAll(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  const after = environment();
  if (after !== before) throw new Error(`This test file left other environment variables behind than it found:\n${before}\n${after}`);
});

function environment(): string {
  const ours = Object.entries(process.env).filter(([name]) => isOurs(name));
  return JSON.stringify(ours.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function isOurs(name: string): boolean {
  return name.startsWith('DESK_') || ['DATABASE_URL', 'TZ', 'NODE_OPTIONS'].includes(name);
}
