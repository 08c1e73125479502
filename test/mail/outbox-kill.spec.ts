import { describe, expect, it } from 'vitest';
import { onBothDatabases } from '../support/databases.js';
import { realDeskMissing } from '../support/real-desk.mjs';
import { smtpMoments } from '../support/scripted-smtp.js';
import { expectOnceEach, killAt } from './outbox-kill.js';
import { openDb } from '../../src/platform/data-sources.js';
import { schema } from '../support/databases.js';

const missing = realDeskMissing();

describe.skipIf(missing !== '')(`R06: a process killed with SIGKILL${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  onBothDatabases('leaves no mail unsent and doubles none by itself', (_open, _kind, fresh) => {
    it.each(smtpMoments.filter((moment) => moment !== 'mail'))('at the moment "%s"', { timeout: 60_000 }, async (moment) => {
      const target = await fresh();
      const db = await openDb(target, schema);
      try {
        const tally = await killAt(moment, 2, db, target);
        expectOnceEach(moment, tally);
        // The one that the killed process had in hand, and no other, is a person's to decide.
        if (moment === 'dot') expect(tally).toMatchObject({ unknown: 2, arrivedTwice: 2 });
        if (moment === 'connect') expect(tally).toMatchObject({ unknown: 0, arrivedTwice: 0 });
      } finally {
        await db.close();
      }
    });
  });
});
