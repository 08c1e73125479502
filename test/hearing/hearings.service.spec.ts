import { expect, it } from 'vitest';
import { HearingSheets } from '../../src/hearing/hearing-sheets.service.js';
import { Hearings, type Recording } from '../../src/hearing/hearings.service.js';
import { SupportDeskRow } from '../../src/customers/support-desk.entity.js';
import { missingAt } from '../../src/hearing/hearing.rules.js';
import type { Db } from '../../src/platform/db.js';
import { Events } from '../../src/platform/events.js';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { insert } from '../../src/platform/write.js';
import { TestClock, toInstant } from '../support/clock.js';
import { onBothDatabases } from '../support/databases.js';
import { sheet } from './answers.js';

const at = toInstant('2026-11-24T10:12:00+09:00');
const owner = { by: { kind: 'staff', id: newId() }, at } as const;

async function room(db: Db) {
  const sheets = new HearingSheets(db, new Events(db), new TestClock(at));
  await sheets.onApplicationBootstrap();
  return { db, sheets, hearings: new Hearings(db, sheets), inquiryId: newId() };
}

type Room = Awaited<ReturnType<typeof room>>;

function record({ db, hearings, inquiryId }: Room, answers: Recording['answers'], more: Partial<Recording> = {}) {
  return db.tx((tx) => hearings.record(tx, { inquiryId, sheetVersion: 1, answers, source: 'customer_phone', recordedBy: owner.by.id, at, ...more }));
}

const name = (value: string) => ({ questionId: 'caller_name', group: 0, state: 'value' as const, value });

onBothDatabases('B1: published sheets', (open) => {
  it('gives a fresh database the shipped sheet, once, even when two processes start together', async () => {
    const db = await open();
    const [one, other] = [1, 2].map(() => new HearingSheets(db, new Events(db), new TestClock(at)));
    await Promise.all([one?.onApplicationBootstrap(), other?.onApplicationBootstrap()]);
    expect(await db.rows(sql`SELECT version, state FROM hearing_sheet`)).toEqual([{ version: 1, state: 'published' }]);
    expect((await one?.published())?.definition).toEqual(sheet);
  });

  it('refuses every change of a published one, by whatever statement', async () => {
    const { db } = await room(await open());
    for (const statement of [sql`UPDATE hearing_sheet SET title = 'x'`, sql`UPDATE hearing_sheet SET state = 'draft', published_at = NULL`, sql`DELETE FROM hearing_sheet`]) {
      await expect(db.tx((tx) => db.execute(tx, statement))).rejects.toThrow(/never changes/);
    }
  });

  it('announces a new one to every support desk, which acknowledges it once', async () => {
    const { db, sheets } = await room(await open());
    const deskIds = [newId(), newId()];
    await db.tx((tx) => insert(tx, SupportDeskRow, deskIds.map((id, index) => aDesk(id, index))));
    const version = await db.tx(async (tx) => {
      const draft = await sheets.saveDraft(tx, () => ({ ...sheet, title: '第2版' }), owner);
      await sheets.publish(tx, draft, owner);
      return draft;
    });
    expect([version, (await sheets.published()).definition.title]).toEqual([2, '第2版']);
    await db.tx((tx) => sheets.acknowledge(tx, version, deskIds[0] ?? '', owner));
    await db.tx((tx) => sheets.acknowledge(tx, version, deskIds[0] ?? '', { ...owner, at: at + 1 }));
    const rows = await db.rows<{ id: string; at: number | null }>(sql`SELECT desk_id AS id, acknowledged_at AS at FROM hearing_sheet_ack ORDER BY acknowledged_at IS NULL`);
    expect(rows).toEqual([{ id: deskIds[0], at }, { id: deskIds[1], at: null }]);
    const events = await db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = 'hearing_sheet' AND stream_id = '2' ORDER BY seq`);
    expect(events.map((event) => event.type)).toEqual(['sheet_drafted', 'sheet_published', 'sheet_acknowledged']);
  });

  it('publishes nothing twice, acknowledges no draft', async () => {
    const { db, sheets } = await room(await open());
    await expect(db.tx((tx) => sheets.publish(tx, 1, owner))).rejects.toMatchObject({ code: 'illegal_transition' });
    const draft = await db.tx((tx) => sheets.saveDraft(tx, () => sheet, owner));
    await expect(db.tx((tx) => sheets.acknowledge(tx, draft, newId(), owner))).rejects.toMatchObject({ code: 'illegal_transition' });
    await expect(sheets.byVersion(9)).rejects.toMatchObject({ code: 'not_found' });
    expect((await sheets.published()).version).toBe(1);
  });
});

onBothDatabases('B1, B4: what was heard', (open) => {
  it('records only what changed and tells what that was', async () => {
    const here = await room(await open());
    const moment = { at, wall: '2026-11-24T10:12:00', zone: 'JST' as const, precision: 'minute' as const };
    const all = [name('山田太郎'), { questionId: 'detected_at', group: 1, state: 'value' as const, value: moment }, { questionId: 'asset_os', group: 0, state: 'unknown' as const, value: null }];
    expect((await record(here, all)).changed).toHaveLength(3);
    expect((await record(here, all)).changed).toEqual([]);
    const corrected = await record(here, [name('山口太郎'), ...all.slice(1)], { source: 'log', at: at + 5 });
    expect(corrected.changed).toMatchObject([{ questionId: 'caller_name', value: '山口太郎', source: 'log', recordedAt: at + 5, seq: 4 }]);
    const current = await here.hearings.current(here.inquiryId);
    expect([...current.current].map(([key, answer]) => [key, answer.value])).toEqual([['caller_name.0', '山口太郎'], ['detected_at.1', moment], ['asset_os.0', null]]);
    expect((await here.hearings.history(here.inquiryId)).map((answer) => answer.value)).toEqual(['山田太郎', moment, null, '山口太郎']);
  });

  it('loses nothing when ten people save at once', async () => {
    const here = await room(await open());
    await Promise.all(Array.from({ length: 10 }, (_, group) => record(here, [{ questionId: 'alert_title', group, state: 'value', value: `件名${group}` }])));
    expect((await here.hearings.current(here.inquiryId)).current.size).toBe(10);
  });

  it('refuses a stale answer and shows the other’s beside the field; nothing of it is kept', async () => {
    const here = await room(await open());
    await record(here, [name('山田太郎')]);
    await record(here, [name('佐藤花子')], { seenSeq: 1, recordedBy: newId() });
    const stale = record(here, [name('鈴木一郎'), { questionId: 'contact_window', group: 0, state: 'value', value: '13時' }], { seenSeq: 1 });
    await expect(stale).rejects.toMatchObject({ code: 'version_stale', faults: [{ field: 'q.caller_name.0', message: expect.stringContaining('佐藤花子') }] });
    expect((await here.hearings.current(here.inquiryId)).current.size).toBe(1);
  });

  it.each([['a question the sheet does not have', 'favourite_colour', 0], ['a second caller', 'caller_name', 1], ['a twenty-first alert', 'alert_title', 20]])('refuses %s', async (_, questionId, group) => {
    const here = await room(await open());
    await expect(record(here, [{ questionId, group, state: 'value', value: 'x' }])).rejects.toMatchObject({ code: 'validation_failed', faults: [{ field: `q.${questionId}.${group}` }] });
  });

  it('refuses to overwrite or delete an answer', async () => {
    const here = await room(await open());
    await record(here, [name('山田太郎')]);
    for (const statement of [sql`UPDATE hearing_answer SET value = '"x"'`, sql`UPDATE hearing_answer SET state = 'unknown', value = NULL, erased_at = 1`, sql`DELETE FROM hearing_answer`]) {
      await expect(here.db.tx((tx) => here.db.execute(tx, statement))).rejects.toThrow(/append-only/);
    }
  });

  it('E3: erases the texts once and leaves that there were answers', async () => {
    const here = await room(await open());
    await record(here, [name('山田太郎')]);
    const erase = (erasedAt: number): Promise<number> =>
      here.db.tx((tx) => here.db.execute(tx, sql`UPDATE hearing_answer SET value = NULL, original_text = NULL, reason = NULL, erased_at = ${erasedAt}`));
    expect(await erase(at + 9)).toBe(1);
    await expect(erase(at + 10)).rejects.toThrow(/append-only/);
    expect(await here.hearings.history(here.inquiryId)).toMatchObject([{ questionId: 'caller_name', state: 'value', value: null }]);
    await expect(here.db.tx((tx) => here.db.execute(tx, sql`UPDATE hearing_answer SET value = '"x"'`))).rejects.toThrow(/append-only/);
  });

  it('B4: sets what is open to 不明 in one act with one reason, and then nothing is missing', async () => {
    const here = await room(await open());
    await record(here, [name('山田太郎')]);
    const act = { inquiryId: here.inquiryId, sheetVersion: 1, gate: 'escalation' as const, reason: 'お客様がお急ぎで、伺えなかった', source: 'customer_phone' as const, recordedBy: owner.by.id, at };
    const { fields, changed, answers } = await here.db.tx((tx) => here.hearings.markOpenUnknown(tx, act));
    expect(fields.map((field) => field.label)).toContain('折り返し電話番号');
    expect(new Set(changed.map((answer) => `${answer.state} ${answer.reason}`))).toEqual(new Set(['unknown お客様がお急ぎで、伺えなかった']));
    expect(missingAt('escalation', sheet, answers)).toEqual([]);
    expect(await here.hearings.missing('escalation', here.inquiryId, 1)).toEqual([]);
  });

  it('freezes the sheet as it went up, and keeps the freeze', async () => {
    const here = await room(await open());
    await record(here, [name('山田太郎')]);
    const frozen = await here.db.tx((tx) => here.hearings.freeze(tx, { inquiryId: here.inquiryId, sheetVersion: 1, at }));
    await record(here, [name('山口太郎')], { at: at + 60_000 });
    expect(await here.hearings.lastFreeze(here.inquiryId)).toEqual(frozen);
    expect(frozen).toMatchObject({ lastSeq: 1, sheetVersion: 1 });
    await expect(here.db.tx((tx) => here.db.execute(tx, sql`UPDATE hearing_freeze SET sha256 = 'x'`))).rejects.toThrow(/append-only/);
  });
});

function aDesk(id: string, index: number): SupportDeskRow {
  return { id, code: `P${index}`, name: `窓口${index}`, companyName: '架空商事', phone: '+81300000000', mailAddress: `desk${index}@example.com`, privacyUrl: '', partnerId: null, isOwnerDesk: false, version: 1 };
}

