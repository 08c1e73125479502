import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import type { Scope } from '../platform/scope.js';
import { sql, sqlJoin, sqlList, type Sql } from '../platform/sql.js';
import type { Channel, Entitlement, Line, ResponseClock, Status, Verification } from './rulebook/status.js';
import { allOf, visibleTo } from './visibility.rules.js';

export const queueViews = ['first', 'second', 'mine', 'waiting', 'all', 'ended'] as const;
export type QueueView = (typeof queueViews)[number];

export const queueViewLabels: Readonly<Record<QueueView, string>> = {
  first: '一次対応',
  second: '二次対応',
  mine: '自分の担当',
  waiting: 'お客様ご回答待ち・ご確認待ち',
  all: '対応中すべて',
  ended: '対応を終えたもの',
};

/** What to list; every part is in the page's address, so that a list can be sent to a colleague. */
export interface QueueFilter {
  readonly view: QueueView;
  readonly status?: Status | undefined;
  readonly supportDeskId?: string | undefined;
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
  readonly firstResponseAt: Instant | null;
  readonly updatedAt: Instant;
  readonly headline: string;
  readonly callerName: string;
  readonly customerName: string | null;
  readonly supportDeskName: string | null;
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  readonly fastTrack: boolean;
  readonly openAdditionRequest: boolean;
  readonly contactChanged: boolean;
  readonly language: 'ja' | 'other';
  readonly alikeInquiryId: string | null;
}

/** SQLite has no booleans. */
type StoredQueueRow = Omit<QueueRow, 'fastTrack' | 'openAdditionRequest' | 'contactChanged'> & {
  readonly fastTrack: boolean | number;
  readonly openAdditionRequest: boolean | number;
  readonly contactChanged: boolean | number;
};

/** Counts are told below this; from it on a page says 「99+」, so that counting costs the same for a hundred and for a million. */
export const countCap = 100;

const waitingStatuses = ['awaiting_customer', 'answered'] as const satisfies readonly Status[];

/** The queues. An index gives each page in order, however many inquiries there are. */
@Injectable()
export class QueueQueries {
  constructor(private readonly db: Db) {}

  /** One page of a queue: emergencies, then what is due first, then what is answered; what has ended, the newest first. */
  async list(scope: Scope, filter: QueueFilter): Promise<QueueRow[]> {
    const rows = await this.db.rows<StoredQueueRow>(
      sql`SELECT i.id, i.number, i.version, i.status, i.line, i.channel, i.verification, i.entitlement, i.clock,
            i.received_at AS "receivedAt", i.accepted_at AS "acceptedAt", i.due_at AS "dueAt", i.queue_at AS "queueAt",
            i.first_response_at AS "firstResponseAt", i.updated_at AS "updatedAt", i.headline,
            i.caller_name AS "callerName", i.owner_id AS "ownerId", i.fast_track AS "fastTrack",
            i.open_addition_request AS "openAdditionRequest", i.contact_changed AS "contactChanged", i.language, i.alike_inquiry_id AS "alikeInquiryId",
            c.name AS "customerName", d.name AS "supportDeskName", s.display_name AS "ownerName"
          FROM inquiry i
          LEFT JOIN customer c ON c.id = i.customer_id
          LEFT JOIN support_desk d ON d.id = i.support_desk_id
          LEFT JOIN staff s ON s.id = i.owner_id
          WHERE ${filter.view === 'waiting' ? sql`i.id IN (${waitingPage(scope, filter)})` : allOf([...conditions(scope, filter), ...after(filter)])}
          ${filter.view === 'ended' ? sql`ORDER BY i.queue_at DESC, i.id DESC` : sql`ORDER BY i.queue_at, i.id`}
          LIMIT ${filter.limit}`,
    );
    return rows.map((row) => ({
      ...row,
      fastTrack: Boolean(row.fastTrack),
      openAdditionRequest: Boolean(row.openAdditionRequest),
      contactChanged: Boolean(row.contactChanged),
    }));
  }

  /** How many a queue holds, up to a cap. */
  async count(scope: Scope, filter: QueueFilter): Promise<number> {
    const row = await this.db.row<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM (SELECT 1 FROM inquiry i WHERE ${allOf(conditions(scope, filter))} LIMIT ${countCap}) AS capped`,
    );
    return row?.n ?? 0;
  }
}

function conditions(scope: Scope, filter: QueueFilter): Sql[] {
  return [visibleTo(scope), ...viewConditions(scope, filter.view), ...furtherConditions(filter)];
}

function furtherConditions({ status, supportDeskId }: QueueFilter): Sql[] {
  const byStatus = status === undefined ? [] : [sql`i.status = ${status}`];
  return supportDeskId === undefined ? byStatus : [...byStatus, sql`i.support_desk_id = ${supportDeskId}`];
}

/** The first of each waiting status, each from its index in order: asked for together they would all be sorted. */
function waitingPage(scope: Scope, filter: QueueFilter): Sql {
  const pages = waitingStatuses.map((status) => {
    const where = allOf([visibleTo(scope), sql`i.status = ${status}`, ...furtherConditions(filter), ...after(filter)]);
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

function after({ after: cursor, view }: QueueFilter): Sql[] {
  if (cursor === undefined) return [];
  const { at, id } = cursor;
  if (view === 'ended') return [sql`i.queue_at < ${at} OR (i.queue_at = ${at} AND i.id < ${id})`];
  return [sql`i.queue_at > ${at} OR (i.queue_at = ${at} AND i.id > ${id})`];
}
