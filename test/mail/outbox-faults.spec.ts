import { afterEach, beforeAll, expect, it } from 'vitest';
import { SmtpTransport } from '../../src/mail/outbox/smtp-transport.js';
import type { Db } from '../../src/platform/db.js';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { selfSigned, type Certificate } from '../support/certificates.js';
import { TestClock } from '../support/clock.js';
import { onBothDatabases } from '../support/databases.js';
import { freePort } from '../support/free-port.js';
import { smtpMoments, startScriptedSmtp, type ScriptedSmtp, type SmtpReaction } from '../support/scripted-smtp.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { aMailRoom, mailState, queueMail, type MailRoom } from './outbox-support.js';
import { expectSentOnceEach, unhurried } from './two-workers.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const hasty = { untilBodyOutMs: 400, forAnswerMs: 400 };

const states = async (db: Db): Promise<Record<string, number>> => {
  const rows = await db.rows<{ state: string; n: number }>(sql`SELECT state, COUNT(*) AS n FROM outbox GROUP BY state`);
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
};

const knocks = async (db: Db): Promise<number> => {
  const row = await db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM outbox_attempt WHERE outcome = 'server'`);
  return row?.n ?? 0;
};

onBothDatabases('the outbox when servers misbehave', (open, kind) => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  const sinkAt = async (port = 0, tls?: Certificate): Promise<SmtpSink> => {
    const sink = await startSmtpSink(port, tls);
    closing.push(() => sink.close());
    return sink;
  };
  const scripted = async (react: Parameters<typeof startScriptedSmtp>[0]): Promise<ScriptedSmtp> => {
    const server = await startScriptedSmtp(react);
    closing.push(() => server.close());
    return server;
  };
  /** Time passes in steps, the delivery looking each time. */
  const pass = async (room: MailRoom, ms: number, stepMs: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      room.clock.advance(stepMs);
      await room.delivery.deliverDue();
    }
  };

  it('R07: two workers send each mail once, those of an inquiry in their order', async () => {
    await expectSentOnceEach(await open(), await sinkAt(), 4);
  });

  it('R08: a server that is down for an hour is tried by one mail every five minutes, and all go out when it is back', async () => {
    const db = await open();
    const port = await freePort();
    const room = aMailRoom(db, new SmtpTransport({ host: '127.0.0.1', port, user: undefined, password: undefined, tls: 'none' }, unhurried));
    for (let index = 0; index < 30; index += 1) await queueMail(db);
    await room.delivery.deliverDue();
    // Those under way at the same moment find out together, the others are spared.
    const first = await knocks(db);
    expect(first).toBeLessThanOrEqual(8);
    await pass(room, hourMs, minuteMs);
    expect((await knocks(db)) - first).toBeGreaterThanOrEqual(12);
    expect((await knocks(db)) - first).toBeLessThanOrEqual(13);
    expect(await states(db)).toEqual({ waiting: 30 });
    expect(await room.routes.state()).toMatchObject({ failingSince: Date.parse('2026-11-24T10:12:00+09:00') });
    const sink = await sinkAt(port);
    await pass(room, 5 * minuteMs, minuteMs);
    expect(await states(db)).toEqual({ sent: 30 });
    expect(sink.mails).toHaveLength(30);
    expect(await room.routes.state()).toMatchObject({ failingSince: null });
  });

  it('R08: a day without a server loses nothing', async () => {
    const db = await open();
    const port = await freePort();
    const room = aMailRoom(db, new SmtpTransport({ host: '127.0.0.1', port, user: undefined, password: undefined, tls: 'none' }, unhurried));
    for (let index = 0; index < 5; index += 1) await queueMail(db);
    await pass(room, dayMs, 30 * minuteMs);
    expect(await states(db)).toEqual({ waiting: 5 });
    await sinkAt(port);
    await pass(room, 5 * minuteMs, 5 * minuteMs);
    expect(await states(db)).toEqual({ sent: 5 });
  });

  it('R08: gives up four days after a mail was due, tried or not, and says so to the inquiry', async () => {
    const db = await open();
    const room = aMailRoom(db, new SmtpTransport({ host: '127.0.0.1', port: 1, user: undefined, password: undefined, tls: 'none' }));
    const due = room.clock.now();
    const rows = [await queueMail(db), await queueMail(db), await queueMail(db, { inquiryId: newId() })];
    const later = await queueMail(db, { nextAttemptAt: due + 3 * dayMs, giveUpAt: due + 7 * dayMs });
    await room.delivery.deliverDue();
    room.clock.set(due + 4 * dayMs - 1);
    await room.delivery.deliverDue();
    expect(await states(db)).toEqual({ waiting: 4 });
    room.clock.set(due + 4 * dayMs);
    await room.delivery.deliverDue();
    expect(await states(db)).toEqual({ failed: 3, waiting: 1 });
    expect(room.results.heard.toSorted()).toEqual(rows.map(({ id }) => `failed ${id}`).toSorted());
    expect((await mailState(db, later.id)).state).toBe('waiting');
  });

  it('R08: what a desk that stood still for a week finds waiting is sent, not given up', async () => {
    const db = await open();
    const sink = await sinkAt();
    const room = aMailRoom(db, new SmtpTransport(sink.settings, unhurried));
    await queueMail(db);
    room.clock.advance(7 * dayMs);
    await room.delivery.deliverDue();
    expect(await states(db)).toEqual({ sent: 1 });
  });

  it('R11: one mail that the server puts off waits 1, 5, 15, 30 minutes and then always 30, a little more by chance', async () => {
    const db = await open();
    const sink = await sinkAt();
    sink.usually({ kind: 'reject', stage: 'rcpt', code: 451 });
    const room = aMailRoom(db, new SmtpTransport(sink.settings, unhurried));
    const { id } = await queueMail(db);
    const waits: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      await room.delivery.deliverDue();
      const row = await db.row<{ next: number }>(sql`SELECT next_attempt_at AS next FROM outbox WHERE id = ${id}`);
      waits.push(((row?.next ?? 0) - room.clock.now()) / minuteMs);
      room.clock.set(row?.next ?? 0);
    }
    for (const [index, minutes] of [1, 5, 15, 30, 30, 30, 30].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(minutes);
      expect(waits[index]).toBeLessThanOrEqual(minutes * 1.1);
    }
    expect(await room.routes.state()).toMatchObject({ failingSince: null });
  });

  it.each(smtpMoments.filter((moment) => moment !== 'answered' && moment !== 'body'))('R09: a server that hangs at "%s" is left, and nothing is sent twice', async (moment) => {
    const db = await open();
    let well = false;
    const server = await scripted((now) => (!well && now === moment ? 'hang' : 'answer'));
    const room = aMailRoom(db, new SmtpTransport(server.settings, hasty));
    const row = await queueMail(db);
    await room.delivery.deliverDue();
    expect(await mailState(db, row.id)).toMatchObject({ state: moment === 'dot' ? 'unknown' : 'waiting', attempts: 1 });
    well = true;
    room.clock.advance(6 * minuteMs);
    await room.delivery.deliverDue();
    expect(server.mails).toHaveLength(1);
  });

  it.each(['connect', 'rcpt'] as const)('R09: a server that answers a byte at a time at "%s" is left in time', async (moment) => {
    const db = await open();
    const server = await scripted((now): SmtpReaction => (now === moment ? { byteEveryMs: 200 } : 'answer'));
    const room = aMailRoom(db, new SmtpTransport(server.settings, hasty));
    const row = await queueMail(db);
    await room.delivery.deliverDue();
    expect(await mailState(db, row.id)).toMatchObject({ state: 'waiting', bodyStartedAt: null });
    expect(server.mails).toHaveLength(0);
  });

  it('R09: recipients whose host is slow do not hold up the others, nor mails written meanwhile', async () => {
    const db = await open();
    const server = await scripted((moment, to) => (moment === 'rcpt' && to.endsWith('@slow.example') ? 'hang' : 'answer'));
    const room = aMailRoom(db, new SmtpTransport(server.settings, { untilBodyOutMs: 15_000, forAnswerMs: 15_000 }));
    for (let index = 0; index < 20; index += 1) await queueMail(db, { toAddress: 'taro@slow.example' });
    for (let index = 0; index < 20; index += 1) await queueMail(db, { toAddress: 'taro@quick.example' });
    const running = room.delivery.deliverDue();
    const arrived = async (count: number): Promise<void> => expect.poll(() => server.mails.length, { timeout: 14_000 }).toBe(count);
    await arrived(20);
    await queueMail(db, { toAddress: 'taro@quick.example' });
    await arrived(21);
    const slow = await db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM outbox WHERE state = 'sending' AND to_address = 'taro@slow.example'`);
    expect(slow?.n).toBe(5);
    await room.delivery.beforeApplicationShutdown();
    await running;
    expect(await states(db)).toEqual({ sent: 21, waiting: 20 });
  });

  it('R12: of two copies one is refused, the other gets exactly one mail', async () => {
    const db = await open();
    const sink = await sinkAt();
    const room = aMailRoom(db, new SmtpTransport(sink.settings, unhurried));
    const inquiryId = newId();
    const good = await queueMail(db, { inquiryId, seq: 2, toAddress: 'good@customer.example' });
    const bad = await queueMail(db, { inquiryId, seq: 1, toAddress: 'bad@customer.example' });
    sink.usually({ kind: 'reject', stage: 'rcpt', code: 550, to: 'bad@customer.example' });
    await room.delivery.deliverDue();
    await room.delivery.deliverDue();
    expect(sink.mails.map(({ to }) => to)).toEqual([['good@customer.example']]);
    expect((await mailState(db, bad.id)).state).toBe('failed');
    expect((await mailState(db, good.id)).state).toBe('sent');
  });

  it('R13: sends nothing in the clear where STARTTLS is stripped, and says that no mail gets out', async () => {
    const db = await open();
    const sink = await sinkAt();
    const room = aMailRoom(db, new SmtpTransport({ ...sink.settings, tls: 'required' }, unhurried));
    const row = await queueMail(db);
    await room.delivery.deliverDue();
    expect(await mailState(db, row.id)).toMatchObject({ state: 'waiting', bodyStartedAt: null });
    expect(sink.mails).toHaveLength(0);
    expect((await room.routes.state())?.failingSince).toBe(room.clock.now());
  });

  let certificate: Certificate | undefined;
  let foreign: Certificate | undefined;
  beforeAll(() => {
    certificate = selfSigned('IP:127.0.0.1');
    foreign = selfSigned('DNS:mail.elsewhere.example');
  });

  it(`R13: goes out over TLS to a server whose certificate is right, and to no other (${kind})`, async (context) => {
    if (certificate === undefined || foreign === undefined) return context.skip('there is no openssl here');
    const db = await open();
    const row = await queueMail(db);
    const [right, wrong] = [await sinkAt(0, certificate), await sinkAt(0, foreign)];
    const clock = new TestClock('2026-11-24T10:12:00+09:00');
    const required = (sink: SmtpSink) => ({ ...sink.settings, tls: 'required' as const });
    const refusing = [new SmtpTransport(required(right), unhurried), new SmtpTransport(required(wrong), unhurried, { ca: foreign.cert })];
    for (const transport of refusing) {
      const room = aMailRoom(db, transport, clock);
      await room.delivery.deliverDue();
      expect(await mailState(db, row.id)).toMatchObject({ state: 'waiting', bodyStartedAt: null });
      clock.advance(6 * minuteMs);
    }
    expect([...right.mails, ...wrong.mails]).toEqual([]);
    await aMailRoom(db, new SmtpTransport(required(right), unhurried, { ca: certificate.cert }), clock).delivery.deliverDue();
    expect((await mailState(db, row.id)).state).toBe('sent');
    expect(right.mails).toHaveLength(1);
  });
});
