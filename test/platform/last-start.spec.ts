import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseCommandConfig, parseConfig, type Config } from '../../src/config.js';
import { recallStart, rememberStart } from '../../src/last-start.js';
import { StartRefused, startDesk } from '../../src/start.js';

const hour = 3_600_000;
const startedAt = Date.parse('2026-11-21T22:00:00+09:00');

describe('a command on the data folder of a desk', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-last-'));
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const demo = (clock: string): Config => parseConfig({ DESK_MODE: 'demo', DESK_DATA_DIR: dataDir, DESK_PORT: '3100', DESK_CLOCK: clock }, dataDir);

  it('speaks with the settings the desk was started with', () => {
    rememberStart(demo(''), startedAt);
    const recalled = parseCommandConfig({ ...recallStart(dataDir, startedAt + hour)?.variables, DESK_DATA_DIR: dataDir }, dataDir);
    expect(recalled).toEqual(demo(''));
  });

  it('stands at the same instant, or has run on as far', () => {
    rememberStart(demo('fixed:2026-11-20T10:30:00+09:00'), startedAt);
    expect(recallStart(dataDir, startedAt + hour)?.variables['DESK_CLOCK']).toBe('fixed:2026-11-20T01:30:00.000Z');
    rememberStart(demo('2026-11-20T10:30:00+09:00'), startedAt);
    expect(recallStart(dataDir, startedAt + hour)?.variables['DESK_CLOCK']).toBe('2026-11-20T02:30:00.000Z');
  });

  it('recalls nothing where no desk was ever started', () => {
    expect(recallStart(join(dataDir, 'none'), startedAt)).toBeUndefined();
  });

  it('leaves no password behind', () => {
    const config = { ...demo(''), smtp: { host: 'smtp', port: 587, user: 'desk', password: 'canary-secret', tls: 'required' as const } };
    rememberStart(config, startedAt);
    expect(JSON.stringify(recallStart(dataDir, startedAt))).not.toContain('canary-secret');
  });

  it('keeps production away from the data of the demo', async () => {
    rememberStart(demo(''), startedAt);
    await expect(startDesk({ ...demo(''), mode: 'production' })).rejects.toThrow(StartRefused);
  });
});
