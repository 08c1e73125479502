import { describe, expect, it } from 'vitest';
import { onBothDatabases } from '../support/databases.js';
import { realDeskMissing } from '../support/real-desk.mjs';
import { expectOnceEach, killAt, killMoments } from './outbox-kill.js';
import { openDb } from '../../src/platform/data-sources.js';
import { schema } from '../support/databases.js';

const missing = realDeskMissing();

describe.skipIf(missing !== '')(`R06: a process killed with SIGKILL${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  onBothDatabases('leaves no mail unsent and doubles none by itself', (_open, _kind, fresh) => {
    it.each(killMoments.filter((moment) => moment !== 'mail' && moment !== 'queued'))('at the moment "%s"', { timeout: 60_000 }, async (moment) => {
      const target = await fresh();
      const db = await openDb(target, schema);
      try {
        const tally = await killAt(moment, 2, db, target);
        expectOnceEach(moment, tally);
        // The one that the killed process had in hand, and no other, is a person's to decide.
        if (moment === 'dot' || moment === 'marking') expect(tally).toMatchObject({ unknown: 2, arrivedTwice: 2 });
        if (moment === 'claimed' || moment === 'connect') expect(tally).toMatchObject({ unknown: 0, arrivedTwice: 0 });
      } finally {
        await db.close();
      }
    });
  });
});
