import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { databaseKinds, freshEmpty } from '../support/databases.js';
import { realDeskMissing } from '../support/real-desk.mjs';
import { expectItAddsUp, runMailLoad } from './mail-load.js';

const missing = realDeskMissing();

describe.skipIf(missing !== '')(`mail under load${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  it.each(databaseKinds())('with servers going up and down and the desk killed ends with every message accounted for, on %s', { timeout: 180_000 }, async (kind) => {
    const database = await freshEmpty(kind);
    const dataDir = database.target.kind === 'sqlite' ? dirname(database.target.file) : mkdtempSync(join(tmpdir(), 'desk-load-'));
    try {
      const account = await runMailLoad({ target: database.target, dataDir, goOn: (round) => round < 4, mailsARound: 40, contacts: 20, pauseMs: 10 });
      expectItAddsUp(account);
      expect(account).toMatchObject({ kills: 4 });
      expect(account.out.sent).toBeGreaterThan(5);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
      await database.remove();
    }
  });
});
