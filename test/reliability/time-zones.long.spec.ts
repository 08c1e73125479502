import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const project = join(import.meta.dirname, '../..');

describe('the whole suite, wherever the machine stands (R26)', () => {
  it.each(['UTC', 'Asia/Tokyo', 'America/New_York', 'Pacific/Kiritimati'])('passes under TZ=%s', { timeout: 1_800_000 }, (zone) => {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|DESK_TEST_LONG)/.test(name)));
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--exclude=test/reliability/kill.spec.ts'];
    const run = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8', env: { ...env, TZ: zone } });
    expect(run.status, run.stdout.slice(-4_000)).toBe(0);
  });
});
