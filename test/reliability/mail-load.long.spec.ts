import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'vitest';
import { databaseKinds, freshEmpty } from '../support/databases.js';
import { realDeskMissing } from '../support/real-desk.mjs';
import { expectItAddsUp, runMailLoad } from './mail-load.js';

const missing = realDeskMissing();
const minutes = Number(process.env['DESK_TEST_LOAD_MINUTES'] ?? '60');

describe.skipIf(missing !== '')(`mail under load for ${minutes} minutes${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  it.each(databaseKinds())('ends with every message accounted for, on %s', { timeout: (minutes + 15) * 60_000 }, async (kind) => {
    const database = await freshEmpty(kind);
    const dataDir = database.target.kind === 'sqlite' ? dirname(database.target.file) : mkdtempSync(join(tmpdir(), 'desk-load-'));
    const until = Date.now() + minutes * 60_000;
    try {
      expectItAddsUp(await runMailLoad({ target: database.target, dataDir, goOn: () => Date.now() < until, mailsARound: 300, contacts: 1_000, pauseMs: 50 }));
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
      await database.remove();
    }
  });
});
