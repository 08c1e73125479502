import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentAnswers, type Answer, type AnswerValue } from '../../src/hearing/answers.rules.js';
import { logLosses, nextLoss } from '../../src/inquiries/log-clock/log-clock.rules.js';
import { sightedValues } from '../../src/inquiries/sightings/sighting-value.rules.js';
import type { NewAnswer } from '../../src/hearing/recording.rules.js';
import { sql } from '../../src/platform/sql.js';
import { aServedCustomer } from '../support/builders.js';
import { toInstant } from '../support/clock.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';
import { elementById, wordsOf } from '../pages/page.js';
import { aStaffedDesk, done, hear, look, receptionAnswers, takeCall, verification, type Resource } from './story.js';

const at = (text: string): number => toInstant(`2026-${text}+09:00`);

describe('what a value is recognised by elsewhere', () => {
  it.each([
    ['198.51.100.7', ['198.51.100.7']],
    ['Evil.Example', ['evil.example']],
    ['https://Evil.example/a/B', ['https://evil.example/a/b', 'evil.example']],
    ['http://[2001:db8::1]:8080/', ['http://[2001:db8::1]:8080', '2001:db8::1']],
    ['0f'.repeat(32), ['0f'.repeat(32)]],
    ['10.50.0.8', []], ['192.168.1.1', []], ['172.20.0.1', []], ['fe80::1', []], ['pc-01', []], ['', []],
    [`${'a'.repeat(500)}.example`, []],
  ])('%s: %j', (value, expected) => {
    expect(sightedValues(value)).toEqual(expected);
  });
});

describe('H3: the log clock', () => {
  const day = 24 * 3_600_000;
  const answers = (given: readonly (readonly [string, AnswerValue, number?])[]) =>
    currentAnswers(given.map(([questionId, value, group = 0], index) => ({ questionId, group, state: 'value', value, originalText: null, source: 'customer_phone', recordedAt: 0, recordedBy: 'x', sheetVersion: 1, reason: null, seq: index + 1 }) satisfies Answer));
  const moment = (text: string, known = true): AnswerValue => ({ at: known ? at(text) : null, wall: text, zone: known ? 'JST' : 'unknown', precision: 'minute' });
  const receivedAt = at('11-24T10:12');

  it('runs from the earliest detection over each retention, the soonest first', () => {
    const heard = answers([['detected_at', moment('11-23T09:00')], ['detected_at', moment('11-20T09:00'), 1], ['log_retention_days', 30]]);
    expect(logLosses({ answers: heard, retentions: [{ label: 'Proxy', days: 7 }], receivedAt }).map(({ label, lostAt }) => [label, lostAt])).toEqual([
      ['Proxy', at('11-20T09:00') + 7 * day], ['お客様のログ（最も短いもの）', at('11-20T09:00') + 30 * day],
    ]);
  });
  it('runs from the receipt where nobody knows when it was detected', () => {
    expect(logLosses({ answers: answers([['detected_at', moment('11-20T09:00', false)]]), retentions: [{ label: 'Proxy', days: 1 }], receivedAt })[0]?.lostAt).toBe(receivedAt + day);
  });
  it('shows what is lost next, and what was lost last where nothing is left', () => {
    const losses = [5, 10].map((days) => ({ label: `${days}`, days, lostAt: days }));
    expect([4, 5, 10].map((now) => nextLoss(losses, now)?.lostAt)).toEqual([5, 10, 10]);
  });
  it('stands still where no retention is known', () => {
    expect(logLosses({ answers: answers([]), retentions: [], receivedAt })).toEqual([]);
  });
});

describe.each(databaseKinds())('what belongs together on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  let neighbour: { readonly first: SignedIn; readonly inquiry: Resource; readonly name: string };
  let own: Resource;

  const value = (questionId: string, answer: AnswerValue): NewAnswer => ({ questionId, group: 0, state: 'value', value: answer });
  const panel = async (person: SignedIn, inquiry: Resource): Promise<string> => wordsOf(elementById((await person.client.get(`/inquiries/${inquiry.id}`)).text, 'part-related'));

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
    const theirs = await aServedCustomer(desk.db, { name: '株式会社となり' });
    const first = await desk.signIn('first_line', { deskIds: [theirs.customer.supportDeskId] });
    const inquiry = (await takeCall(first, { customerId: theirs.customer.id })).json<Resource>();
    await hear(desk, first, inquiry, [value('destination_ip', '198.51.100.7'), value('source_ip', '10.0.0.5')]);
    neighbour = { first, inquiry, name: theirs.customer.name };
    const verified = await done(people.first, (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>(), 'verify', verification(people.contact.id));
    await hear(desk, people.first, verified, [...receptionAnswers, value('destination_url', 'https://198.51.100.7/x'), value('source_ip', '10.0.0.5'), value('log_retention_days', 3)]);
    const escalated = await done(people.first, await look(people.first, verified), 'escalate', { reason: 'cannot_answer', comment: '判断を', markOpenUnknown: true, unknownReason: '後で' });
    own = await done(people.analyst, escalated, 'take');
  });
  afterAll(() => desk.close());

  it('the second line sees the same address at another customer, defanged; the first line never past its wall (B5)', async () => {
    const seen = await panel(people.analyst, own);
    expect(seen).toContain(neighbour.inquiry.number);
    expect(seen).toContain('株式会社となり 198[.]51[.]100[.]7');
    expect(seen, 'inside addresses mean another machine at every company').not.toContain('10[.]0');
    expect(await panel(people.first, own)).not.toContain(neighbour.inquiry.number);
    expect(await panel(neighbour.first, neighbour.inquiry)).not.toContain(own.number);
  });

  it('C3: what the second line keeps to itself links nothing for the first line, not even at its own desk', async () => {
    const analysed = await done(people.analyst, own, 'add-indicator', { type: 'domain', value: 'hidden.example', source: 'portal_admin', disclosure: 'second_line' });
    const second = (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>();
    await hear(desk, people.first, second, [value('destination_domain', 'hidden.example')]);
    expect(await panel(people.analyst, second)).toContain('hidden[.]example');
    expect(await panel(people.first, second)).not.toContain('hidden[.]example');
    own = analysed;
  });

  it('a corrected address is no longer seen', async () => {
    await hear(desk, neighbour.first, neighbour.inquiry, [value('destination_ip', '203.0.113.9')]);
    expect(await panel(people.analyst, own)).not.toContain(neighbour.inquiry.number);
    await hear(desk, neighbour.first, neighbour.inquiry, [value('destination_ip', '198.51.100.7')]);
    expect(await panel(people.analyst, own)).toContain(neighbour.inquiry.number);
  });

  it('a sheet older than this comparing is followed up by a job, and then no more', async () => {
    await desk.db.tx((tx) => desk.db.execute(tx, sql`DELETE FROM sighting WHERE inquiry_id = ${neighbour.inquiry.id}`));
    await desk.db.tx((tx) => desk.db.execute(tx, sql`INSERT INTO sheet_backlog (inquiry_id) VALUES (${neighbour.inquiry.id})`));
    expect(await panel(people.analyst, own)).not.toContain(neighbour.inquiry.number);
    await desk.runJob('inquiries.sheet-backlog');
    expect(await panel(people.analyst, own)).toContain(neighbour.inquiry.number);
    expect(await desk.db.rows(sql`SELECT inquiry_id FROM sheet_backlog`)).toEqual([]);
  });

  it('the same customer’s earlier inquiries stand there unasked', async () => {
    const again = (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>();
    const seen = await panel(people.first, again);
    expect(seen).toContain(own.number);
    expect(seen).toContain('過去のお問い合わせのことは、本人確認が済むまでお話ししません');
  });

  it('H3: the clock turns with the sheet and with what is recorded of the customer, for all his open inquiries', async () => {
    const lostAt = async (inquiry: Resource) => (await desk.db.row<{ at: number }>(sql`SELECT logs_lost_at AS at FROM inquiry WHERE id = ${inquiry.id}`))?.at;
    expect(Number(await lostAt(own))).toBe(at('11-27T09:50'));
    const other = (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>();
    expect(await lostAt(other)).toBeNull();
    own = await done(people.analyst, await look(people.analyst, own), 'record-log-retention', { source: 'proxy', device: '本社', days: '2' });
    expect(Number(await lostAt(own))).toBe(at('11-26T09:50'));
    expect(Number(await lostAt(other))).toBe(at('11-26T10:12'));
    const words = wordsOf(elementById((await people.analyst.client.get(`/inquiries/${own.id}`)).text, 'part-log-clock'));
    expect(words).toContain('あと1日 Proxy（本社） 2日分 2026年11月26日（木）09:50ごろに');
    const later = await done(people.analyst, own, 'record-log-retention', { source: 'proxy', device: '本社', days: 60 });
    expect(Number(await lostAt(later))).toBe(at('11-27T09:50'));
    desk.clock.set('2026-11-27T10:00:00+09:00');
    await desk.runJob('inquiries.log-clock');
    expect(Number(await lostAt(later)), 'what is lost is not what waiting destroys').toBe(at('11-24T09:50') + 60 * 24 * 3_600_000);
  });
});
