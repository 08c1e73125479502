import { describe, expect, it } from 'vitest';
import { mayTakeOver } from '../../src/inquiries/drafts/draft.rules.js';
import { EventTail } from '../../src/inquiries/live/event-tail.js';
import { wallOf } from '../../src/inquiries/live/wall.rules.js';
import { calledFor, type AtInquiry } from '../../src/inquiries/presence/presence.rules.js';
import { queueAddressText, readQueueAddress, readQueueFilter } from '../../src/inquiries/queue/queue-address.schemas.js';
import { EventRow } from '../../src/platform/event.entity.js';
import { firstIdAt, newId, timeOfId } from '../../src/platform/ids.js';
import type { Role, Scope } from '../../src/platform/scope.js';
import { insert } from '../../src/platform/write.js';
import { onBothDatabases } from '../support/databases.js';

const scope = (role: Role, more: Partial<Scope> = {}): Scope => ({ staffId: 'me', name: '', roles: [role], deskIds: [], providerId: null, ...more });

describe('what a person at an inquiry is called', () => {
  const analyst: AtInquiry = { name: '分析 一郎', roles: ['second_line'], providerId: null, onRecord: false };
  it.each([
    ['the second line, to the first', scope('first_line'), analyst, '二次受付窓口の方'],
    ['the same once the record names him', scope('first_line'), { ...analyst, onRecord: true }, '分析 一郎さん'],
    ['a colleague of the same desk', scope('first_line'), { ...analyst, name: '一次 花子', roles: ['first_line_supervisor'] as Role[] }, '一次 花子さん'],
    ['the first line, to the second', scope('second_line'), { ...analyst, name: '一次 花子', roles: ['first_line'] as Role[] }, '一次 花子さん'],
    ['the house’s analyst, to a designated provider', scope('second_line', { providerId: 'p' }), analyst, '二次受付窓口の方'],
    ['the owner, to the first line', scope('first_line'), { ...analyst, roles: ['service_owner'] as Role[] }, 'サービス主管の方'],
  ])('%s', (_title, viewer, person, expected) => {
    expect(calledFor(viewer, person)).toBe(expected);
  });
});

describe('a draft is taken over', () => {
  const draft = { staffId: 'writer', roles: ['second_line'] as Role[], providerId: null, offered: true };
  it.each([
    ['by the new owner, where its writer agrees', { viewer: scope('second_line'), ownerId: 'me' }, draft, true],
    ['not where he has not agreed', { viewer: scope('second_line'), ownerId: 'me' }, { ...draft, offered: false }, false],
    ['not by who owns nothing', { viewer: scope('second_line'), ownerId: 'other' }, draft, false],
    ['by the lead, who may ask', { viewer: scope('second_line_lead'), ownerId: 'other' }, { ...draft, offered: false }, true],
    ['C3: never by the first line', { viewer: scope('first_line_supervisor'), ownerId: 'me' }, draft, false],
    ['never by a designated provider', { viewer: scope('second_line', { providerId: 'p' }), ownerId: 'me' }, draft, false],
    ['not by its writer', { viewer: scope('second_line', { staffId: 'writer' }), ownerId: 'writer' }, draft, false],
  ])('%s', (_title, { viewer, ownerId }, held, expected) => {
    expect(mayTakeOver(viewer, { ownerId }, held)).toBe(expected);
  });
});

describe('the address of a queue', () => {
  it('comes back from its text as it was, always in one order', () => {
    const { asked, faults } = readQueueAddress({ sort: 'arrival', owner: 'none', view: 'first', status: '', tour: 'first_line.1' });
    expect(faults).toEqual([]);
    expect(queueAddressText(asked)).toBe('view=first&owner=none&sort=arrival');
    expect(readQueueFilter(queueAddressText(asked))).toEqual({ view: 'first', owner: 'none', sort: 'arrival' });
  });

  it('is closed: what is unknown or given twice is named and left out', () => {
    const { asked, faults } = readQueueAddress({ view: ['first', 'second'], __proto__x: '1', status: 'hearing' });
    expect(asked).toEqual({ status: 'hearing' });
    expect(faults).toEqual(['一覧の条件「["first","second"]」は使えません。', '「__proto__x」という条件はありません。']);
  });
});

describe('who is told together', () => {
  it('are those who see the same', () => {
    expect(wallOf(scope('first_line', { deskIds: ['b', 'a'] }))).toBe(wallOf(scope('first_line_supervisor', { deskIds: ['a', 'b'] })));
    const walls = [scope('first_line', { deskIds: ['a'] }), scope('first_line', { deskIds: ['b'] }), scope('second_line'), scope('second_line', { providerId: 'a' })].map(wallOf);
    expect(new Set(walls).size).toBe(4);
  });
});

onBothDatabases('the tail of the record', (open) => {
  const fact = (id: string): EventRow => ({ id, streamType: 'inquiry', streamId: newId(), seq: 1, type: 'x', occurredAt: 1, recordedAt: 1, actorKind: 'system', actorId: null, data: {}, previousHash: '', hash: id });

  it('hands each fact out once, also one that was committed late and stands behind a newer one', async () => {
    const db = await open();
    const write = (...rows: readonly EventRow[]): Promise<void> => db.tx((tx) => insert(tx, EventRow, rows));
    await write(fact(newId()));
    const tail = await EventTail.fromNow(db);
    const now = fact(newId());
    await write(now);
    expect((await tail.next()).map(({ id }) => id)).toEqual([now.id]);
    const late = fact(firstIdAt(timeOfId(now.id) - 3_000));
    await write(late);
    expect((await tail.next()).map(({ id }) => id)).toEqual([late.id]);
    expect(await tail.next()).toEqual([]);
    expect(tail.position).toBe(now.id);
    const many = Array.from({ length: 1_200 }, () => fact(newId()));
    await write(...many);
    expect(await tail.next()).toHaveLength(1_200);
  });
});
