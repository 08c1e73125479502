import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import type { Scope } from '../platform/scope.js';
import { sql, sqlJoin, sqlList, type Sql } from '../platform/sql.js';
import { queueSortColumn, type SortColumn } from './queue/queue-sort.rules.js';
import type { Channel, Entitlement, Line, ResponseClock, ShownStatus, Status, Verification } from './rulebook/status.js';
import type { QueueDue, QueueMark, QueueSort, QueueView } from './queue/queue-filter.rules.js';
import { allOf, visibleTo } from './visibility.rules.js';

/** What to list; every part is in the page's address, so that a list can be sent to a colleague. */
export interface QueueFilter {
  readonly view: QueueView;
  readonly status?: Status | undefined;
  /** The status as people read it, which tells a report that was read from one that was not. */
  readonly shown?: ShownStatus | undefined;
  readonly supportDeskId?: string | undefined;
  readonly owner?: 'me' | 'none' | undefined;
  readonly channel?: Channel | undefined;
  readonly mark?: QueueMark | undefined;
  /** `today`: due before `until`. */
  readonly due?: { readonly kind: QueueDue; readonly now: Instant; readonly until: Instant } | undefined;
  readonly sort?: QueueSort | undefined;
  /** In the order of what is lost: what is lost after this. */
  readonly lostAfter?: Instant | undefined;
  /** Only these, to see whether they belong here. */
  readonly ids?: readonly string[] | undefined;
  /** Where the page before ended. */
  readonly after?: QueueCursor | undefined;
  readonly limit: number;
}

export interface QueueCursor {
  readonly at: Instant;
  readonly id: string;
}

/** One row of a queue. */
export interface QueueRow {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly status: Status;
  readonly line: Line;
  readonly channel: Channel;
  readonly verification: Verification;
  readonly entitlement: Entitlement;
  readonly clock: ResponseClock;
  readonly receivedAt: Instant;
  readonly acceptedAt: Instant;
  readonly dueAt: Instant;
  readonly queueAt: Instant;
  readonly logsLostAt: Instant | null;
  readonly cycle: number;
  readonly firstResponseAt: Instant | null;
  readonly updatedAt: Instant;
  readonly headline: string;
  readonly callerName: string;
  readonly customerName: string | null;
  readonly supportDeskName: string | null;
  readonly supportDeskId: string | null;
  readonly providerId: string | null;
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  readonly fastTrack: boolean;
  /** A malware download or anything further along. */
  readonly grave: boolean;
  readonly complaintAt: Instant | null;
  readonly openAdditionRequest: boolean;
  readonly contactChanged: boolean;
  /** A caller is held, and nobody of the second line has taken the call yet. */
  readonly callerHeld: boolean;
  /** Who has read the report; null while nobody has. */
  readonly reportApprovedBy: string | null;
  readonly language: 'ja' | 'other';
  readonly alikeInquiryId: string | null;
}

/** SQLite has no booleans. */
type StoredQueueRow = Omit<QueueRow, 'fastTrack' | 'grave' | 'openAdditionRequest' | 'contactChanged' | 'callerHeld'> & {
  readonly fastTrack: boolean | number;
  readonly grave: boolean | number;
  readonly openAdditionRequest: boolean | number;
  readonly contactChanged: boolean | number;
  readonly callerHeld: boolean | number;
};

/** Counts are told below this; from it on a page says 「99+」, so that counting costs the same for a hundred and for a million. */
export const countCap = 100;

/** A caller of `i` is held, and nobody of the second line has taken the call yet. */
export const callerHeld = sql`(i.status = 'escalated' AND EXISTS (SELECT 1 FROM warm_transfer w WHERE w.inquiry_id = i.id AND w.ended_at IS NULL AND w.taken_by IS NULL))`;

const waitingStatuses = ['awaiting_customer', 'answered'] as const satisfies readonly Status[];

/** The queues. An index gives each page in order, however many inquiries there are. */
@Injectable()
export class QueueQueries {
  constructor(private readonly db: Db) {}

  /** One page of a queue: emergencies, then what is due first, then what is answered; what has ended, the newest first. */
  async list(scope: Scope, filter: QueueFilter): Promise<QueueRow[]> {
    if (isRare(filter)) return this.#rows(sql`i.id IN (${rarePage(scope, filter)}) ${order(filter)}`);
    const where = isWaitingInOrder(filter) ? sql`i.id IN (${waitingPage(scope, filter)})` : allOf([...conditions(scope, filter), ...after(filter)]);
    return this.#rows(sql`${where} ${order(filter)} LIMIT ${filter.limit}`);
  }

  /** These, wherever they stand, if they may be seen. */
  async byIds(scope: Scope, ids: readonly string[]): Promise<QueueRow[]> {
    return this.#rows(sql`i.id IN ${sqlList(ids)} AND (${visibleTo(scope)}) ORDER BY i.queue_at, i.id`);
  }

  async #rows(where: Sql): Promise<QueueRow[]> {
    const rows = await this.db.rows<StoredQueueRow>(
      sql`SELECT i.id, i.number, i.version, i.status, i.line, i.channel, i.verification, i.entitlement, i.clock,
            i.received_at AS "receivedAt", i.accepted_at AS "acceptedAt", i.due_at AS "dueAt", i.queue_at AS "queueAt",
            i.logs_lost_at AS "logsLostAt", i.cycle,
            i.first_response_at AS "firstResponseAt", i.updated_at AS "updatedAt", i.headline,
            i.caller_name AS "callerName", i.owner_id AS "ownerId", i.support_desk_id AS "supportDeskId", i.provider_id AS "providerId", i.fast_track AS "fastTrack", i.grave, i.complaint_at AS "complaintAt",
            i.open_addition_request AS "openAdditionRequest", i.contact_changed AS "contactChanged", i.report_approved_by AS "reportApprovedBy", i.language, i.alike_inquiry_id AS "alikeInquiryId",
            ${callerHeld} AS "callerHeld",
            c.name AS "customerName", d.name AS "supportDeskName", s.display_name AS "ownerName"
          FROM inquiry i
          LEFT JOIN customer c ON c.id = i.customer_id
          LEFT JOIN support_desk d ON d.id = i.support_desk_id
          LEFT JOIN staff s ON s.id = i.owner_id
          WHERE ${where}`,
    );
    return rows.map((row) => ({
      ...row,
      fastTrack: Boolean(row.fastTrack),
      grave: Boolean(row.grave),
      openAdditionRequest: Boolean(row.openAdditionRequest),
      contactChanged: Boolean(row.contactChanged),
      callerHeld: Boolean(row.callerHeld),
    }));
  }

  /** How many a queue holds, up to a cap. */
  async count(scope: Scope, filter: QueueFilter): Promise<number> {
    const row = await this.db.row<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM (SELECT 1 FROM ${inquiriesOf(filter)} i WHERE ${allOf(conditions(scope, filter))} LIMIT ${countCap}) AS capped`,
    );
    return row?.n ?? 0;
  }
}

function conditions(scope: Scope, filter: QueueFilter): Sql[] {
  return [visibleTo(scope), ...viewConditions(scope, filter.view), ...furtherConditions(scope, filter)];
}

function furtherConditions(scope: Scope, filter: QueueFilter): Sql[] {
  const { status, shown, supportDeskId, channel, mark, ids, sort, lostAfter } = filter;
  return [
    ...(status === undefined ? [] : [sql`i.status = ${status}`]),
    ...(shown === undefined ? [] : shownConditions(shown)),
    ...(supportDeskId === undefined ? [] : [sql`i.support_desk_id = ${supportDeskId}`]),
    ...(channel === undefined ? [] : [sql`i.channel = ${channel}`]),
    ...(mark === undefined ? [] : [markConditions[mark]]),
    ...(ids === undefined ? [] : [sql`i.id IN ${sqlList(ids)}`]),
    ...(sort === 'logs' ? [sql`i.logs_lost_at > ${lostAfter ?? 0}`] : []),
    ...ownerConditions(scope, filter),
    ...dueConditions(filter),
  ];
}

function shownConditions(shown: ShownStatus): Sql[] {
  if (shown === 'report_read') return [sql`i.status = 'report_review'`, sql`i.report_approved_by IS NOT NULL`];
  return [sql`i.status = ${shown}`, ...(shown === 'report_review' ? [sql`i.report_approved_by IS NULL`] : [])];
}

function ownerConditions(scope: Scope, { owner }: QueueFilter): Sql[] {
  if (owner === undefined) return [];
  return [owner === 'me' ? sql`i.owner_id = ${scope.staffId}` : sql`i.owner_id IS NULL`];
}

function dueConditions({ due }: QueueFilter): Sql[] {
  if (due === undefined) return [];
  if (due.kind === 'today') return [sql`i.clock = 'running'`, sql`i.due_at >= ${due.now}`, sql`i.due_at < ${due.until}`];
  return [sql`i.clock = 'missed' OR (i.clock = 'running' AND i.due_at < ${due.now})`];
}

const markConditions: Readonly<Record<QueueMark, Sql>> = {
  urgent: sql`i.fast_track = ${true}`,
  addition: sql`i.open_addition_request = ${true}`,
  unverified: sql`i.verification <> 'verified'`,
  contract: sql`i.entitlement = 'unclear'`,
  contact_changed: sql`i.contact_changed = ${true}`,
  other_language: sql`i.language = 'other'`,
};

/** What is true of few open inquiries: an index holds them by these words. Who is not verified yet is no rarity. */
const rareMarks: Readonly<Partial<Record<QueueMark, Sql>>> = {
  urgent: sql`fast_track AND is_open`,
  addition: sql`open_addition_request AND is_open`,
  contact_changed: sql`contact_changed AND is_open`,
  contract: sql`entitlement = 'unclear' AND is_open`,
  other_language: sql`language = 'other' AND is_open`,
};

function rareSource({ mark, due }: QueueFilter): Sql | undefined {
  const marked = mark === undefined ? undefined : rareMarks[mark];
  if (marked !== undefined) return sql`SELECT * FROM inquiry WHERE ${marked}`;
  if (due === undefined) return undefined;
  if (due.kind === 'today') return sql`SELECT * FROM inquiry WHERE clock = 'running' AND is_open AND due_at >= ${due.now} AND due_at < ${due.until}`;
  return sql`SELECT * FROM inquiry WHERE clock = 'missed' AND is_open UNION ALL SELECT * FROM inquiry WHERE clock = 'running' AND is_open AND due_at < ${due.now}`;
}

/** Whether an index finds what is asked for without the order of the queue. */
function isRare(filter: QueueFilter): boolean {
  return filter.view !== 'ended' && rareSource(filter) !== undefined;
}

/** More than any condition holds; the limit keeps a database from looking through a queue for them instead. */
const fence = 1_000_000;

function inquiriesOf(filter: QueueFilter): Sql {
  const rare = isRare(filter) ? rareSource(filter) : undefined;
  return rare === undefined ? sql`inquiry` : sql`(${rare} LIMIT ${fence})`;
}

/** The ids of one page of what is rare: found first, ordered then. */
function rarePage(scope: Scope, filter: QueueFilter): Sql {
  const where = allOf([...conditions(scope, filter), ...after(filter)]);
  return sql`SELECT id FROM (SELECT i.id FROM ${inquiriesOf(filter)} i WHERE ${where} ${order(filter)} LIMIT ${filter.limit}) AS page`;
}

/** The waiting ones in the order of their target, which an index holds for each status. */
function isWaitingInOrder({ view, sort }: QueueFilter): boolean {
  return view === 'waiting' && (sort === undefined || sort === 'target');
}

/** The first of each waiting status, each from its index in order: asked for together they would all be sorted. */
function waitingPage(scope: Scope, filter: QueueFilter): Sql {
  const pages = waitingStatuses.map((status) => {
    const where = allOf([visibleTo(scope), sql`i.status = ${status}`, ...furtherConditions(scope, filter), ...after(filter)]);
    return sql`SELECT id FROM (SELECT i.id FROM inquiry i WHERE ${where} ORDER BY i.queue_at, i.id LIMIT ${filter.limit}) AS page`;
  });
  return sqlJoin(pages, ' UNION ALL ');
}

/** Each view names the columns of one index and no more: with more, SQLite takes another one and looks through it. */
function viewConditions(scope: Scope, view: QueueView): Sql[] {
  const waiting = sqlList(waitingStatuses);
  if (view === 'waiting') return [sql`i.status IN ${waiting}`];
  const open = sql`i.is_open = ${view !== 'ended'}`;
  if (view === 'mine') return [open, sql`i.owner_id = ${scope.staffId}`];
  if (view === 'first' || view === 'second') return [open, sql`i.line = ${view}`, sql`i.status NOT IN ${waiting}`];
  return [open];
}

const columns: Readonly<Record<SortColumn, Sql>> = { queueAt: sql`i.queue_at`, receivedAt: sql`i.received_at`, logsLostAt: sql`i.logs_lost_at` };

function order(filter: QueueFilter): Sql {
  const column = columns[queueSortColumn(filter.sort)];
  return filter.view === 'ended' ? sql`ORDER BY ${column} DESC, i.id DESC` : sql`ORDER BY ${column}, i.id`;
}

function after({ after: cursor, view, sort }: QueueFilter): Sql[] {
  if (cursor === undefined) return [];
  const { at, id } = cursor;
  const column = columns[queueSortColumn(sort)];
  if (view === 'ended') return [sql`${column} < ${at} OR (${column} = ${at} AND i.id < ${id})`];
  return [sql`${column} > ${at} OR (${column} = ${at} AND i.id > ${id})`];
}
