import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { RawMessageRow } from '../../src/mail/raw-message.entity.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { sql } from '../../src/platform/sql.js';
import { aCustomer, aRegisteredContact, aSupportDesk } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { multipart, passed, rawMail, spoofed, textPart, type RawWishes } from './corpus.js';

interface Everything {
  readonly inquiries: number;
  readonly status: string;
  readonly reopened: number;
  readonly outbox: number;
  readonly recipients: number;
  readonly onTimeline: number;
}

describe.each(databaseKinds())('past holes of help desks (security.md 2.1), on %s', (database) => {
  let desk: TestDesk;
  let customerId: string;
  let serial = 0;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    const { id: supportDeskId } = await aSupportDesk(desk.db, { mailAddress: 'aoba@desk.example.jp' });
    customerId = (await aCustomer(desk.db, { supportDeskId })).id;
    await aRegisteredContact(desk.db, customerId, { email: 'taro@customer.example' });
  });
  afterAll(() => desk.close());

  async function receive(wishes: RawWishes): Promise<RawMessageRow> {
    serial += 1;
    const body = wishes.body ?? textPart('utf-8', Buffer.from(`お尋ねします ${serial}`));
    const raw = rawMail({ ...wishes, body });
    const id = await desk.app.get(RawMessages).store(raw, { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
    await desk.app.get(IntakeRun).processDue();
    return desk.db.tx((tx) => tx.findOneByOrFail(RawMessageRow, { id }));
  }

  interface Made {
    readonly id: string;
    readonly number: string;
    readonly replyToken: string;
    readonly messageId: string;
  }

  /** On a day of its own: receipts to one address are limited. */
  async function anInquiry(): Promise<Made> {
    desk.clock.advance(25 * 60 * 60 * 1_000);
    const { inquiryId } = await receive({ headers: [passed] });
    const found = await desk.db.row<Omit<Made, 'messageId'>>(sql`SELECT id, number, reply_token AS "replyToken" FROM inquiry WHERE id = ${inquiryId}`);
    const sent = await desk.db.row<{ messageId: string }>(sql`SELECT message_id AS "messageId" FROM outbox WHERE inquiry_id = ${inquiryId}`);
    if (found === undefined || sent === undefined) throw new Error('no inquiry was made');
    return { ...found, ...sent };
  }

  /** All that a mail could change of an inquiry, and of the rest. */
  async function everything(id: string): Promise<Everything> {
    const number = async (query: ReturnType<typeof sql>): Promise<number> => Number((await desk.db.row<{ n: number }>(query))?.n);
    return {
      inquiries: await number(sql`SELECT COUNT(*) AS n FROM inquiry`),
      status: (await desk.db.row<{ status: string }>(sql`SELECT status FROM inquiry WHERE id = ${id}`))?.status ?? '',
      reopened: await number(sql`SELECT COUNT(*) AS n FROM response_cycle WHERE inquiry_id = ${id}`),
      outbox: await number(sql`SELECT COUNT(*) AS n FROM outbox`),
      recipients: await number(sql`SELECT COUNT(DISTINCT to_address) AS n FROM outbox`),
      onTimeline: await number(sql`SELECT COUNT(*) AS n FROM event WHERE stream_type = 'inquiry' AND stream_id = ${id}`),
    };
  }

  const forged: readonly [string, (made: Made) => RawWishes][] = [
    ['V02: a forged sender with a copy to the attacker, by token', ({ replyToken }) => ({ headers: [spoofed, 'Cc: attacker@attacker.example'], to: `aoba+${replyToken}@desk.example.jp` })],
    ['V02: the same by the number in the subject', ({ number }) => ({ headers: [spoofed, 'Cc: attacker@attacker.example'], subject: `Re: ${number}` })],
    ['V04: forged In-Reply-To and References of an address of our own staff', ({ messageId }) => ({ from: 'analyst@soc.example', headers: [`In-Reply-To: <${messageId}>`, `References: <${messageId}>`] })],
    ['V06: the contact’s thread answered from another address', ({ replyToken, messageId }) => ({ from: 'taro@private.example', headers: [`In-Reply-To: <${messageId}>`], to: `aoba+${replyToken}@desk.example.jp` })],
    ['V08: a thread header, an attachment and watchers', ({ messageId }) => ({
      from: 'stranger@unknown.example',
      headers: [`In-Reply-To: <${messageId}>`, 'Cc: watcher@unknown.example', 'Bcc: other@unknown.example'],
      body: multipart('mixed', ['Content-Type: text/plain\r\n\r\nx\r\n', 'Content-Type: text/plain; name="a.log"\r\n\r\nx\r\n']),
    })],
    ['V14: a quoted local part that another parser reads as our contact', ({ number }) => ({ from: '"taro@customer.example x"@attacker.example', subject: number })],
    ['V14: an encoded-word that hides our contact', ({ number }) => ({ from: '=?utf-8?B?PHRhcm9AY3VzdG9tZXIuZXhhbXBsZT4=?=', headers: [passed], subject: number })],
  ];

  it.each(forged)('%s changes nothing, lets nothing out and waits for a person', async (_name, wishes) => {
    const made = await anInquiry();
    const before = await everything(made.id);
    expect(await receive(wishes(made))).toMatchObject({ state: 'quarantined', inquiryId: null });
    expect(await everything(made.id)).toEqual(before);
  });

  it('V05: no token but the whole one finds anything', async () => {
    const { replyToken, id } = await anInquiry();
    for (const wrong of [id, replyToken.slice(0, -1), `${replyToken}x`, replyToken.toUpperCase() === replyToken ? `${replyToken}0` : replyToken.split('').toReversed().join(''), '1']) {
      const row = await receive({ from: 'stranger@unknown.example', to: `aoba+${wrong}@desk.example.jp` });
      expect([wrong, row.linkedInquiryId]).toEqual([wrong, null]);
    }
  });

  it.each([
    ['is no longer the contact', (at: string) => `UPDATE registered_contact SET valid_to = ${at} WHERE customer_id = '${customerId}'`],
    ['is of a customer whose use has ended', (at: string) => `UPDATE customer SET use_stopped_at = ${at} WHERE id = '${customerId}'`],
  ])('V07: who %s when his mail is read adds nothing, whenever he sent it', async (_how, ended) => {
    const made = await anInquiry();
    const raw = rawMail({ headers: [passed], to: `aoba+${made.replyToken}@desk.example.jp` });
    const id = await desk.app.get(RawMessages).store(raw, { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
    // Received while he still was the contact; read when he no longer is.
    desk.clock.advance(60_000);
    const endsAt = (at: string): Promise<unknown> => desk.db.tx((tx) => tx.query(ended(at)));
    await endsAt(String(desk.clock.now()));
    await desk.app.get(IntakeRun).processDue();
    const row = await desk.db.tx((tx) => tx.findOneByOrFail(RawMessageRow, { id }));
    await endsAt('NULL');
    expect(row).toMatchObject({ state: 'quarantined', reason: 'unregistered', inquiryId: null, linkedInquiryId: made.id });
  });

  it('V11: a forged report changes no contact, no inquiry and no mail but the one it names', async () => {
    const made = await anInquiry();
    const before = await everything(made.id);
    const contacts = await desk.db.rows(sql`SELECT * FROM registered_contact`);
    const status = 'Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; taro@customer.example\r\nAction: failed\r\nStatus: 5.1.1\r\n';
    await receive({ from: 'MAILER-DAEMON@attacker.example', body: multipart('report; report-type=delivery-status', ['Content-Type: text/plain\r\n\r\nx\r\n', status]) });
    expect(await everything(made.id)).toEqual(before);
    expect(await desk.db.rows(sql`SELECT * FROM registered_contact`)).toEqual(contacts);
  });

  it('V12: headers that steer a desk from within are the sender’s writing and nothing else', async () => {
    const control = ['X-Desk-Inquiry', 'X-Desk-Status', 'X-Desk-Customer', 'X-Desk-Verified', 'X-Priority', 'X-Ticket-Id', 'X-RT-Send-Cc', 'RT-Squelch-Replies-To', 'X-Zammad-Ticket-Priority', 'X-OTRS-Queue', 'Reply-To', 'Return-Receipt-To', 'Disposition-Notification-To', 'X-Original-To', 'X-Forwarded-To', 'Resent-From', 'Sender'];
    const made = await anInquiry();
    const before = await everything(made.id);
    const headers = control.map((name) => `${name}: ${made.number} closed attacker@attacker.example`);
    expect(await receive({ from: 'stranger@unknown.example', headers })).toMatchObject({ state: 'quarantined', reason: 'unregistered', inquiryId: null, linkedInquiryId: null });
    expect(await everything(made.id)).toEqual(before);
    const own = await receive({ headers: [passed, ...headers] });
    expect(own).toMatchObject({ state: 'done', sender: 'registered_authenticated' });
    expect(own.inquiryId).not.toBe(made.id);
    const out = await desk.db.rows(sql`SELECT DISTINCT to_address AS address FROM outbox`);
    expect(out).toEqual([{ address: 'taro@customer.example' }]);
  });
});

/** Numbers whose proof lies elsewhere under their name or that of the reliability test for the same hole, and those the desk has no room for. */
const elsewhere: Readonly<Record<string, { readonly provedAs: string } | { readonly doesNotApply: string }>> = {
  V01: { doesNotApply: 'A customer has no page on which he could read a thread; mail of the desk goes to the registered contact alone (V06).' },
  V02: { provedAs: 'V02' },
  V03: { provedAs: 'V03' },
  V04: { provedAs: 'V04' },
  V05: { provedAs: 'V05' },
  V06: { provedAs: 'V06' },
  V07: { provedAs: 'V07' },
  V08: { provedAs: 'V08' },
  V09: { provedAs: 'V09' },
  V10: { provedAs: 'V10' },
  V11: { provedAs: 'V11' },
  V12: { provedAs: 'V12' },
  V13: { doesNotApply: 'No address is handed to a shell or to a program.' },
  V14: { provedAs: 'V14' },
  V15: { provedAs: 'V15' },
  V16: { doesNotApply: 'There is no page on which a number and an address show the state of an inquiry.' },
  V17: { provedAs: 'V17 to V20' },
  V18: { provedAs: 'V17 to V20' },
  V19: { provedAs: 'V19' },
  V20: { provedAs: 'V20' },
  V53: { provedAs: 'V53' },
  V54: { provedAs: 'V54' },
  V55: { provedAs: 'V55' },
  V56: { provedAs: 'V56' },
  V60: { provedAs: 'V60' },
  V61: { provedAs: 'V61' },
  V62: { provedAs: 'V62' },
  ...Object.fromEntries(['R04', 'R05', ...numbered(6, 20), 'R24'].map((name) => [name, { provedAs: name }])),
};

/** R06 to R20. */
function numbered(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `R${String(from + index).padStart(2, '0')}`);
}

describe('the list of past holes and of faults that bear on mail', () => {
  const folders = ['test/mail', 'test/staff', 'test/web', 'test/inquiries', 'test/reliability', 'test/reports', 'test/browser'];
  const titles = folders
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name))))
    .filter((path) => path.endsWith('.spec.ts') && !path.endsWith('past-holes.spec.ts'))
    .map(titlesIn);
  const here = titlesIn('test/mail/past-holes.spec.ts');

  it.each(Object.entries(elsewhere))('%s', (_name, entry) => {
    if ('doesNotApply' in entry) expect(entry.doesNotApply.length).toBeGreaterThan(30);
    else expect([here, ...titles].some((text) => new RegExp(`(?:${entry.provedAs})(?!\\d)`).test(text)), entry.provedAs).toBe(true);
  });
});

/** The names of the tests in a file, and of the rows of their tables: whatever is quoted, but no comment. */
function titlesIn(path: string): string {
  const code = readFileSync(path, 'utf8').split('/** Numbers whose')[0] ?? '';
  return [...code.matchAll(/(['`])((?:(?!\1)[^\\\n]|\\.)*)\1/g)].map((found) => found[2]).join('\n');
}
