import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AutomaticMails } from '../../src/inquiries/outbox/automatic-mails.service.js';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { sql } from '../../src/platform/sql.js';
import { aContract, aCustomer, aRegisteredContact, aSupportDesk } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { passed, rawMail, textPart, type RawWishes } from './corpus.js';

const letters = (n: number): string => [...String(n)].map((digit) => 'アイウエオカキクケコ'.charAt(Number(digit))).join('');

describe.each(databaseKinds())('what goes out by itself, on %s', (database) => {
  let desk: TestDesk;
  let sink: SmtpSink;
  let deskId: string;

  beforeEach(async () => {
    sink = await startSmtpSink();
    desk = await startTestDesk({ database, smtp: sink.settings });
    deskId = (await aSupportDesk(desk.db, { mailAddress: 'aoba@desk.example.jp' })).id;
    const customer = await aCustomer(desk.db, { supportDeskId: deskId });
    await aContract(desk.db, { customerId: customer.id });
    await aRegisteredContact(desk.db, customer.id, { email: 'taro@customer.example' });
  });
  afterEach(async () => {
    await desk.close();
    await sink.close();
  });

  async function receive(wishes: RawWishes = {}): Promise<void> {
    await desk.app.get(RawMessages).store(rawMail(wishes), { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
    await desk.app.get(IntakeRun).processDue();
  }

  const count = async (table: 'inquiry' | 'outbox' | 'notice', kind = ''): Promise<number> => {
    const query = { inquiry: sql`SELECT COUNT(*) AS n FROM inquiry`, outbox: sql`SELECT COUNT(*) AS n FROM outbox`, notice: sql`SELECT COUNT(*) AS n FROM notice WHERE kind = ${kind}` }[table];
    return (await desk.db.row<{ n: number }>(query))?.n ?? 0;
  };

  it('A5b: a registered, authenticated contact has a receipt for each of his inquiries', async () => {
    for (let n = 0; n < 4; n += 1) {
      await receive({ headers: [passed] });
      desk.clock.advance(5 * 60_000);
    }
    expect([await count('inquiry'), await count('outbox')]).toEqual([4, 4]);
  });

  it('R15, V60: two desks that answer each other end after two, and a person hears of it', async () => {
    const supervisor = await desk.signIn('first_line_supervisor', { deskIds: [deskId] });
    const answerOf = (n: number) => ({
      headers: [passed],
      subject: `=?UTF-8?B?${Buffer.from(`お問い合わせを受け付けました [${1_000 + n}]`).toString('base64')}?=`,
      body: textPart('utf-8', Buffer.from(`お問い合わせありがとうございます。番号 ${1_000 + n} で承りました（11月${n + 1}日 10:${10 + n}）。`)),
    });
    let answered = 0;
    for (let n = 0; n < 8; n += 1) {
      await receive(answerOf(n));
      await desk.runJob('mail.deliver');
      if (sink.mails.length === answered) break;
      answered = sink.mails.length;
      desk.clock.advance(90_000);
    }
    expect(sink.mails).toHaveLength(2);
    expect(await count('inquiry')).toBe(3);
    expect(await count('notice', 'answer_withheld')).toBe(1);
    expect((await supervisor.client.get('/notices')).text).toContain('自動返信を止めました');
    desk.clock.advance(25 * 60 * 60_000);
    await receive(answerOf(9));
    expect(await count('outbox')).toBe(3);
  });

  it('R15: of a flood from one address every mail is kept, thirty are answered, and one notice tells of the rest', { timeout: 120_000 }, async () => {
    await desk.signIn('first_line_supervisor', { deskIds: [deskId] });
    for (let n = 0; n < 60; n += 1) {
      await receive({ headers: [passed], subject: `=?UTF-8?B?${Buffer.from(letters(n)).toString('base64')}?=` });
      desk.clock.advance(60);
    }
    expect([await count('inquiry'), await count('outbox'), await count('notice', 'answer_withheld')]).toEqual([60, 30, 1]);
  });

  it('R15, V03: of 1,000 forged mails a minute at most two an address and a hundred an hour are answered', { timeout: 60_000 }, async () => {
    const automatic = desk.app.get(AutomaticMails);
    const started = desk.clock.now();
    const gone = new Map<string, number>();
    for (let n = 0; n < 1_000; n += 1) {
      desk.clock.set(started + n * 60);
      const mail = { address: `contact${n % 100}@customer.example`, subject: letters(n), text: '', authenticated: false, now: desk.clock.now() };
      const allowance = await desk.db.tx((tx) => automatic.ask(tx, mail));
      if (allowance === 'go') gone.set(mail.address, (gone.get(mail.address) ?? 0) + 1);
    }
    expect([...gone.values()].reduce((sum, n) => sum + n, 0)).toBe(100);
    expect(Math.max(...gone.values())).toBeLessThanOrEqual(2);
    // One address alone is held to its two, long before the hundred.
    desk.clock.advance(2 * 60 * 60_000);
    const same: string[] = [];
    for (let n = 0; n < 4; n += 1) same.push(await desk.db.tx((tx) => automatic.ask(tx, { address: 'alone@customer.example', subject: letters(n), text: '', authenticated: false, now: desk.clock.now() })));
    expect(same).toEqual(['go', 'go', 'first_withheld', 'withheld']);
    // Genuine contacts are not silenced by it.
    const genuine = { address: 'contact1@customer.example', subject: '通知', text: '', authenticated: true, now: desk.clock.now() };
    expect(await desk.db.tx((tx) => automatic.ask(tx, genuine))).toBe('go');
    desk.clock.advance(49 * 60 * 60_000);
    await desk.runJob('automatic-mail.sweep');
    expect(await desk.db.rows(sql`SELECT id FROM automatic_mail`)).toEqual([]);
  });

  it('C8: an answer always re-opens; the fourth within an hour raises a task, once', async () => {
    const supervisor = await desk.signIn('first_line_supervisor', { deskIds: [deskId] });
    await receive({ headers: [passed] });
    const inquiry = await desk.db.row<{ id: string; token: string }>(sql`SELECT id, reply_token AS token FROM inquiry`);
    for (let n = 1; n <= 5; n += 1) {
      await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE inquiry SET status = 'closed', is_open = ${false} WHERE id = ${inquiry?.id ?? ''}`));
      await receive({ headers: [passed], to: `aoba+${inquiry?.token}@desk.example.jp` });
      expect(await desk.db.row(sql`SELECT status FROM inquiry`)).not.toEqual({ status: 'closed' });
      expect(await count('notice', 'reopened_often')).toBe(n > 3 ? 1 : 0);
      desk.clock.advance(60_000);
    }
    expect((await supervisor.client.get('/notices')).text).toContain('再開が続いています');
  });
});
