import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MailboxSettings } from '../../src/mailbox-settings.js';
import { sql } from '../../src/platform/sql.js';
import { insert } from '../../src/platform/write.js';
import { newId } from '../../src/platform/ids.js';
import { MailboxRow } from '../../src/mail/intake/mailbox.entity.js';
import { MailDelivery } from '../../src/mail/outbox/mail-delivery.service.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { freePort } from '../support/free-port.js';
import { startScriptedSmtp } from '../support/scripted-smtp.js';
import type { SignedIn } from '../support/sessions.js';
import { startSmtpSink } from '../support/smtp-sink.js';
import { queueMail } from './outbox-support.js';

const minuteMs = 60_000;

const aMailbox: MailboxSettings = {
  name: 'aoba', host: '127.0.0.1', port: 993, tls: 'implicit', caFile: undefined, user: 'aoba', folder: 'INBOX', moveTo: undefined,
  login: { kind: 'password', password: { kind: 'variable', name: 'X', value: 'x' } }, addresses: ['aoba@desk.example.jp'], pollMs: 60_000,
};

describe.each(databaseKinds())('the mail of the desk as a whole, on %s', (database) => {
  let desk: TestDesk;
  let owner: SignedIn;
  let closing: (() => Promise<void>)[];
  beforeEach(() => {
    closing = [];
  });
  afterEach(async () => {
    await desk.close();
    for (const close of closing) await close();
  });

  async function start(port: number, wishes: Parameters<typeof startTestDesk>[0] = {}): Promise<void> {
    desk = await startTestDesk({ database, smtp: { host: '127.0.0.1', port, user: undefined, password: undefined, tls: 'none' }, ...wishes });
    owner = await desk.signIn('service_owner');
  }

  it('R20: a mail server that fails for five minutes stands above every page of those who work with mail, until it works again', async () => {
    const port = await freePort();
    await start(port);
    const first = await desk.signIn('first_line');
    const auditor = await desk.signIn('auditor');
    const { id } = await queueMail(desk.db);
    const banner = 'メールを送信できない状態が2026年11月24日（火）10:12から続いています。';
    await desk.runJob('mail.deliver');
    desk.clock.advance(5 * minuteMs - 1);
    await desk.runJob('mail.watch');
    expect((await first.client.get('/queue')).text).not.toContain(banner);
    desk.clock.advance(1);
    await desk.runJob('mail.watch');
    await desk.runJob('mail.watch');
    for (const person of [first, owner]) expect((await person.client.get('/queue')).text).toContain(banner);
    expect((await first.client.get('/queue')).text).not.toContain('/mail/status');
    expect((await owner.client.get('/customers')).text).toContain('<a href="/mail/status">');
    expect((await auditor.client.get('/customers')).text).not.toContain(banner);
    const notices = await desk.db.rows(sql`SELECT kind, staff_id AS "to" FROM notice`);
    expect(notices).toEqual([{ kind: 'smtp_failing', to: owner.staffId }]);
    expect((await owner.client.get('/notices')).text).toContain('メールを送信できない状態が続いています');
    const page = (await owner.client.get('/mail/status')).text;
    expect(page).toContain('送信できません');
    expect((await first.client.get('/mail/status')).status).toBe(403);

    const sink = await startSmtpSink(port);
    closing.push(() => sink.close());
    expect((await owner.client.postForm('/mail/status/probe', { _key: newId() })).status).toBe(303);
    await desk.runJob('mail.deliver');
    await desk.runJob('mail.watch');
    expect(await desk.db.row(sql`SELECT state FROM outbox WHERE id = ${id}`)).toEqual({ state: 'sent' });
    expect((await first.client.get('/queue')).text).not.toContain(banner);
    const status = (await owner.api.get('/api/v1/mail/status')).json<{ outgoing: object; attempts: { day: object }; server: { failingSince: string | null } }>();
    expect(status).toMatchObject({ outgoing: { sent: 1, waiting: 0 }, attempts: { day: { sent: 1, server: 1 } }, server: { failingSince: null } });
  });

  it('R20, D4: a mailbox that fails is told by banner, notice and, within reception hours, by mail', async () => {
    const sink = await startSmtpSink();
    closing.push(() => sink.close());
    await start(sink.port, { config: { mailboxes: [aMailbox] } });
    const { loginName } = (await desk.db.row<{ loginName: string }>(sql`SELECT login_name AS "loginName" FROM staff WHERE id = ${owner.staffId}`)) ?? { loginName: '' };
    const since = { lastFetchedAt: desk.clock.now() - 20 * minuteMs, failingSince: desk.clock.now() - 5 * minuteMs, fault: 'login_refused' } as const;
    await desk.db.tx((tx) => insert(tx, MailboxRow, { name: 'aoba', uidValidity: null, lastUid: 0, attempts: 3, nextAttemptAt: 0, leasedUntil: null, leasedBy: null, ...since }));
    await desk.runJob('mail.watch');
    await desk.runJob('mail.watch');
    await desk.runJob('mail.deliver');
    expect((await owner.client.get('/queue')).text).toContain('メールボックス「aoba」からメールを取り込めない状態が');
    expect(sink.mails.map(({ to }) => to)).toEqual([[loginName]]);
    const page = (await owner.client.get('/mail/status')).text;
    expect(page).toContain('取り込めません');
    expect(page).toContain('2026年11月24日（火）09:52');
  });

  it('R09: a mail server that hangs slows no page', async () => {
    const server = await startScriptedSmtp((moment) => (moment === 'rcpt' ? 'hang' : 'answer'));
    closing.push(() => server.close());
    await start(server.port);
    for (let n = 0; n < 6; n += 1) await queueMail(desk.db);
    const delivering = desk.app.get(MailDelivery).deliverDue();
    await expect.poll(() => server.connections(), { timeout: 10_000 }).toBeGreaterThanOrEqual(5);
    for (const path of ['/queue', '/mail/status', '/mail/outbox?view=waiting', '/notices']) expect((await owner.client.get(path)).status).toBe(200);
    expect((await owner.api.get('/api/v1/mail/status')).json<{ outgoing: { sending: number } }>().outgoing.sending).toBe(5);
    await desk.app.get(MailDelivery).beforeApplicationShutdown();
    await delivering;
    // Broken off in good order, nothing was out: all wait for the next process.
    expect(await desk.db.rows(sql`SELECT state, COUNT(*) AS n FROM outbox GROUP BY state`)).toEqual([{ state: 'waiting', n: 6 }]);
  });

  it.each([
    ['delivered', 'sent'],
    ['undelivered', 'failed'],
  ])('a person marks a mail of unknown fate as %s', async (verdict, state) => {
    const sink = await startSmtpSink();
    closing.push(() => sink.close());
    await start(sink.port);
    const { id } = await queueMail(desk.db);
    sink.next({ kind: 'drop', stage: 'answer' });
    await desk.runJob('mail.deliver');
    const page = (await owner.client.get(`/mail/outbox/${id}`)).text;
    expect(page).toContain('届いていたことを記録する');
    expect(page).toContain('結果が分からない');
    const marked = await owner.api.postJson(`/api/v1/mail/outbox/${id}/mark-${verdict}`, {}, { 'idempotency-key': newId() });
    expect(marked.json<{ state: string }>().state).toBe(state);
    const again = await owner.api.postJson(`/api/v1/mail/outbox/${id}/mark-${verdict}`, {}, { 'idempotency-key': newId() });
    expect(again.status).toBe(409);
    const events = await desk.db.rows(sql`SELECT type FROM event WHERE stream_type = 'mail' AND stream_id = ${id}`);
    expect(events).toEqual([{ type: `mail_marked_${verdict}` }]);
    await desk.runJob('mail.deliver');
    expect(sink.mails).toHaveLength(1);
  });
});
