import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { notFound } from '../../platform/errors.js';
import { sql } from '../../platform/sql.js';
import { MailIncidentRow } from './mail-incident.entity.js';

/** An incident in a list. */
export interface IncidentSummary {
  readonly id: string;
  readonly customerName: string;
  readonly mailLabel: string;
  readonly discoveredAt: Instant;
  readonly notifiedAt: Instant | null;
  readonly closedAt: Instant | null;
}

/** What went to the wrong address. */
export interface Disclosed {
  readonly outboxId: string;
  readonly template: string;
  readonly inquiryNumber: string | null;
  readonly toName: string;
  readonly state: string;
  readonly sentAt: Instant | null;
}

export interface IncidentStepDone {
  readonly type: string;
  readonly occurredAt: Instant;
  readonly who: string | null;
}

/** Reads incidents; whoever may ask at all (owner, lead) sees all of them. */
@Injectable()
export class MailIncidentQueries {
  constructor(private readonly db: Db) {}

  /** The open ones first, the newest of them on top. */
  async list(): Promise<IncidentSummary[]> {
    return this.db.rows(
      sql`SELECT m.id, c.name AS "customerName", m.mail_label AS "mailLabel", m.discovered_at AS "discoveredAt", m.notified_at AS "notifiedAt", m.closed_at AS "closedAt"
          FROM mail_incident m JOIN customer c ON c.id = m.customer_id ORDER BY CASE WHEN m.closed_at IS NULL THEN 0 ELSE 1 END, m.id DESC LIMIT 200`,
    );
  }

  /** @throws DomainError not_found */
  async one(id: string): Promise<MailIncidentRow & { readonly customerName: string }> {
    const row = await this.db.one(MailIncidentRow, { id });
    if (row === null) throw notFound('誤送信の対応');
    const customer = await this.db.row<{ name: string }>(sql`SELECT name FROM customer WHERE id = ${row.customerId}`);
    return { ...row, customerName: customer?.name ?? '' };
  }

  /** Everything that ever left for the wrong address about this customer, from the outbox. */
  async disclosed({ toAddress, customerId, outboxId }: Pick<MailIncidentRow, 'toAddress' | 'customerId' | 'outboxId'>): Promise<Disclosed[]> {
    return this.db.rows(
      sql`SELECT o.id AS "outboxId", o.template, i.number AS "inquiryNumber", o.to_name AS "toName", o.state, o.sent_at AS "sentAt" FROM outbox o LEFT JOIN inquiry i ON i.id = o.inquiry_id
          WHERE o.to_address = ${toAddress} AND (o.id = ${outboxId} OR i.customer_id = ${customerId} OR o.customer_id = ${customerId}) ORDER BY o.created_at, o.id`,
    );
  }

  /** Values that were released to the customer in the inquiry (開示承認): they may stand in what was disclosed. */
  async released(inquiryId: string | null): Promise<{ value: string; releasedAt: Instant }[]> {
    return this.db.rows(sql`SELECT value, released_at AS "releasedAt" FROM disclosure_release WHERE inquiry_id = ${inquiryId} ORDER BY released_at, id`);
  }

  /** The record of the incident, oldest first. */
  async steps(id: string): Promise<IncidentStepDone[]> {
    return this.db.rows(
      sql`SELECT e.type, e.occurred_at AS "occurredAt", s.display_name AS who FROM event e LEFT JOIN staff s ON s.id = e.actor_id
          WHERE e.stream_type = 'mail' AND e.stream_id = ${id} AND e.type LIKE 'incident%' ORDER BY e.seq`,
    );
  }
}
