import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Aftermath } from '../../src/inquiries/aftermath.service.js';
import { NoticeMails } from '../../src/inquiries/notices/notice-mails.service.js';
import { Notices } from '../../src/inquiries/notices/notices.service.js';
import { InquiryRow } from '../../src/inquiries/inquiry.entity.js';
import { sql } from '../../src/platform/sql.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { aStaffedDesk, takeCall, type Resource } from './story.js';

describe.each(databaseKinds())('notices to colleagues on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  let call: Resource;

  beforeEach(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
    call = (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>();
  });
  afterEach(() => desk.close());

  /** An escalation is told, as when a supervisor works on after hours. */
  async function escalated(occasion: string): Promise<void> {
    const now = desk.clock.now();
    await desk.db.tx(async (tx) => {
      const row = await tx.findOneByOrFail(InquiryRow, { id: call.id });
      const to = await desk.app.get(Notices).colleagues(row, ['second_line_lead']);
      const told = await desk.app.get(Notices).tell(tx, row, { kind: 'escalated', occasion, to, by: null, now });
      await desk.app.get(NoticeMails).escalation(tx, row, told, { fastTrack: false, dueAt: row.dueAt, kindLabels: [] }, now);
    });
  }

  const mails = async (): Promise<{ template: string; data: string }[]> => desk.db.rows(sql`SELECT template, data FROM outbox WHERE auto_submitted = 'auto-generated' ORDER BY created_at, id`);

  /** Twice at once, as of two processes, and once more. */
  const look = async (at: string): Promise<string[]> => {
    desk.clock.set(at);
    const summaries = desk.app.get(NoticeMails);
    await Promise.all([summaries.summarise(), summaries.summarise()]);
    await desk.runJob('notices.summary');
    return (await mails()).map(({ template }) => template);
  };

  it('D4: go by mail at once within reception hours', async () => {
    await escalated('a');
    expect((await mails()).map(({ template }) => template)).toEqual(['escalation_notice']);
  });

  it('T19: a 追記依頼 and a mail that did not arrive go by mail too, with labels and a link alone; at night they wait for the summary', async () => {
    const tell = async (): Promise<void> =>
      desk.db.tx(async (tx) => {
        const row = await tx.findOneByOrFail(InquiryRow, { id: call.id });
        const now = desk.clock.now();
        const requested = { type: 'request_addition', occurredAt: now, data: { requestId: String(now), questionIds: ['customer_statement'] } } as const;
        const bounced = { type: 'note_delivery_failed', occurredAt: now, data: { outboxId: String(now) } } as const;
        await desk.app.get(Aftermath).follow(tx, row, [requested, bounced], now);
      });
    await tell();
    const sent = await mails();
    expect(sent.map(({ template }) => template).toSorted()).toEqual(['addition_notice', 'addition_notice', 'undelivered_notice']);
    const link = `${desk.config.baseUrl}/inquiries/${call.id}`;
    const said = (template: string): unknown => JSON.parse(sent.find((mail) => mail.template === template)?.data ?? '{}');
    expect(said('addition_notice')).toEqual({ fieldLabels: ['問合せ内容（お客様の言葉）'], inquiryNumber: call.number, link });
    expect(said('undelivered_notice')).toEqual({ inquiryNumber: call.number, link });
    desk.clock.set('2026-11-24T20:00:00+09:00');
    await tell();
    expect(await mails()).toHaveLength(sent.length);
  });

  it('D4: outside them nothing goes out; at the opening there is one summary, once', async () => {
    desk.clock.set('2026-11-24T17:00:00+09:00');
    await escalated('a');
    desk.clock.set('2026-11-25T03:00:00+09:00');
    await escalated('b');
    expect(await look('2026-11-25T08:59:59+09:00')).toEqual([]);
    expect(await look('2026-11-25T09:00:00+09:00')).toEqual(['morning_summary']);
    expect(await look('2026-11-25T16:00:00+09:00')).toEqual(['morning_summary']);
    const data = JSON.parse((await mails())[0]?.data ?? '{}') as object;
    expect(data).toMatchObject({ closedFrom: Date.parse('2026-11-24T17:00:00+09:00'), openedAt: Date.parse('2026-11-25T09:00:00+09:00') });
    expect(data).toMatchObject({ items: [{ label: '二次受付待ちの問合せがあります', count: 2 }] });
    expect(JSON.stringify(data)).not.toContain(people.customer.name);
  });

  it('R20: what concerns no single inquiry, such as a mailbox that failed at night, stands in the summary too', async () => {
    desk.clock.set('2026-11-24T22:00:00+09:00');
    const to = await desk.app.get(Notices).colleague(people.lead.staffId);
    await desk.db.tx((tx) => desk.app.get(Notices).tellOfDesk(tx, { kind: 'mailbox_failing', occasion: 'inbox', to, by: null, now: desk.clock.now() }));
    expect(await look('2026-11-25T09:00:00+09:00')).toEqual(['morning_summary']);
    expect(JSON.parse((await mails())[0]?.data ?? '{}')).toMatchObject({ items: [{ inquiryNumber: '窓口全体', label: 'メールボックスからメールを取り込めません' }] });
  });

  it('D4: what a mail server that was down held up until after closing waits for the opening, but for those told at night', async () => {
    const opening = Date.parse('2026-11-25T09:00:00+09:00');
    const waiting = async (): Promise<number[]> => {
      await desk.runJob('mail.deliver');
      return (await desk.db.rows<{ at: number }>(sql`SELECT next_attempt_at AS at FROM outbox WHERE auto_submitted = 'auto-generated' ORDER BY created_at, id`)).map(({ at }) => at);
    };
    const at = (time: string): void => desk.clock.set(`2026-11-24T${time}+09:00`);
    at('16:40:00');
    await escalated('a');
    const queuedAt = [desk.clock.now()];
    at('16:58:00');
    await escalated('b');
    queuedAt.push(desk.clock.now());
    at('16:59:59');
    expect(await waiting()).toEqual(queuedAt);
    at('17:00:00');
    expect(await waiting()).toEqual([opening, queuedAt[1]]);
    await desk.db.tx((tx) => desk.app.get(NoticeMails).wishAtNight(tx, people.lead.staffId, true, desk.clock.now()));
    at('19:00:00');
    expect(await waiting()).toEqual([opening, queuedAt[1]]);
    await desk.db.tx((tx) => desk.app.get(NoticeMails).wishAtNight(tx, people.lead.staffId, false, desk.clock.now()));
    expect(await waiting()).toEqual([opening, opening]);
  });

  it('D4: the summary after the turn of the year covers all of the closed days', async () => {
    desk.clock.set('2026-12-28T10:00:00+09:00');
    await escalated('a');
    desk.clock.set('2027-01-03T23:00:00+09:00');
    await escalated('b');
    expect(await look('2027-01-04T10:00:00+09:00')).toEqual([]);
    expect(await look('2027-01-05T09:00:30+09:00')).toEqual(['morning_summary']);
    expect(JSON.parse((await mails())[0]?.data ?? '{}')).toMatchObject({ closedFrom: Date.parse('2026-12-25T17:00:00+09:00'), items: [{ count: 2 }] });
  });

  it('D4: what was seen at night is not told again in the morning', async () => {
    desk.clock.set('2026-11-24T20:00:00+09:00');
    await escalated('a');
    await desk.db.tx((tx) => desk.app.get(Notices).markSeen(tx, people.lead.staffId, { until: desk.clock.now(), now: desk.clock.now() }));
    expect(await look('2026-11-25T09:00:00+09:00')).toEqual([]);
  });

  it('D4: whoever asks for it is told at night, and has no summary', async () => {
    const page = await people.lead.client.get('/notices');
    expect(page.text).toContain('次の受付開始時に1通のメールにまとめて');
    expect((await people.lead.client.postForm('/notices/at-night', { atNight: 'yes' })).status).toBe(303);
    expect((await people.lead.client.get('/notices')).text).toContain('メールですぐにお送りしています');
    desk.clock.set('2026-11-24T22:00:00+09:00');
    await escalated('a');
    expect((await mails()).map(({ template }) => template)).toEqual(['escalation_notice']);
    expect(await look('2026-11-25T09:00:00+09:00')).toEqual(['escalation_notice']);
  });
});
