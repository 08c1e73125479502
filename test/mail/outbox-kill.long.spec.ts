import { describe, it } from 'vitest';
import { openDb } from '../../src/platform/data-sources.js';
import { onBothDatabases, schema } from '../support/databases.js';
import { realDeskMissing } from '../support/real-desk.mjs';
import { expectOnceEach, killAt, killMoments } from './outbox-kill.js';

const missing = realDeskMissing();
const kills = 50;

describe.skipIf(missing !== '')(`R06: fifty kills at each moment${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  onBothDatabases('never sent: none; doubled: only after the body, once, under the same Message-ID', (_open, kind, fresh) => {
    it.each(killMoments)('at the moment "%s"', { timeout: 600_000 }, async (moment) => {
      const target = await fresh();
      const db = await openDb(target, schema);
      try {
        const tally = await killAt(moment, kills, db, target);
        process.stdout.write(`${kind} ${moment}: ${JSON.stringify(tally)}\n`);
        expectOnceEach(moment, tally);
      } finally {
        await db.close();
      }
    });
  });
});
