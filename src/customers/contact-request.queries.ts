import { Injectable } from '@nestjs/common';
import { Db } from '../platform/db.js';
import { notFound } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import type { ContactRequestState } from './contact-request.entity.js';
import { customersWithin } from './customer-wall.js';
import type { ProposedRegistration } from './registration.js';

/** A request as a list or a page shows it. */
export interface ContactRequest {
  readonly id: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly supportDeskName: string;
  readonly state: ContactRequestState;
  readonly source: 'form' | 'import';
  readonly importRunId: string | null;
  readonly lineNumber: number | null;
  readonly requestedBy: string;
  readonly requestedAt: number;
  readonly proposed: ProposedRegistration;
  readonly decidedAt: number | null;
  readonly effectiveAt: number | null;
  readonly decisionNote: string | null;
}

const pageSize = 50;

/** Requests for a change of registration, within the walls. */
@Injectable()
export class ContactRequestQueries {
  /** How many requests `list` gives at most. */
  readonly pageSize = pageSize;

  constructor(private readonly db: Db) {}

  /** A page of one state: what waits the oldest first, what is decided the newest first. */
  async list(scope: Scope, state: ContactRequestState, afterId: string | undefined): Promise<ContactRequest[]> {
    const last = afterId === undefined ? undefined : await this.db.row<{ at: number }>(sql`SELECT requested_at AS at FROM contact_request WHERE id = ${afterId}`);
    const after = last === undefined || afterId === undefined ? sql`1 = 1` : keyset(state, last.at, afterId);
    const order = state === 'waiting' ? sql`q.requested_at, q.id` : sql`q.requested_at DESC, q.id DESC`;
    const rows = await this.db.rows<Row>(
      sql`SELECT ${columns} ${source} WHERE q.state = ${state} AND ${customersWithin(scope)} AND ${after} ORDER BY ${order} LIMIT ${pageSize}`,
    );
    return rows.map((row) => toRequest(row));
  }

  /** @throws DomainError not_found, also behind the wall */
  async byId(scope: Scope, id: string): Promise<ContactRequest> {
    const row = await this.db.row<Row>(sql`SELECT ${columns} ${source} WHERE q.id = ${id} AND ${customersWithin(scope)}`);
    if (row === undefined) throw notFound('申請');
    return toRequest(row);
  }

  /** The one that waits for a customer; the caller has checked the wall. */
  async waitingFor(customerId: string): Promise<ContactRequest | undefined> {
    const row = await this.db.row<Row>(sql`SELECT ${columns} ${source} WHERE q.customer_id = ${customerId} AND q.state = 'waiting'`);
    return row === undefined ? undefined : toRequest(row);
  }
}

type Row = Omit<ContactRequest, 'proposed'> & { readonly proposed: string };

const columns = sql`q.id, q.customer_id AS "customerId", c.name AS "customerName", d.name AS "supportDeskName", q.state, q.source,
  q.import_run_id AS "importRunId", q.line_number AS "lineNumber", q.requested_by AS "requestedBy", q.requested_at AS "requestedAt",
  q.proposed, q.decided_at AS "decidedAt", q.effective_at AS "effectiveAt", q.decision_note AS "decisionNote"`;

const source = sql`FROM contact_request q JOIN customer c ON c.id = q.customer_id JOIN support_desk d ON d.id = c.support_desk_id`;

function keyset(state: ContactRequestState, at: number, id: string): ReturnType<typeof sql> {
  return state === 'waiting' ? sql`(q.requested_at, q.id) > (${at}, ${id})` : sql`(q.requested_at, q.id) < (${at}, ${id})`;
}

function toRequest(row: Row): ContactRequest {
  return { ...row, proposed: JSON.parse(row.proposed) as ProposedRegistration };
}
