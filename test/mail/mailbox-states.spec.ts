import { expect, it } from 'vitest';
import type { Config } from '../../src/config.js';
import { mailboxFaults, faultTexts, waitAfter } from '../../src/mail/intake/mailbox-faults.rules.js';
import { MailboxMessageRow } from '../../src/mail/intake/mailbox-message.entity.js';
import { MailboxRow } from '../../src/mail/intake/mailbox.entity.js';
import { MailboxStates } from '../../src/mail/intake/mailbox-states.queries.js';
import { MailboxRegistry } from '../../src/mail/mailboxes/mailbox-registry.service.js';
import { SecretBox } from '../../src/platform/secret-box.js';
import { insert } from '../../src/platform/write.js';
import { onBothDatabases } from '../support/databases.js';

const row = { uidValidity: 7, lastUid: 3, lastFetchedAt: 1_000, failingSince: null, fault: null, attempts: 0, nextAttemptAt: 0, leasedUntil: null, leasedBy: null };
const stuck = { mailbox: 'stuck', uid: 2, sha256: '', rawMessageId: null, acknowledgedAt: null, attempts: 3, fault: 'too_large', firstFailedAt: 500 } as const;

onBothDatabases('R20: the state of the mailboxes', (open) => {
  it('says of each in the settings when it was fetched and what is wrong', async () => {
    const db = await open();
    await db.tx(async (tx) => {
      await insert(tx, MailboxRow, [
        { ...row, name: 'well' },
        { ...row, name: 'failing', failingSince: 2_000, fault: 'login_refused', attempts: 4 },
        { ...row, name: 'stuck' },
        { ...row, name: 'of yesterday' },
      ]);
      await insert(tx, MailboxMessageRow, [{ ...stuck, uidValidity: 7 }, { ...stuck, uidValidity: 6, firstFailedAt: 100 }, { ...stuck, uidValidity: 7, mailbox: 'well', attempts: 1 }]);
    });
    const mailboxes = ['well', 'failing', 'stuck', 'never'].map((name) => ({ name }));
    const states = await new MailboxStates(db, new MailboxRegistry(db, new SecretBox(undefined), { mailboxes } as unknown as Config)).list();
    expect(states).toEqual([
      { name: 'well', lastFetchedAt: 1_000, failingSince: null, reason: '' },
      { name: 'failing', lastFetchedAt: 1_000, failingSince: 2_000, reason: faultTexts.login_refused },
      { name: 'stuck', lastFetchedAt: 1_000, failingSince: 500, reason: faultTexts.too_large },
      { name: 'never', lastFetchedAt: null, failingSince: null, reason: '' },
    ]);
  });
});

it('R20: a refused sign-in is tried again after a minute at the earliest, anything else within one', () => {
  for (const fault of mailboxFaults) {
    const waits = [1, 2, 3, 10, 1_000].map((failures) => waitAfter(fault, failures));
    if (/refused|secret/.test(fault)) expect(Math.min(...waits)).toBe(60_000);
    else expect(Math.max(...waits)).toBe(60_000);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  }
});
