import { simpleParser } from 'mailparser';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { lintRaw } from '../../src/mail/render/lint-mail.rules.js';
import type { MailSigner } from '../../src/mail/outbox/mail-signer.js';
import { SmtpTransport } from '../../src/mail/outbox/smtp-transport.js';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { aStaff } from '../support/builders.js';
import { onBothDatabases } from '../support/databases.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { aMailRoom, letLeaseRunOut, mailState, queueMail } from './outbox-support.js';

const minuteMs = 60_000;

onBothDatabases('the outbox', (open) => {
  let sink: SmtpSink;
  beforeEach(async () => {
    sink = await startSmtpSink();
  });
  afterEach(() => sink.close());
  const smtp = () => new SmtpTransport(sink.settings, { untilBodyOutMs: 20_000, forAnswerMs: 20_000 });
  const hasty = () => new SmtpTransport(sink.settings, { untilBodyOutMs: 700, forAnswerMs: 700 });

  it('delivers a mail once, from and to the right places, and keeps its exact bytes', async () => {
    const db = await open();
    const room = aMailRoom(db, smtp());
    const row = await queueMail(db, { inReplyTo: 'a@customer.example', threadIds: 'first@desk.example.jp a@customer.example' });
    await room.delivery.deliverDue();
    await room.delivery.deliverDue();
    expect(sink.mails).toHaveLength(1);
    const [mail] = sink.mails;
    expect(mail?.to).toEqual(['taro@customer.example']);
    expect(mail?.from).toBe(`aoba+b-${row.id}@desk.example.jp`);
    expect(lintRaw(mail?.raw ?? Buffer.of(), 'desk.example.jp')).toEqual([]);
    const parsed = await simpleParser(mail?.raw ?? '');
    expect(parsed.messageId).toBe(`<${row.messageId}>`);
    expect(parsed.inReplyTo).toBe('<a@customer.example>');
    expect(parsed.references).toEqual(['<first@desk.example.jp>', '<a@customer.example>']);
    expect(parsed.headers.get('auto-submitted')).toBe('auto-replied');
    expect(parsed.replyTo?.value).toEqual([{ name: row.fromName, address: 'aoba+r4nd0mtoken@desk.example.jp' }]);
    expect(parsed.from?.value).toEqual([{ name: row.fromName, address: 'aoba@desk.example.jp' }]);
    expect(parsed.subject).toBe('【SOC in Pocket】お問い合わせ受付のご連絡［受付番号 26-000123-7］');
    expect(parsed.text).toContain('山田 太郎 様');
    expect(await mailState(db, row.id)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(room.results.heard).toEqual([`sent ${row.id}`]);
  });

  it('waits until a mail is due', async () => {
    const db = await open();
    const room = aMailRoom(db, smtp());
    await queueMail(db, { nextAttemptAt: room.clock.now() + 1 });
    await room.delivery.deliverDue();
    expect(sink.mails).toHaveLength(0);
    room.clock.advance(1);
    await room.delivery.deliverDue();
    expect(sink.mails).toHaveLength(1);
  });

  it.each([421, 450, 451, 452])('R11: tries again later after %d, with the same bytes', async (code) => {
    const db = await open();
    let signed = 0;
    const neverAlike: MailSigner = { check: () => undefined, sign: async (raw) => Buffer.concat([Buffer.from(`X-Signed: ${(signed += 1)}\r\n`), raw]) };
    const room = aMailRoom(db, smtp(), undefined, neverAlike);
    const row = await queueMail(db);
    sink.next({ kind: 'reject', stage: code === 421 ? 'mail' : 'rcpt', code }, { kind: 'reject', stage: 'answer', code });
    await room.delivery.deliverDue();
    expect(await mailState(db, row.id)).toMatchObject({ state: 'waiting', attempts: 1 });
    await room.delivery.deliverDue();
    expect(await mailState(db, row.id)).toMatchObject({ attempts: 1 });
    room.clock.advance(2 * minuteMs);
    await room.delivery.deliverDue();
    expect(await mailState(db, row.id)).toMatchObject({ state: 'waiting', attempts: 2, bodyStartedAt: null });
    room.clock.advance(6 * minuteMs);
    await room.delivery.deliverDue();
    expect(await mailState(db, row.id)).toMatchObject({ state: 'sent', attempts: 3 });
    const acknowledged = sink.mails.filter((mail) => mail.acknowledged);
    expect(acknowledged).toHaveLength(1);
    expect(acknowledged[0]?.raw.equals(sink.mails[0]?.raw ?? Buffer.of())).toBe(true);
  });

  it.each([
    ['rcpt', 550],
    ['answer', 554],
    ['mail', 552],
  ] as const)('R11: gives up when the server refuses at %s with %d, and says so to the inquiry', async (stage, code) => {
    const db = await open();
    const room = aMailRoom(db, smtp());
    const row = await queueMail(db);
    sink.next({ kind: 'reject', stage, code });
    await room.delivery.deliverDue();
    room.clock.advance(5 * 24 * 60 * minuteMs);
    await room.delivery.deliverDue();
    expect(await mailState(db, row.id)).toMatchObject({ state: 'failed', attempts: 1 });
    expect(room.results.heard).toEqual([`failed ${row.id}`]);
  });

  it('does not blame the mail when the server refuses the desk itself', async () => {
    const db = await open();
    const room = aMailRoom(db, smtp());
    const row = await queueMail(db);
    sink.next({ kind: 'reject', stage: 'connect', code: 554 });
    await room.delivery.deliverDue();
    expect(await mailState(db, row.id)).toMatchObject({ state: 'waiting' });
  });

  it.each(['drop', 'hang'] as const)('R10, V61: asks a person when the server takes the body and then lets the line %s (F4)', async (kind) => {
    const db = await open();
    const room = aMailRoom(db, hasty());
    const row = await queueMail(db);
    sink.next({ kind, stage: 'answer' });
    await room.delivery.deliverDue();
    room.clock.advance(60 * minuteMs);
    await room.delivery.deliverDue();
    expect(await mailState(db, row.id)).toMatchObject({ state: 'unknown', attempts: 1, lastError: expect.stringMatching(/^本文を送り終えたあと/) as string });
    expect(room.results.heard).toEqual([`unknown ${row.id}`]);
    expect(sink.mails).toHaveLength(1);
  });

  it('R10: a mail of unknown fate goes out again by nobody’s doing, however long it stays and whoever takes over, and holds up none of its inquiry', async () => {
    const db = await open();
    const room = aMailRoom(db, smtp());
    const inquiryId = newId();
    const row = await queueMail(db, { inquiryId, seq: 1 });
    const next = await queueMail(db, { inquiryId, seq: 2 });
    sink.next({ kind: 'drop', stage: 'answer' });
    await room.delivery.deliverDue();
    expect((await mailState(db, next.id)).state).toBe('sent');
    for (const days of [1, 5, 30]) {
      room.clock.advance(days * 24 * 60 * minuteMs);
      await room.delivery.deliverDue();
      await aMailRoom(db, smtp(), room.clock).delivery.deliverDue();
    }
    expect(await mailState(db, row.id)).toMatchObject({ state: 'unknown', attempts: 1 });
    expect(room.results.heard.filter((heard) => heard.endsWith(row.id))).toEqual([`unknown ${row.id}`]);
    expect(sink.mails.filter((mail) => mail.from.includes(row.id))).toHaveLength(1);
  });

  it.each([
    ['drop', 'connect'],
    ['hang', 'connect'],
    ['drop', 'mail'],
    ['hang', 'rcpt'],
    ['drop', 'rcpt'],
  ] as const)('R10: sends again by itself after a %s at %s, where nothing can have arrived', async (kind, stage) => {
    const db = await open();
    const room = aMailRoom(db, hasty());
    const row = await queueMail(db);
    sink.next({ kind, stage });
    await room.delivery.deliverDue();
    expect(await mailState(db, row.id)).toMatchObject({ state: 'waiting', bodyStartedAt: null });
    room.clock.advance(2 * minuteMs);
    await room.delivery.deliverDue();
    expect(await mailState(db, row.id)).toMatchObject({ state: 'sent' });
    expect(sink.mails.filter((mail) => mail.acknowledged)).toHaveLength(1);
  });

  it('keeps the order within an inquiry and lets others pass (design 5)', async () => {
    const db = await open();
    const room = aMailRoom(db, smtp());
    const [inquiryId, other] = [newId(), newId()];
    const aNotice = { template: 'undelivered_notice', data: { inquiryNumber: '26-000123-7', link: 'https://x.example' }, contactId: null, toAddress: (await aStaff(db)).staff.loginName } as const;
    const resting = await queueMail(db, { ...aNotice, inquiryId, seq: 0, nextAttemptAt: room.clock.now() + 60 * minuteMs });
    const first = await queueMail(db, { inquiryId, seq: 1, toAddress: 'greylisted@customer.example' });
    const second = await queueMail(db, { inquiryId, seq: 2 });
    const third = await queueMail(db, { inquiryId: other, seq: 4 });
    const notice = await queueMail(db, { ...aNotice, inquiryId, seq: 3 });
    sink.usually({ kind: 'reject', stage: 'rcpt', code: 450, to: 'greylisted@customer.example' });
    await room.delivery.deliverDue();
    expect((await mailState(db, first.id)).state).toBe('waiting');
    expect((await mailState(db, second.id)).state).toBe('waiting');
    expect((await mailState(db, third.id)).state).toBe('sent');
    expect((await mailState(db, notice.id)).state).toBe('sent');
    sink.usually({ kind: 'accept' });
    room.clock.advance(2 * minuteMs);
    await room.delivery.deliverDue();
    await room.delivery.deliverDue();
    const sent = sink.mails.map((mail) => mail.from.replace(/^.*\+b-(.*)@.*$/, '$1'));
    expect(sent.indexOf(first.id)).toBeLessThan(sent.indexOf(second.id));
    expect(sent).toContain(second.id);
    expect((await mailState(db, resting.id)).state, 'a notice that waits holds up no mail to the customer').toBe('waiting');
  });

  it('R06: takes over what a killed worker had claimed but not begun to send', async () => {
    const db = await open();
    const row = await queueMail(db);
    expect((await aMailRoom(db, smtp()).claims.claim())?.id).toBe(row.id);
    const next = aMailRoom(db, smtp());
    await next.delivery.deliverDue();
    expect((await mailState(db, row.id)).state).toBe('sending');
    await letLeaseRunOut(db, row.id);
    await next.delivery.deliverDue();
    expect(await mailState(db, row.id)).toMatchObject({ state: 'sent', attempts: 2 });
    expect(sink.mails).toHaveLength(1);
  });

  it('R06: asks a person about what a killed worker was in the middle of', async () => {
    const db = await open();
    const row = await queueMail(db);
    const killed = aMailRoom(db, smtp());
    await killed.claims.claim();
    await killed.claims.bodyStarts(row.id, Buffer.from('x'));
    await letLeaseRunOut(db, row.id);
    const next = aMailRoom(db, smtp());
    await next.delivery.deliverDue();
    expect((await mailState(db, row.id)).state).toBe('unknown');
    expect(next.results.heard).toEqual([`unknown ${row.id}`]);
    expect(sink.mails).toHaveLength(0);
  });

  it('R06: a worker that is still at it renews its lease every minute, and nobody else’s', async () => {
    const db = await open();
    const slow = aMailRoom(db, smtp());
    const row = await queueMail(db);
    const leased = async (): Promise<boolean> => ((await db.row<{ until: number | null }>(sql`SELECT leased_until AS until FROM outbox WHERE id = ${row.id}`))?.until ?? 0) > Date.now();
    sink.next({ kind: 'hang', stage: 'answer' });
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const sending = slow.delivery.deliverDue();
    try {
      while ((await mailState(db, row.id)).bodyStartedAt === null) await sleep(20);
      await letLeaseRunOut(db, row.id);
      await aMailRoom(db, smtp()).claims.renew(row.id);
      expect(await leased()).toBe(false);
      vi.advanceTimersByTime(minuteMs);
      while (!(await leased())) await sleep(20);
      await aMailRoom(db, smtp()).claims.recover();
      expect((await mailState(db, row.id)).state).toBe('sending');
    } finally {
      vi.useRealTimers();
      await slow.delivery.beforeApplicationShutdown();
      await sending;
    }
  });

  it('R06: a worker that lost its lease sends nothing', async () => {
    const db = await open();
    const row = await queueMail(db);
    const slow = aMailRoom(db, smtp());
    await slow.claims.claim();
    await letLeaseRunOut(db, row.id);
    const quick = aMailRoom(db, smtp());
    await quick.delivery.deliverDue();
    await expect(slow.claims.bodyStarts(row.id, Buffer.from('x'))).rejects.toThrow(/taken the mail over/);
    expect(sink.mails).toHaveLength(1);
    // Nor while the other is still at it.
    const next = await queueMail(db);
    await slow.claims.claim();
    await letLeaseRunOut(db, next.id);
    await quick.claims.recover();
    expect((await quick.claims.claim())?.id).toBe(next.id);
    await expect(slow.claims.bodyStarts(next.id, Buffer.from('x'))).rejects.toThrow(/taken the mail over/);
  });

  it('R10: believes the server when its answer comes after the row was given up as unknown', async () => {
    const db = await open();
    const row = await queueMail(db);
    const slow = aMailRoom(db, smtp());
    const claimed = await slow.claims.claim();
    await slow.claims.bodyStarts(row.id, Buffer.from('x'));
    await letLeaseRunOut(db, row.id);
    await aMailRoom(db, smtp()).claims.recover();
    expect((await mailState(db, row.id)).state).toBe('unknown');
    if (claimed === undefined) throw new Error('nothing claimed');
    await slow.claims.settle(claimed, { established: true, bodyOut: true, replyCode: 250, command: 'DATA', detail: '250 queued' });
    expect((await mailState(db, row.id)).state).toBe('sent');
  });

  it('V53: a name cannot add a header', async () => {
    const db = await open();
    const room = aMailRoom(db, smtp());
    await queueMail(db, { toName: '山田\r\nBcc: evil@x.example', fromName: 'desk" <evil@x.example>, "' });
    await room.delivery.deliverDue();
    const parsed = await simpleParser(sink.mails[0]?.raw ?? '');
    expect(parsed.bcc).toBeUndefined();
    expect(parsed.from?.value.map((from) => from.address)).toEqual(['aoba@desk.example.jp']);
    expect(sink.mails[0]?.to).toEqual(['taro@customer.example']);
  });

  it('gives up on a row whose text cannot be made, and goes on with the next', async () => {
    const db = await open();
    const room = aMailRoom(db, smtp());
    const broken = await queueMail(db, { data: {} });
    const fine = await queueMail(db);
    await room.delivery.deliverDue();
    expect(await mailState(db, broken.id)).toMatchObject({ state: 'failed' });
    expect((await mailState(db, fine.id)).state).toBe('sent');
  });
});
