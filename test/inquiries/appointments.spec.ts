import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedCalendar } from '../../src/calendar/shipped-calendar.js';
import { nextSlots } from '../../src/inquiries/appointments/slots.rules.js';
import type { Command } from '../../src/inquiries/rulebook/commands.js';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { toInstant } from '../support/clock.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { elementById, wordsOf } from '../pages/page.js';
import { pdfWords } from '../support/pdf-text.js';
import { act, aStaffedDesk, done, hear, look, takeCall, verification, type Problem, type Resource } from './story.js';
import { after, anInquiry, facts, now, verdict } from './rulebook/rulebook.js';

const at = (text: string): number => toInstant(`2026-${text}+09:00`);

describe('slots that may be promised (A1)', () => {
  const slots = (from: string, minutes = 30) => nextSlots(shippedCalendar(), at(from), { minutes, count: 3 });
  it('are quarters within reception hours, a quarter of an hour ahead at the soonest', () => {
    expect(slots('11-24T10:12')).toEqual([at('11-24T10:30'), at('11-24T11:30'), at('11-24T12:30')]);
  });
  it('end by 17:00 and go on at the next opening, over a weekend and the year’s end', () => {
    expect(slots('11-27T16:00')).toEqual([at('11-27T16:15'), at('11-30T09:00'), at('11-30T10:00')]);
    expect(slots('12-25T16:31')).toEqual([toInstant('2027-01-05T09:00+09:00'), toInstant('2027-01-05T10:00+09:00'), toInstant('2027-01-05T11:00+09:00')]);
  });
});

describe('promises in the rulebook', () => {
  const arrange: Command = { act: 'arrange_appointment', appointmentId: 'a', kind: 'callback', startsAt: now + 3_600_000, outsideHoursAgreed: false, invited: false, noteTextId: null, occurredAt: now };
  const first = facts(['first_line']);
  it.each([
    ['within hours', arrange, 'allowed'],
    ['A1: outside hours', { ...arrange, startsAt: at('11-24T17:00') }, 'outside_reception_hours'],
    ['A1: outside hours, as the customer wishes', { ...arrange, startsAt: at('11-24T17:00'), outsideHoursAgreed: true }, 'allowed'],
    ['in the past', { ...arrange, startsAt: now }, 'time_not_possible'],
    ['B3: a meeting by the first line', { ...arrange, kind: 'meeting' }, 'channel_not_allowed'],
  ] as const)('%s', (_case, command, expected) => {
    expect(verdict(anInquiry(), command, first)).toBe(expected);
  });
  it('C7: a meeting is the second line’s', () => {
    expect(verdict(anInquiry({ status: 'second_line_work' }), { ...arrange, kind: 'meeting' }, facts(['second_line']))).toBe('allowed');
  });
  it('C8: 不参加 counts as an attempt, once the time has come; a kept promise ends the count', () => {
    const settle = (outcome: 'kept' | 'no_show' | 'cancelled', startsAt = now): Command => ({ act: 'settle_appointment', appointmentId: 'a', outcome, startsAt, occurredAt: now });
    const waiting = anInquiry({ unansweredCalls: 1 });
    expect(verdict(waiting, settle('no_show', now + 1), first)).toBe('time_not_possible');
    expect(after(waiting, settle('no_show'), first).unansweredCalls).toBe(2);
    expect(after(waiting, settle('kept'), first).unansweredCalls).toBe(0);
    expect(after(waiting, settle('cancelled'), first).unansweredCalls).toBe(1);
  });
  it('a held call is asked for once, put through only to whom took it, and otherwise called back', () => {
    const inquiry = anInquiry({ status: 'escalated', line: 'second', everEscalated: true });
    expect(verdict(inquiry, { act: 'request_warm_transfer', transferId: 't', isOneOpen: true, occurredAt: now }, first)).toBe('already_exists');
    const end = { act: 'end_warm_transfer', transferId: 't', outcome: 'connected', taken: false, callBackAt: null, occurredAt: now } as const;
    expect(verdict(inquiry, end, first)).toBe('illegal_transition');
    expect(verdict(inquiry, { ...end, taken: true }, first)).toBe('allowed');
    expect(verdict(inquiry, { ...end, outcome: 'nobody_free' }, first)).toBe('fields_missing');
    expect(verdict(inquiry, { ...end, outcome: 'nobody_free', callBackAt: now + 1 }, first)).toBe('allowed');
    expect(verdict(inquiry, { ...end, transferId: null }, first)).toBe('illegal_transition');
  });
});

describe.each(databaseKinds())('promises on %s', (database) => {
  let desk: TestDesk;
  let sink: SmtpSink;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    sink = await startSmtpSink();
    desk = await startTestDesk({ database, smtp: sink.settings });
    people = await aStaffedDesk(desk);
  });
  afterAll(async () => {
    await desk.close();
    await sink.close();
  });

  const aCall = async (): Promise<Resource> => (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>();
  const heard = async (): Promise<Resource> => {
    const verified = await done(people.first, await aCall(), 'verify', verification(people.contact.id));
    await hear(desk, people.first, verified);
    return look(people.first, verified);
  };
  const noticesOf = async (kind: string, inquiryId: string) => (await desk.db.rows<{ staffId: string }>(sql`SELECT staff_id AS "staffId" FROM notice WHERE kind = ${kind} AND inquiry_id = ${inquiryId} ORDER BY staff_id`)).map(({ staffId }) => staffId);
  const idOf = async (inquiry: Resource) => (await desk.db.row<{ id: string }>(sql`SELECT id FROM appointment WHERE inquiry_id = ${inquiry.id} AND state = 'open'`))?.id ?? '';
  const today = async (person = people.first, path = '/today') => wordsOf((await person.client.get(path)).text);

  it('stand in the order of their times, within the walls, and are told of when their time comes, once', async () => {
    const later = await done(people.first, await aCall(), 'arrange-appointment', { kind: 'callback', startsAt: '2026-11-24T15:00' });
    const sooner = await done(people.first, await aCall(), 'arrange-appointment', { kind: 'callback', startsAt: '2026-11-24T10:16', note: '端末名が分かったら' });
    const page = await today();
    expect(page.indexOf('今日 10:16')).toBeLessThan(page.indexOf('今日 15:00'));
    expect(page).toContain(sooner.number);
    expect(wordsOf((await people.first.client.get('/queue')).text)).toContain('10:16 折り返し電話');
    const stranger = await desk.signIn('first_line', { name: 'よその窓口' });
    expect(await today(stranger)).not.toContain(later.number);
    for (const appointmentId of [await idOf(later), newId()]) {
      for (const [name, body] of [['settle-appointment', { outcome: 'kept' }], ['move-appointment', { startsAt: '2026-11-24T16:00' }]] as const) {
        expect((await act(stranger, later, name, { appointmentId, ...body })).status, 'B5: whether it is one is nobody else’s business').toBe(404);
      }
    }
    await desk.runJob('inquiries.appointments');
    await desk.runJob('inquiries.appointments');
    expect((await noticesOf('appointment_due', sooner.id)).length).toBe(1);
    expect(await noticesOf('appointment_due', later.id)).toEqual([]);
  });

  it('an invitation goes to the verified contact alone, as one mail with an iCalendar object that says nothing of the matter', async () => {
    const unverified = await act(people.first, await aCall(), 'arrange-appointment', { kind: 'callback', startsAt: '2026-11-24T14:00', sendInvitation: true });
    expect([unverified.status, unverified.json<Problem>().code]).toEqual([409, 'contact_not_verified']);
    const inquiry = await done(people.first, await heard(), 'arrange-appointment', { kind: 'callback', startsAt: '2026-11-24T14:00', note: '秘密の用件', sendInvitation: true });
    const moved = await done(people.first, inquiry, 'move-appointment', { appointmentId: await idOf(inquiry), startsAt: '2026-11-25T09:30' });
    await done(people.first, moved, 'settle-appointment', { appointmentId: await idOf(inquiry), outcome: 'cancelled' });
    const rows = await desk.db.rows<{ toAddress: string }>(sql`SELECT to_address AS "toAddress" FROM outbox WHERE inquiry_id = ${inquiry.id} AND template = 'appointment' ORDER BY seq`);
    expect(rows.map(({ toAddress }) => toAddress)).toEqual([people.contact.email, people.contact.email, people.contact.email]);
    for (let n = 0; n < 5; n += 1) await desk.runJob('mail.deliver');
    const invitations = sink.mails.map(({ raw }) => raw.toString('latin1')).filter((raw) => raw.includes('text/calendar')).map(calendarIn);
    const fields = (name: string): (string | undefined)[] => invitations.map((text) => new RegExp(`^${name}[:;](.*)$`, 'm').exec(text)?.[1]?.trim());
    expect(fields('METHOD')).toEqual(['REQUEST', 'REQUEST', 'CANCEL']);
    expect(fields('SEQUENCE')).toEqual(['0', '1', '2']);
    expect(fields('DTSTART')).toEqual(['20261124T050000Z', '20261125T003000Z', '20261125T003000Z']);
    expect(new Set(fields('UID')).size).toBe(1);
    expect(invitations.join('\n')).not.toMatch(/秘密の用件|英語の通知|C&C/);
    expect(invitations[0]).toContain(inquiry.number);
  });

  it('end with the inquiry: the invited contact gets the CANCEL, the record says so, and nobody is reminded', async () => {
    sink.mails.length = 0;
    const invited = await done(people.first, await heard(), 'arrange-appointment', { kind: 'callback', startsAt: '2026-11-24T14:00', sendInvitation: true });
    const answered = await done(people.first, invited, 'withdraw', { reason: 'お客様が取り下げ' });
    expect(await idOf(answered)).toBe('');
    expect(wordsOf((await people.first.client.get(`/inquiries/${answered.id}`)).text)).toContain('約束していた1件の日時を取りやめ');
    for (let n = 0; n < 5; n += 1) await desk.runJob('mail.deliver');
    const invitations = sink.mails.map(({ raw }) => raw.toString('latin1')).filter((raw) => raw.includes('text/calendar')).map(calendarIn);
    expect(invitations.map((text) => /^METHOD:(\w+)/m.exec(text)?.[1])).toEqual(['REQUEST', 'CANCEL']);
  });

  it('go on with the inquiry into which theirs is merged', async () => {
    const [stays, goes] = [await aCall(), await done(people.first, await aCall(), 'arrange-appointment', { kind: 'callback', startsAt: '2026-11-24T15:30' })];
    await done(people.first, goes, 'merge', { intoNumber: stays.number });
    expect([await idOf(goes), (await idOf(stays)) !== '']).toEqual(['', true]);
  });

  it('上長対応: is flagged, told to the supervisor, called back at a promised time and settled by him', async () => {
    const inquiry = await done(people.first, await aCall(), 'record-complaint', { reason: '同じことを何度も聞かれた', startsAt: '2026-11-24T11:00' });
    expect(await noticesOf('complaint', inquiry.id)).toEqual([people.supervisor.staffId]);
    expect(wordsOf((await people.first.client.get(`/inquiries/${inquiry.id}`)).text)).toContain('上長対応');
    expect(await today(people.supervisor, '/today/closing')).toContain('上長からの電話');
    expect((await act(people.first, inquiry, 'settle-complaint', { outcome: '謝罪' })).status).toBe(403);
    const settled = await done(people.supervisor, inquiry, 'settle-complaint', { outcome: 'お詫びし、担当を決めた' });
    expect(await idOf(settled)).toBe('');
    expect(wordsOf((await people.first.client.get(`/inquiries/${inquiry.id}`)).text)).toContain('お詫びし、担当を決めた');
  });

  it('C1: a warm transfer tells every analyst at once; who takes the inquiry takes the call, and both are on the record', async () => {
    const inquiry = await done(people.first, await heard(), 'escalate', { reason: 'cannot_answer', comment: '判断を', markOpenUnknown: true, unknownReason: '保留中', callerHeld: true });
    expect(await noticesOf('warm_transfer', inquiry.id)).toEqual([people.analyst, people.reader, people.lead].map(({ staffId }) => staffId).toSorted());
    expect(wordsOf((await people.analyst.client.get('/held-calls')).text)).toContain(`お客様が電話口でお待ちです： ${inquiry.number}`);
    const row = async (): Promise<string> => wordsOf(elementById((await people.analyst.client.get('/queue?view=second')).text, `row-${inquiry.id}`));
    expect(await row()).toContain('お電話口でお待ち');
    const declined = await done(people.reader, inquiry, 'decline-warm-transfer');
    const taken = await done(people.analyst, declined, 'take');
    const held = async (person: typeof people.first): Promise<string> => wordsOf((await person.client.get(`/inquiries/${inquiry.id}/held-call`)).text);
    const holding = await held(people.first);
    expect(holding).toContain('分析 一郎が引き受けました');
    expect(holding).toContain('いま出られない人：分析 二子');
    expect(holding).toContain('二次受付窓口の担当者が引き受けました。電話をおつなぎし、結果を記録します。');
    const taking = await held(people.analyst);
    expect(taking).toContain('電話がつながるのをお待ちください');
    expect(taking).not.toContain('担当の者に代わります');
    const leadsOn = async (): Promise<boolean> => (await people.analyst.client.get(`/inquiries/${inquiry.id}`)).text.includes('class="first-step"');
    expect(await leadsOn(), 'the call comes before all else').toBe(false);
    expect(wordsOf((await people.analyst.client.get('/held-calls')).text)).not.toContain(inquiry.number);
    expect(await row()).not.toContain('お電話口でお待ち');
    const alarms = await desk.db.rows<{ seenAt: number | null }>(sql`SELECT seen_at AS "seenAt" FROM notice WHERE inquiry_id = ${inquiry.id} AND kind = 'warm_transfer'`);
    expect(alarms.map(({ seenAt }) => seenAt === null), 'the call is taken: nobody is called any more').toEqual([false, false, false]);
    const ended = await act(people.first, inquiry, 'end-warm-transfer', { outcome: 'connected' });
    expect(await held(people.analyst)).toContain('お待ちいただいた電話は、二次受付窓口の担当者におつなぎしました。');
    expect(await leadsOn()).toBe(true);
    const asked = await act(people.analyst, taken, 'request-addition', { questionIds: ['caller_name'], comment: 'お名前を' });
    expect(asked.status, 'how the call went on is no reason to read the page anew first').toBe(200);
    expect(ended.status, 'the page is as old as the escalation: the acceptance was waited for').toBe(200);
    expect((await act(people.first, inquiry, 'end-warm-transfer', { outcome: 'connected' })).json<Problem>().code).toBe('version_stale');
    const record = await desk.db.rows<{ type: string; actorId: string }>(sql`SELECT type, actor_id AS "actorId" FROM event WHERE stream_id = ${inquiry.id} AND type IN ('request_warm_transfer', 'take', 'end_warm_transfer') ORDER BY seq`);
    expect(record).toEqual([
      { type: 'request_warm_transfer', actorId: people.first.staffId }, { type: 'take', actorId: people.analyst.staffId }, { type: 'end_warm_transfer', actorId: people.first.staffId },
    ]);
  });

  it('where nobody is free the caller is promised a call-back, which stands on the list of who takes it', async () => {
    const inquiry = await done(people.first, await heard(), 'escalate', { reason: 'cannot_answer', comment: '判断を', markOpenUnknown: true, unknownReason: '保留中', callerHeld: true });
    const without = await act(people.first, inquiry, 'end-warm-transfer', { outcome: 'nobody_free' });
    expect([without.status, without.json<Problem>().faults[0]?.field]).toEqual([422, 'startsAt']);
    await done(people.reader, inquiry, 'add-note', { text: '別の人のメモ' });
    expect((await act(people.first, inquiry, 'end-warm-transfer', { outcome: 'nobody_free', startsAt: '2026-11-24T13:00' })).json<Problem>().code).toBe('version_stale');
    const ended = await done(people.first, await look(people.first, inquiry), 'end-warm-transfer', { outcome: 'nobody_free', startsAt: '2026-11-24T13:00' });
    expect(await today(people.analyst)).toContain(`今日 13:00 折り返し電話`);
    expect(await today(people.analyst)).toContain(ended.number);
  });

  it('C1: nobody is called to a held call any more once the inquiry has left the second line’s queue by another way', async () => {
    const held = async (): Promise<Resource> => done(people.first, await heard(), 'escalate', { reason: 'cannot_answer', comment: '判断を', markOpenUnknown: true, unknownReason: '保留中', callerHeld: true });
    for (const leave of ['withdraw-escalation', 'withdraw']) {
      const inquiry = await held();
      await done(people.first, inquiry, leave, { reason: 'お客様の申出' });
      expect(wordsOf((await people.analyst.client.get('/held-calls')).text)).not.toContain(inquiry.number);
      const alarms = await desk.db.rows<{ seenAt: number | null }>(sql`SELECT seen_at AS "seenAt" FROM notice WHERE inquiry_id = ${inquiry.id} AND kind = 'warm_transfer'`);
      expect(alarms.map(({ seenAt }) => seenAt === null)).toEqual([false, false, false]);
    }
  });

  it('H10, 16:50: what is due today and unanswered, and at 8:50 the night’s mails', async () => {
    const night = (await takeCall(people.first, { customerId: people.customer.id, way: 'record_out_of_hours_call', receivedAt: '2026-11-20T18:20' })).json<Resource>();
    expect(await today(people.first, '/today/opening')).toContain(night.number);
    const form = /href="(\/hearing-sheets\/\d+\/blank\.pdf)"/.exec((await people.first.client.get('/today/opening')).text)?.[1] ?? '';
    const blank = pdfWords((await people.first.client.get(form)).bytes);
    for (const asked of ['（記入用）', '電話のあった日時', 'B3', 'D6', '□不明']) expect(blank).toContain(asked);
    expect(await today(people.first, '/today/closing')).not.toContain(night.number);
    desk.clock.set('2026-11-25T16:50:00+09:00');
    const next = await desk.signIn('first_line', { deskIds: people.first.deskIds });
    expect(await today(next, '/today/closing')).toContain(night.number);
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE inquiry SET grave = ${true}, complaint_at = received_at WHERE id = ${night.id}`));
    const badges = async (path: string): Promise<readonly string[]> => {
      const row = (await next.client.get(path)).text.split('<tr').find((each) => each.includes(`href="/inquiries/${night.id}"`)) ?? '';
      return [...row.matchAll(/<span class="(?:badge|tag) [^"]*">([^<]*)</g)].map(([, text]) => text ?? '');
    };
    const shown = await badges('/queue');
    expect(shown, 'an inquiry stands alike on every list').toEqual(['危険度の高い種類', '上長対応', '未受付', '本人確認待ち']);
    for (const path of ['/today/closing', '/today/opening']) expect([path, await badges(path)]).toEqual([path, shown]);
  });
});

/** The iCalendar object of a mail, unfolded. */
function calendarIn(raw: string): string {
  const part = /content-type: text\/calendar[^]*?\r\n\r\n([^]*?)\r\n--/i.exec(raw);
  const encoded = /content-type: text\/calendar[^]*?content-transfer-encoding: (\S+)/i.exec(raw)?.[1] ?? '';
  const text = encoded.toLowerCase() === 'base64' ? Buffer.from(part?.[1] ?? '', 'base64').toString('utf8') : (part?.[1] ?? '').replaceAll(/=\r\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return text.replaceAll(/\r\n[ \t]/g, '');
}
