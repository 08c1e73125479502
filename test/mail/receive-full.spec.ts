import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { realDeskMissing } from '../support/real-desk.mjs';
import { rawMail } from './corpus.js';

const setup = join(import.meta.dirname, '../../src/setup.mjs');
const missing = realDeskMissing();

describe.skipIf(missing !== '')(`desk mail receive on a full disk${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk();
  });
  afterAll(() => desk.close());

  /** The command in a process of its own, which may write no file larger than so many KiB. */
  function receive(raw: Buffer, mostKib: number | 'unlimited'): number | null {
    const { database } = desk.config;
    if (database.kind !== 'sqlite') throw new Error('not on SQLite');
    const env = { PATH: process.env['PATH'] ?? '', DESK_MODE: 'test', DESK_DATA_DIR: dirname(database.file) };
    return spawnSync('/bin/sh', ['-c', `ulimit -f ${mostKib === 'unlimited' ? mostKib : mostKib * 2} && exec "$@"`, 'sh', process.execPath, setup, 'desk', 'mail', 'receive'], { input: raw, env }).status;
  }

  const stored = async (): Promise<number> => Number((await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM raw_message`))?.n);

  it('R21: ends with 75 and stores nothing, so that the mail server keeps the message; with room it ends with 0', async () => {
    const { database } = desk.config;
    if (database.kind !== 'sqlite') throw new Error('not on SQLite');
    const raw = rawMail({ body: `Content-Type: text/plain; charset=utf-8\r\n\r\n${'満杯です。\r\n'.repeat(200_000)}` });
    const full = Math.ceil(statSync(database.file).size / 1_024) + 512;
    expect([receive(raw, full), await stored()]).toEqual([75, 0]);
    expect([receive(raw, 'unlimited'), await stored()]).toEqual([0, 1]);
  });
});
