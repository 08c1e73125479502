import { Readable } from 'node:stream';
import { vi } from 'vitest';
import { runDesk } from '../../src/cli.js';
import { toIsoTokyo } from '../../src/calendar/japanese-time.js';
import { testSecretKey, type TestDesk } from '../support/desk.js';
import { stubSettings } from '../support/environment.js';

/**
 * Pipes a raw message into `desk mail receive`, as a mail server does, at the time of the desk's clock.
 *
 * @throws Error where the command does not end with 0
 */
export async function receiveMail(desk: TestDesk, raw: Buffer, ...args: readonly string[]): Promise<void> {
  const { database, dataDir, port } = desk.config;
  if (database.kind !== 'sqlite') throw new Error('Only for a desk on SQLite.');
  stubSettings({
    DESK_MODE: 'test',
    DESK_CLOCK: `fixed:${toIsoTokyo(desk.clock.now())}`,
    DESK_PORT: String(port),
    DESK_SECRET_KEY: testSecretKey,
    DESK_AUTHSERV_ID: desk.config.authservId ?? '',
    DESK_DATA_DIR: database.file.replace(/\/[^/]*$/, '') || dataDir,
  });
  try {
    const err: string[] = [];
    const stdin = Readable.from([raw], { objectMode: false });
    const code = await runDesk(['mail', 'receive', ...args], { stdin, out: () => {}, err: (line) => void err.push(line) });
    if (code !== 0 || err.length > 0) throw new Error(`mail receive ended with ${code}: ${err.join(' ')}`);
  } finally {
    vi.unstubAllEnvs();
  }
}
