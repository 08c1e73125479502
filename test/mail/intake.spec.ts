import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { DnsTxt } from '../../src/mail/intake/own-signature.js';
import { RawMessages, type Arrival } from '../../src/mail/raw-messages.service.js';
import { attachmentContent } from '../../src/mail/mail-attachment.entity.js';
import { RawMessageRow } from '../../src/mail/raw-message.entity.js';
import { Blobs } from '../../src/platform/blobs.js';
import { Contents } from '../../src/platform/content/contents.service.js';
import { Events } from '../../src/platform/events.js';
import { sha256 } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { update } from '../../src/platform/write.js';
import { aCustomer, aRegisteredContact, aStaff, aSupportDesk } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import type { TestDesk } from '../support/desk.js';
import type { SmtpSink } from '../support/smtp-sink.js';
import { bounceOf, jis, multipart, passed, rawMail, spoofed, type RawWishes } from './corpus.js';
import { signed, world } from './published-dns.js';
import { startIntakeDesk, type InquiryState, type IntakeDesk } from './intake-support.js';

describe.each(databaseKinds())('mail coming in, on %s', (database) => {
  let room: IntakeDesk;
  let desk: TestDesk;
  let sink: SmtpSink;
  let customerId: string;
  let deskId: string;

  beforeAll(async () => {
    room = await startIntakeDesk(database);
    ({ desk, sink, customerId, deskId } = room);
  });
  afterAll(() => room.close());

  const mail = (wishes: RawWishes = {}): Buffer => rawMail({ headers: [passed], ...wishes });
  const receive = (raw: Buffer, arrival?: Partial<Arrival>): Promise<RawMessageRow> => room.receive(raw, arrival);
  const inquiry = (id: string | null): Promise<InquiryState> => room.inquiry(id);
  const anInquiry = (): Promise<InquiryState> => room.anInquiry();
  const count = (table: 'inquiry' | 'outbox' | 'raw_message'): Promise<number> => room.count(table);
  const sentTo = (address: string): Promise<string[]> => room.sentTo(address);

  it('makes an inquiry of a mail of the registered, authenticated contact and sends a threaded receipt', async () => {
    const before = (await sentTo('taro@customer.example')).length;
    const row = await receive(mail({ messageId: '<first@customer.example>', subject: jis('通知の意味') }));
    expect(row).toMatchObject({ state: 'done', kind: 'message', sender: 'registered_authenticated', subject: '通知の意味', supportDeskId: deskId });
    expect(await inquiry(row.inquiryId)).toMatchObject({ status: 'received', customerId });
    const mails = await sentTo('taro@customer.example');
    expect(mails).toHaveLength(before + 1);
    expect(mails.at(-1)).toContain('In-Reply-To: <first@customer.example>');
    expect(mails.at(-1)).not.toContain('通知の意味');
  });

  it('A4: a mail at 22:00 on 12/29 is accepted at the next opening, and its sender told so at once', async () => {
    const now = desk.clock.now();
    desk.clock.set('2026-12-29T22:00:00+09:00');
    const row = await receive(mail());
    const made = await inquiry(row.inquiryId);
    expect(made.receivedAt).toBe(Date.parse('2026-12-29T22:00:00+09:00'));
    expect(made.acceptedAt).toBe(Date.parse('2027-01-05T09:00:00+09:00'));
    const body = (await sentTo('taro@customer.example')).at(-1) ?? '';
    const text = Buffer.from(body.slice(body.indexOf('\r\n\r\n')), 'base64').toString();
    expect(text).toContain('次の受付開始：2027年1月5日（火）09:00');
    desk.clock.set(now);
  });

  it('adds an answer by the token in its address to its inquiry, and starts nothing new', async () => {
    const made = await anInquiry();
    const before = await count('inquiry');
    const row = await receive(mail({ to: `aoba+${made.replyToken}@desk.example.jp`, subject: 'Re: x' }));
    expect(row).toMatchObject({ state: 'done', inquiryId: made.id });
    expect(await count('inquiry')).toBe(before);
  });

  it('finds the inquiry by the envelope, by Message-IDs and by the number in the subject', async () => {
    const made = await anInquiry();
    const ours = await desk.db.row<{ messageId: string }>(sql`SELECT message_id AS "messageId" FROM outbox WHERE inquiry_id = ${made.id}`);
    const byEnvelope = await receive(mail({ to: 'undisclosed:;' }), { envelopeTo: `aoba+${made.replyToken.toUpperCase()}@desk.example.jp` });
    const byReference = await receive(mail({ headers: [passed, `References: <x@y.example> <${ours?.messageId}>`] }));
    const byNumber = await receive(mail({ subject: `Re: [${made.number}]` }));
    expect([byEnvelope, byReference, byNumber].map((row) => row.inquiryId)).toEqual([made.id, made.id, made.id]);
  });

  it('makes one inquiry of a message that the server hands over twice, and of one sent to two addresses', async () => {
    const raw = mail({ messageId: '<twice@customer.example>' });
    const before = await count('inquiry');
    const first = await receive(raw);
    const again = await receive(raw);
    const copy = await receive(Buffer.concat([Buffer.from('Delivered-To: soc@desk.example.jp\r\n'), raw]));
    expect(again.id).toBe(first.id);
    expect(copy).toMatchObject({ inquiryId: null, linkedInquiryId: first.inquiryId, duplicateOf: first.id });
    expect(await count('inquiry')).toBe(before + 1);
  });

  it('keeps two different mails with one Message-ID, and two alike without any', async () => {
    const before = await count('raw_message');
    await receive(mail({ messageId: '<same@customer.example>', subject: 'a' }));
    await receive(mail({ messageId: '<same@customer.example>', subject: 'b' }));
    await receive(mail({ messageId: null, headers: [passed, 'Received: 1'] }));
    await receive(mail({ messageId: null, headers: [passed, 'Received: 2'] }));
    expect(await count('raw_message')).toBe(before + 4);
  });

  it.each<[string, RawWishes, string]>([
    ['a stranger', { from: 'stranger@unknown.example' }, 'unregistered'],
    ['a forged sender', { headers: [spoofed] }, 'spoof_suspected'],
    ['two senders', { headers: [passed, 'From: evil@attacker.example'] }, 'sender_malformed'],
  ])('V03: puts a mail of %s into quarantine and sends nothing', async (_title, wishes, reason) => {
    const [inquiries, outbox] = [await count('inquiry'), await count('outbox')];
    expect(await receive(mail(wishes))).toMatchObject({ state: 'quarantined', reason, inquiryId: null });
    expect([await count('inquiry'), await count('outbox')]).toEqual([inquiries, outbox]);
  });

  it('tells the supervisors of the desk of a suspected forgery, once a day for an address (security.md 2.7)', async () => {
    const { staff: supervisor } = await aStaff(desk.db, { roles: ['first_line_supervisor'], deskIds: [deskId] });
    await aStaff(desk.db, { roles: ['first_line_supervisor'] });
    const notices = async () => desk.db.rows<{ to: string; about: string }>(sql`SELECT staff_id AS "to", inquiry_id AS about FROM notice WHERE kind = 'spoof_suspected' ORDER BY created_at`);
    desk.clock.advance(24 * 60 * 60_000);
    for (let n = 0; n < 3; n += 1) await receive(mail({ headers: [spoofed] }));
    expect(await notices()).toContainEqual({ to: supervisor.id, about: '' });
    expect((await notices()).filter(({ to }) => to === supervisor.id)).toHaveLength(1);
    expect(new Set((await notices()).map(({ to }) => to)).size, 'nobody of another desk').toBe(1);
    desk.clock.advance(24 * 60 * 60_000);
    await receive(mail({ headers: [spoofed] }));
    expect((await notices()).filter(({ to }) => to === supervisor.id)).toHaveLength(2);
  });

  it('V02, V06: a stranger with a valid token adds nothing; the staff see what it points to', async () => {
    const made = await anInquiry();
    const outbox = await count('outbox');
    const row = await receive(mail({ from: 'stranger@unknown.example', to: `aoba+${made.replyToken}@desk.example.jp`, headers: ['Cc: attacker@attacker.example'] }));
    expect(row).toMatchObject({ state: 'quarantined', reason: 'unregistered', inquiryId: null, linkedInquiryId: made.id });
    expect(await count('outbox')).toBe(outbox);
  });

  it('a contact cannot write into the inquiry of another customer', async () => {
    const made = await anInquiry();
    const row = await receive(rawMail({ from: 'hanako@other.example', subject: made.number, headers: [passed.replace('customer.example', 'other.example')] }));
    expect(row).toMatchObject({ state: 'quarantined', reason: 'inquiry_unclear', inquiryId: null, linkedInquiryId: made.id });
  });

  it('A5b: an unauthenticated registered sender gets a fixed receipt that says nothing', async () => {
    const row = await receive(rawMail());
    expect(row).toMatchObject({ state: 'done', sender: 'registered_unauthenticated' });
    const queued = await desk.db.rows<{ inquiryId: string | null; address: string }>(
      sql`SELECT inquiry_id AS "inquiryId", to_address AS address FROM outbox WHERE template = 'fixed_receipt'`,
    );
    expect(queued).toEqual([{ inquiryId: null, address: 'taro@customer.example' }]);
  });

  it.each<[string, RawWishes]>([
    ['an out-of-office note', { headers: [passed, 'Auto-Submitted: auto-replied'] }],
    ['a mailing list', { headers: [passed, 'List-Id: <x.example>'] }],
    ['our own mail', { from: 'soc@desk.example.jp' }],
  ])('records %s and answers nothing', async (_title, wishes) => {
    const [inquiries, outbox] = [await count('inquiry'), await count('outbox')];
    expect(await receive(mail(wishes))).toMatchObject({ state: 'done', kind: 'automatic', inquiryId: null });
    expect([await count('inquiry'), await count('outbox')]).toEqual([inquiries, outbox]);
  });

  it('records the out-of-office note of the contact with its inquiry, and that of a stranger as a hint only', async () => {
    const made = await anInquiry();
    const note = (from: string, headers: readonly string[]) => mail({ from, to: `aoba+${made.replyToken}@desk.example.jp`, headers: [...headers, 'Auto-Submitted: auto-replied'] });
    expect(await receive(note('taro@customer.example', [passed]))).toMatchObject({ kind: 'automatic', inquiryId: made.id });
    expect(await receive(note('stranger@unknown.example', []))).toMatchObject({ kind: 'automatic', inquiryId: null, linkedInquiryId: made.id });
    expect(await receive(note('taro@customer.example', [spoofed]))).toMatchObject({ kind: 'automatic', inquiryId: null, linkedInquiryId: made.id });
    expect((await inquiry(made.id)).status).toBe(made.status);
  });

  it('a bounce takes back what was sent, by the address it came to, and only that (V11)', async () => {
    const [made, untouched] = [await anInquiry(), await anInquiry()];
    await desk.runJob('mail.deliver');
    const outboxOf = async (id: string) => desk.db.row<{ id: string; state: string }>(sql`SELECT id, state FROM outbox WHERE inquiry_id = ${id} AND template = 'receipt'`);
    const sent = await outboxOf(made.id);
    const away = await receive(mail({ to: `aoba+b-${sent?.id}@desk.example.jp`, headers: [passed, 'Auto-Submitted: auto-replied'] }));
    expect([away.kind, (await outboxOf(made.id))?.state], 'a note of absence to the same address took nothing back').toEqual(['automatic', 'sent']);
    const row = await receive(bounceOf('somebody@else.example', `aoba+b-${sent?.id}@desk.example.jp`), { envelopeFrom: '' });
    expect(row).toMatchObject({ state: 'done', kind: 'bounce', outboxId: sent?.id, inquiryId: made.id });
    expect((await outboxOf(made.id))?.state).toBe('failed');
    expect((await outboxOf(untouched.id))?.state).toBe('sent');
  });

  it('a bounce is known by the Message-ID it shows, and a delay is no failure', async () => {
    const made = await anInquiry();
    await desk.runJob('mail.deliver');
    const sent = await desk.db.row<{ id: string; messageId: string }>(sql`SELECT id, message_id AS "messageId" FROM outbox WHERE inquiry_id = ${made.id}`);
    const stateNow = async () => (await desk.db.row<{ state: string }>(sql`SELECT state FROM outbox WHERE id = ${sent?.id ?? ''}`))?.state;
    await receive(bounceOf(sent?.messageId ?? '', 'aoba@desk.example.jp', 'delayed'));
    expect(await stateNow()).toBe('sent');
    await receive(bounceOf(sent?.messageId ?? '', 'aoba@desk.example.jp'));
    expect(await stateNow()).toBe('failed');
  });

  /** Its receipt went out, but the server's answer was lost. */
  async function unknownReceipt(): Promise<{ readonly id: string; readonly inquiryId: string; readonly token: string; readonly messageId: string }> {
    desk.clock.advance(25 * 60 * 60_000);
    // Nothing else waits that could take the server's mood.
    await desk.runJob('mail.deliver');
    sink.next({ kind: 'drop', stage: 'answer' });
    const made = await anInquiry();
    await desk.runJob('mail.deliver');
    const sent = await desk.db.row<{ id: string; messageId: string; state: string }>(sql`SELECT id, message_id AS "messageId", state FROM outbox WHERE inquiry_id = ${made.id}`);
    expect(sent?.state).toBe('unknown');
    return { id: sent?.id ?? '', messageId: sent?.messageId ?? '', inquiryId: made.id, token: made.replyToken };
  }
  const stateOf = async (id: string) => (await desk.db.row<{ state: string }>(sql`SELECT state FROM outbox WHERE id = ${id}`))?.state;

  it('R10: an answer to a mail of unknown fate shows that it arrived; one from a stranger, from whom nothing vouches for, or to another mail, shows nothing', async () => {
    const { id, messageId, token } = await unknownReceipt();
    const to = `aoba+${token}@desk.example.jp`;
    await receive(mail({ from: 'stranger@unknown.example', to, headers: [`In-Reply-To: <${messageId}>`] }));
    await receive(mail({ to }));
    await receive(mail({ to, headers: [`In-Reply-To: <${messageId}>`] }));
    expect(await stateOf(id)).toBe('unknown');
    await receive(mail({ to, headers: [passed, `In-Reply-To: <${messageId}>`] }));
    expect(await stateOf(id)).toBe('sent');
    expect(await desk.db.rows(sql`SELECT type FROM event WHERE stream_type = 'mail' AND stream_id = ${id}`)).toEqual([{ type: 'mail_shown_delivered' }]);
  });

  it('R10: a report of delivery shows that a mail of unknown fate arrived, one of a delay does not', async () => {
    const { id, messageId } = await unknownReceipt();
    await receive(bounceOf(messageId, 'aoba@desk.example.jp', 'delayed'));
    expect(await stateOf(id)).toBe('unknown');
    await receive(bounceOf(messageId, 'aoba@desk.example.jp', 'delivered'));
    expect(await stateOf(id)).toBe('sent');
  });

  it('R15, V60: the bounce of a notice to a colleague, and the bounce of a bounce, let nothing out and tell nobody', async () => {
    await desk.signIn('first_line', { deskIds: [deskId], name: '知らせを受けうる人' });
    await anInquiry();
    await desk.runJob('mail.deliver');
    const sent = await desk.db.row<{ id: string; messageId: string }>(sql`SELECT id, message_id AS "messageId" FROM outbox WHERE template = 'receipt' AND state = 'sent' ORDER BY id DESC LIMIT 1`);
    const { id, messageId } = sent ?? { id: '', messageId: '' };
    // As an internal notice about the inquiry lies in the outbox.
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE outbox SET template = 'undelivered_notice', contact_id = NULL WHERE id = ${id}`));
    const notices = async (): Promise<number> => Number((await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM notice`))?.n);
    const before = [await count('outbox'), await count('inquiry'), await notices()];
    expect(await receive(bounceOf(messageId, `aoba+b-${id}@desk.example.jp`), { envelopeFrom: '' })).toMatchObject({ kind: 'bounce', outboxId: id });
    expect(await receive(bounceOf('somebody@else.example', `aoba+b-${id}@desk.example.jp`), { envelopeFrom: '' })).toMatchObject({ kind: 'bounce' });
    expect(await receive(mail({ from: 'MAILER-DAEMON@mx.customer.example', to: `aoba+b-${id}@desk.example.jp`, subject: 'Re: Undelivered Mail Returned to Sender' }))).toMatchObject({ state: 'done', inquiryId: expect.anything() });
    expect([await count('outbox'), await count('inquiry'), await notices()]).toEqual(before);
  });

  it('who is the contact of two companies stands for that of the inquiry he answers or of the desk he writes to; otherwise a person decides', async () => {
    const minato = await aSupportDesk(desk.db, { mailAddress: 'minato@desk.example.jp' });
    const [ours, theirs] = [await aCustomer(desk.db, { supportDeskId: deskId }), await aCustomer(desk.db, { supportDeskId: minato.id })];
    for (const { id } of [ours, theirs]) await aRegisteredContact(desk.db, id, { email: 'Jiro@customer.example' });
    const from = 'Jiro <jiro@customer.example>';
    const customerOf = async (wishes: RawWishes): Promise<string | null> => (await inquiry((await receive(mail({ from, ...wishes }))).inquiryId)).customerId;
    expect(await customerOf({ to: 'aoba@desk.example.jp', subject: 'one' })).toBe(ours.id);
    const begun = await inquiry((await receive(mail({ from, to: 'minato@desk.example.jp', subject: 'two' }))).inquiryId);
    expect(begun.customerId).toBe(theirs.id);
    expect(await receive(mail({ from, to: 'soc@desk.example.jp', subject: 'three' }))).toMatchObject({ state: 'quarantined', reason: 'several_customers' });
    expect(await receive(mail({ from, to: 'soc@desk.example.jp', subject: `Re: ${begun.number}` }))).toMatchObject({ state: 'done', inquiryId: begun.id });
  });

  it('V02: copy addresses of a genuine mail make nobody a participant', async () => {
    desk.clock.advance(25 * 60 * 60_000);
    const row = await receive(mail({ to: 'aoba@desk.example.jp, second@customer.example', headers: [passed, 'Cc: boss@customer.example, attacker@attacker.example', 'Reply-To: attacker@attacker.example'] }));
    const recipients = await desk.db.rows(sql`SELECT to_address AS "to" FROM outbox WHERE inquiry_id = ${row.inquiryId}`);
    expect(recipients).toEqual([{ to: 'taro@customer.example' }]);
    expect(await desk.db.rows(sql`SELECT address FROM copy_recipient WHERE inquiry_id = ${row.inquiryId}`)).toEqual([]);
  });

  it('knows a file by its content, whatever its sender calls it', async () => {
    const files = ['text/plain; name="log.txt"\r\nContent-Transfer-Encoding: base64\r\n\r\nTVqQAAMAAAA=', 'application/pdf; name="a.pdf"\r\n\r\nonly words', 'application/x-own; name="b.bin"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC'];
    const row = await receive(mail({ body: multipart('mixed', ['Content-Type: text/plain\r\n\r\nx\r\n', ...files.map((file) => `Content-Type: ${file}\r\n`)]) }));
    const types = await desk.db.rows<{ type: string }>(sql`SELECT type FROM mail_attachment WHERE raw_message_id = ${row.id} ORDER BY position`);
    expect(types.map(({ type }) => type)).toEqual(['application/vnd.microsoft.portable-executable', 'text/plain', 'application/octet-stream']);
  });

  it('keeps attachments byte for byte', async () => {
    const log = 'Content-Type: text/plain; name="fw.log"\r\nContent-Disposition: inline; filename="fw.log"\r\n\r\nDENY 10.0.0.1\r\n';
    const row = await receive(mail({ body: multipart('mixed', ['Content-Type: text/plain; charset=utf-8\r\n\r\nログを送ります\r\n', log]) }));
    const sent = Buffer.from('DENY 10.0.0.1\r\n');
    const files = await desk.db.rows(sql`SELECT name, size, sha256 FROM mail_attachment WHERE raw_message_id = ${row.id}`);
    expect(files).toEqual([{ name: 'fw.log', size: 15, sha256: sha256(sent) }]);
    expect(await desk.app.get(Contents).get(attachmentContent(row.id, 1))).toEqual(sent);
  });

  it('shows what it cannot read to a person and goes on with the next (R19)', async () => {
    const parts = Array.from({ length: 1_100 }, () => 'Content-Type: text/plain\r\n\r\nx\r\n');
    expect(await receive(mail({ body: multipart('mixed', parts) }))).toMatchObject({ state: 'failed', reason: 'unreadable' });
    expect(await receive(mail())).toMatchObject({ state: 'done' });
  });

  it('R24: where the server says nothing our own check of the signature vouches, and no mail waits for the name servers of another', async () => {
    const dns = desk.app.get(DnsTxt);
    const without = dns.lookUp.bind(dns);
    let asked = 0;
    let nowAllAsked = (): void => {};
    const allAsked = new Promise<void>((resolve) => (nowAllAsked = resolve));
    dns.lookUp = async (name) => {
      if (name.includes('_domainkey') && (asked += 1) === 3) nowAllAsked();
      await allAsked;
      return world().lookUp(name);
    };
    try {
      const mails = await Promise.all([1, 2, 3].map(async (number) => signed(rawMail({ subject: `署名 ${number}` }), 'customer.example')));
      const rows = await room.receiveAll(mails);
      expect(rows.map(({ authentication }) => authentication)).toEqual(['pass', 'pass', 'pass']);
    } finally {
      dns.lookUp = without;
    }
  });

  it('a mail to the common address from a stranger belongs to no desk', async () => {
    expect(await receive(mail({ from: 'stranger@unknown.example', to: 'soc@desk.example.jp' }))).toMatchObject({ supportDeskId: null });
    expect(await receive(mail({ from: 'stranger@unknown.example', to: 'aoba@desk.example.jp' }))).toMatchObject({ supportDeskId: deskId });
  });

  it('two processes make one inquiry of one message', async () => {
    const before = await count('inquiry');
    await desk.app.get(RawMessages).store(mail(), { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
    const run = desk.app.get(IntakeRun);
    await Promise.all([run.processDue(), run.processDue(), run.processDue()]);
    expect(await count('inquiry')).toBe(before + 1);
  });

  it('a message that one process has in hand is given to no other; one that takes too long over it may not settle it any more', async () => {
    const mine = desk.app.get(RawMessages);
    const other = new RawMessages(desk.db, desk.app.get(Contents), desk.app.get(Blobs), desk.app.get(Events), desk.clock);
    const id = await mine.store(mail(), { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
    const [first] = await mine.claim(8);
    expect([first?.id, await other.claim(8)]).toEqual([id, []]);
    await desk.db.tx((tx) => update(tx, RawMessageRow, { id }, { leasedUntil: Date.now() - 1 }));
    const [second] = await other.claim(8);
    if (first === undefined || second === undefined) throw new Error('not claimed');
    await expect(desk.db.tx((tx) => mine.settle(tx, first, 'record', { state: 'done' }))).rejects.toThrow('in other hands');
    await desk.db.tx((tx) => other.settle(tx, second, 'record', { state: 'done' }));
  });
});
