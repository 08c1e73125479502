import iconv from 'iconv-lite';
import { beforeEach, expect, it } from 'vitest';
import { latestImport } from '../../src/calendar/calendar.queries.js';
import { Calendars } from '../../src/calendar/calendars.service.js';
import { shippedCsv } from '../../src/calendar/shipped-calendar.js';
import { followChange } from '../../src/calendar/follow-change.rules.js';
import type { ReceptionCalendar } from '../../src/calendar/reception-calendar.js';
import { Blobs } from '../../src/platform/blobs.js';
import type { Db } from '../../src/platform/db.js';
import { openDb } from '../../src/platform/data-sources.js';
import { DomainError } from '../../src/platform/errors.js';
import { Events } from '../../src/platform/events.js';
import { sql } from '../../src/platform/sql.js';
import { TestClock } from '../support/clock.js';
import { onBothDatabases, schema } from '../support/databases.js';
import { tokyo } from './calendars.js';

const owner = { kind: 'staff', id: '0192f000-0000-7000-8000-000000000001' } as const;
const csv = iconv.decode(Buffer.from(shippedCsv()), 'cp932');
const withRows = (...rows: string[]): Uint8Array => iconv.encode(csv + rows.map((row) => `${row}\r\n`).join(''), 'cp932');
const of2028 = [
  '2028/1/1,元日', '2028/1/10,成人の日', '2028/2/11,建国記念の日', '2028/2/23,天皇誕生日', '2028/3/20,春分の日', '2028/4/29,昭和の日', '2028/5/3,憲法記念日',
  '2028/5/4,みどりの日', '2028/5/5,こどもの日', '2028/7/17,海の日', '2028/8/11,山の日', '2028/9/18,敬老の日', '2028/9/22,秋分の日', '2028/10/9,スポーツの日',
  '2028/11/3,文化の日', '2028/11/23,勤労感謝の日',
];
const inserted = (row: string): string[] => [...of2028, row].toSorted((a, b) => dateKey(a) - dateKey(b));
const dateKey = (row: string): number => Date.parse(row.split(',')[0] ?? '');

const clock = new TestClock('2026-11-20T12:00:00+09:00');
const serviceOn = (db: Db): Calendars => new Calendars(db, new Events(db), new Blobs(db), clock);

async function refusal(work: Promise<unknown>): Promise<DomainError> {
  const error = await work.then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof DomainError)) throw new Error(`Not refused: ${String(error)}`);
  return error;
}

beforeEach(() => clock.set('2026-11-20T12:00:00+09:00'));

onBothDatabases('calendars', (open, _kind, fresh) => {
  it('works before anything was imported, with the list of the release', async () => {
    const calendar = await serviceOn(await open()).current();
    expect([calendar.version, calendar.officialThrough, calendar.closedReason('2026-11-23')]).toEqual([0, '2027-12-31', '勤労感謝の日']);
  });

  it('puts the list of the release on the record once', async () => {
    const db = await open();
    const calendars = serviceOn(db);
    await calendars.ensureOfficial();
    await calendars.ensureOfficial();
    expect(await latestImport(db)).toMatchObject({ source: 'shipped', rowCount: 1067, lastDay: '2027-11-23' });
    expect((await calendars.current()).version).toBe(1);
    expect(await db.rows(sql`SELECT type, actor_kind FROM event WHERE stream_type = 'calendar'`)).toEqual([{ type: 'calendar.official_imported', actor_kind: 'system' }]);
  });

  it('closes a day from now on, on the record without the free text of its reason (A2, E1)', async () => {
    const db = await open();
    const calendars = serviceOn(db);
    const before = await calendars.current();
    const { id, version } = await calendars.addClosure(owner, { from: '2026-11-24', to: '2026-11-25', reason: '創立記念日' });
    const after = await calendars.current();
    expect([before.closedReason('2026-11-24'), after.closedReason('2026-11-24'), after.version]).toEqual([undefined, '臨時休業（創立記念日）', version]);
    const [event] = await db.rows<{ type: string; actor_id: string; data: string }>(sql`SELECT type, actor_id, data FROM event WHERE stream_type = 'calendar'`);
    expect(event).toMatchObject({ type: 'calendar.closure_added', actor_id: owner.id });
    expect(JSON.parse(event?.data ?? '')).toEqual({ closureId: id, kind: 'closure', fromDate: '2026-11-24', toDate: '2026-11-25', fromAt: null, toAt: null });
  });

  it('notices what another process has changed', async () => {
    const target = await fresh();
    const [here, there] = [await openDb(target, schema), await openDb(target, schema)];
    const calendars = serviceOn(here);
    const before = await calendars.current();
    expect(before.closedReason('2026-11-24')).toBeUndefined();
    expect(calendars.atHand(before.version)).toBe(before);
    await serviceOn(there).addClosure(owner, { from: '2026-11-24', to: '2026-11-24', reason: '停電' });
    expect((await calendars.current()).closedReason('2026-11-24')).toBe('臨時休業（停電）');
    expect(await calendars.current()).toBe(await calendars.current());
    expect(calendars.atHand(before.version)).toBeUndefined();
    await here.close();
    await there.close();
  });

  it('refuses to close a day whose reception has begun, and opens the way of a suspension (D5, A8)', async () => {
    const calendars = serviceOn(await open());
    const error = await refusal(calendars.addClosure(owner, { from: '2026-11-20', to: '2026-11-20', reason: '台風' }));
    expect(error).toMatchObject({ code: 'validation_failed', faults: [{ field: 'from', message: expect.stringContaining('受付停止') as string }] });
    clock.set('2026-11-20T08:59:00+09:00');
    await calendars.addClosure(owner, { from: '2026-11-20', to: '2026-11-20', reason: '台風' });
  });

  it.each([
    [{ from: '2026-02-30', to: '2026-11-30', reason: '停電' }, 'from'],
    [{ from: '2026-11-25', to: '2026-11-24', reason: '停電' }, 'to'],
    [{ from: '2026-11-25', to: '2027-11-24', reason: '停電' }, 'to'],
    [{ from: '2026-11-25', to: '2026-11-25', reason: '  ' }, 'reason'],
    [{ from: '2026-11-25', to: '2026-11-25', reason: 'あ'.repeat(101) }, 'reason'],
  ])('names the field at fault of %j', async (closure, field) => {
    const error = await refusal(serviceOn(await open()).addClosure(owner, closure));
    expect(error.faults.map((fault) => fault.field)).toEqual([field]);
  });

  it('refuses a closure that closes nothing', async () => {
    const error = await refusal(serviceOn(await open()).addClosure(owner, { from: '2026-11-21', to: '2026-11-23', reason: '連休' }));
    expect(error.code).toBe('calendar_rejected');
  });

  it('re-opens a national holiday only (A2)', async () => {
    const calendars = serviceOn(await open());
    await calendars.reopen(owner, { date: '2026-11-23', reason: '祝日法の改正' });
    expect((await calendars.current()).closedReason('2026-11-23')).toBeUndefined();
    for (const date of ['2026-11-23', '2026-11-24', '2026-11-28', '2026-12-29']) {
      expect((await refusal(calendars.reopen(owner, { date, reason: '祝日法の改正' }))).code).toBe('calendar_rejected');
    }
  });

  it('suspends reception from the declaration on, and ends it early (A8)', async () => {
    const calendars = serviceOn(await open());
    const span = { from: tokyo('2026-11-20 10:00'), to: tokyo('2026-11-20 16:00'), reason: '電話設備の障害' };
    const { id } = await calendars.declareSuspension(owner, span);
    const suspended = await calendars.current();
    expect(suspended.acceptedAt(tokyo('2026-11-20 11:00'))).toBe(tokyo('2026-11-20 11:00'));
    expect(suspended.acceptedAt(tokyo('2026-11-20 12:30'))).toBe(tokyo('2026-11-20 16:00'));
    expect(suspended.suspensionAt(tokyo('2026-11-20 12:30'))?.reason).toBe('電話設備の障害');
    clock.set('2026-11-20T14:00:00+09:00');
    await calendars.revoke(owner, id);
    const ended = await calendars.current();
    expect(ended.acceptedAt(tokyo('2026-11-20 12:30'))).toBe(tokyo('2026-11-20 14:00'));
    expect((await refusal(calendars.revoke(owner, id))).code).toBe('illegal_transition');
  });

  it('suspends no time that has passed', async () => {
    const calendars = serviceOn(await open());
    const passed = { from: tokyo('2026-11-20 09:00'), to: tokyo('2026-11-20 11:00'), reason: '障害' };
    expect((await refusal(calendars.declareSuspension(owner, passed))).faults[0]?.field).toBe('to');
    const turned = { from: tokyo('2026-11-21 09:00'), to: tokyo('2026-11-20 13:00'), reason: '障害' };
    expect((await refusal(calendars.declareSuspension(owner, turned))).faults[0]?.field).toBe('to');
  });

  it('revokes what is still to come of a closure and leaves what has passed', async () => {
    const calendars = serviceOn(await open());
    const { id } = await calendars.addClosure(owner, { from: '2026-11-24', to: '2026-11-27', reason: '停電' });
    clock.set('2026-11-25T12:00:00+09:00');
    await calendars.revoke(owner, id);
    const calendar = await calendars.current();
    const open24to27 = ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27'].map((date) => calendar.closedReason(date) === undefined);
    expect(open24to27).toEqual([false, false, true, true]);
    clock.set('2026-12-10T12:00:00+09:00');
    expect((await refusal(calendars.revoke(owner, id))).code).toBe('illegal_transition');
    expect((await refusal(calendars.revoke(owner, 'nothing'))).code).toBe('not_found');
  });

  it('tells listeners within the transaction, and undoes the change when one fails (D5)', async () => {
    const db = await open();
    const calendars = serviceOn(db);
    const target = (await calendars.current()).responseTarget(tokyo('2026-11-20 11:00'));
    const heard: number[] = [];
    calendars.onChange(async (_tx, before: ReceptionCalendar, after: ReceptionCalendar) => {
      heard.push(followChange(target, before, after, clock.now()).dueAt);
      if (heard.length === 2) throw new Error('no');
    });
    await calendars.addClosure(owner, { from: '2026-11-24', to: '2026-11-24', reason: '停電' });
    await expect(calendars.addClosure(owner, { from: '2026-11-25', to: '2026-11-25', reason: '停電' })).rejects.toThrow('no');
    expect(heard).toEqual([tokyo('2026-11-25 17:00'), tokyo('2026-11-26 17:00')]);
    expect((await calendars.current()).closedReason('2026-11-25')).toBeUndefined();
    expect((await calendars.current()).version).toBe(1);
  });

  it('takes the next year of the official list over, and never an older list again', async () => {
    const db = await open();
    const calendars = serviceOn(db);
    await calendars.ensureOfficial();
    expect(await calendars.importOfficial(owner, withRows(...of2028))).toEqual({ rows: 1083, lastDay: '2028-11-23', isNew: true });
    expect((await calendars.current()).officialThrough).toBe('2028-12-31');
    expect(await calendars.importOfficial(owner, withRows(...of2028))).toMatchObject({ isNew: false });
    await calendars.ensureOfficial();
    expect(await latestImport(db)).toMatchObject({ source: 'file', lastDay: '2028-11-23' });
    const error = await refusal(calendars.importOfficial(owner, shippedCsv()));
    expect(error).toMatchObject({ code: 'calendar_rejected', message: expect.stringContaining('古い') as string });
  });

  it('refuses a list that differs from the law and keeps the last good one (domain.md 5.2)', async () => {
    const db = await open();
    const calendars = serviceOn(db);
    await calendars.ensureOfficial();
    const additional = await refusal(calendars.importOfficial(owner, withRows(...inserted('2028/6/1,開業記念の日'))));
    expect(additional).toMatchObject({ code: 'calendar_rejected', facts: { line: 1078, differences: [{ date: '2028-06-01', kind: 'additional' }] } });
    const missing = await refusal(calendars.importOfficial(owner, withRows(...of2028.filter((row) => !row.includes('山の日')))));
    expect(missing).toMatchObject({ facts: { line: 1079, differences: [{ date: '2028-08-11', name: '山の日', kind: 'missing' }] } });
    expect(await latestImport(db)).toMatchObject({ source: 'shipped' });
    expect((await calendars.current()).version).toBe(1);
  });

  it('takes a list with a new law over once the owner has confirmed or entered the day', async () => {
    const calendars = serviceOn(await open());
    const list = withRows(...inserted('2028/6/1,開業記念の日'));
    await calendars.importOfficial(owner, list, ['2028-06-01']);
    expect((await calendars.current()).closedReason('2028-06-01')).toBe('開業記念の日');

    const others = serviceOn(await open());
    await others.addClosure(owner, { from: '2028-06-01', to: '2028-06-01', reason: '祝日法の改正' });
    await others.reopen(owner, { date: '2028-08-11', reason: '祝日法の改正' });
    const moved = inserted('2028/6/1,開業記念の日').filter((row) => !row.includes('山の日'));
    expect(await others.importOfficial(owner, withRows(...moved))).toMatchObject({ isNew: true });
  });

  it('lets two changes at once both happen or be refused as stale, never half', async () => {
    const db = await open();
    const calendars = serviceOn(db);
    const days = Array.from({ length: 6 }, (_, index) => `2026-12-0${index + 1}`).filter((date) => !['2026-12-05', '2026-12-06'].includes(date));
    const results = await Promise.allSettled(days.map((date) => calendars.addClosure(owner, { from: date, to: date, reason: '停電' })));
    const done = results.filter((result) => result.status === 'fulfilled').length;
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'version_stale' });
    const calendar = await calendars.current();
    expect(calendar.version).toBe(done);
    expect(days.filter((date) => calendar.closedReason(date) !== undefined)).toHaveLength(done);
  });
});
