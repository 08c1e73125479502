import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { newId } from '../platform/ids.js';
import { sql, type Sql } from '../platform/sql.js';
import { insert } from '../platform/write.js';
import { AccessLogRow, type AccessAct, type AccessSubject } from './access-log.entity.js';

/** What was looked at or taken out. */
export interface Access {
  readonly act: AccessAct;
  readonly subject: AccessSubject;
  readonly subjectId: string;
}

/** Looking at the same thing again within this time is the same look: a page is refreshed, a piece of it fetched. */
const sameLookMs = 10 * 60_000;

/** The access log (E2): every look at and every export of evidence, raw mails, personal and communication data. */
@Injectable()
export class AccessLog {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** Notes an access in a transaction of its own, durable once it returns. */
  async note(staffId: string, access: Access): Promise<void> {
    if (access.act === 'viewed' && (await this.#notedLately(staffId, access))) return;
    await this.db.tx((tx) => this.append(tx, staffId, access));
  }

  /** Notes an access together with the act that it belongs to; `null` is the operator. */
  async append(tx: Tx, staffId: string | null, { act, subject, subjectId }: Access): Promise<void> {
    const about = await this.db.row<{ customerId: string | null; inquiryId: string | null }>(aboutWhom(subject, subjectId));
    const { customerId, inquiryId } = about ?? { customerId: null, inquiryId: null };
    await insert(tx, AccessLogRow, { id: newId(), at: this.clock.now(), staffId, act, subject, subjectId, customerId, inquiryId });
  }

  async #notedLately(staffId: string, { subject, subjectId }: Access): Promise<boolean> {
    const since = this.clock.now() - sameLookMs;
    const found = await this.db.row(
      sql`SELECT 1 AS found FROM access_log WHERE staff_id = ${staffId} AND at > ${since} AND act = 'viewed' AND subject = ${subject} AND subject_id = ${subjectId} LIMIT 1`,
    );
    return found !== undefined;
  }
}

const nobody = sql`SELECT NULL AS "customerId", NULL AS "inquiryId"`;

/** The customer and the inquiry behind what was looked at. */
function aboutWhom(subject: AccessSubject, id: string): Sql {
  const queries: Readonly<Record<AccessSubject, Sql>> = {
    inquiry: sql`SELECT customer_id AS "customerId", id AS "inquiryId" FROM inquiry WHERE id = ${id}`,
    evidence: sql`SELECT i.customer_id AS "customerId", i.id AS "inquiryId" FROM evidence_item e JOIN inquiry i ON i.id = e.inquiry_id WHERE e.id = ${id}`,
    message: sql`SELECT COALESCE(m.customer_id, i.customer_id) AS "customerId", m.inquiry_id AS "inquiryId" FROM raw_message m LEFT JOIN inquiry i ON i.id = m.inquiry_id WHERE m.id = ${id}`,
    outgoing: sql`SELECT COALESCE(o.customer_id, i.customer_id) AS "customerId", o.inquiry_id AS "inquiryId" FROM outbox o LEFT JOIN inquiry i ON i.id = o.inquiry_id WHERE o.id = ${id}`,
    customer: sql`SELECT id AS "customerId", NULL AS "inquiryId" FROM customer WHERE id = ${id}`,
    contact_request: sql`SELECT customer_id AS "customerId", NULL AS "inquiryId" FROM contact_request WHERE id = ${id}`,
    import: nobody,
    access_log: nobody,
    incident: nobody,
    list: nobody,
  };
  return queries[subject];
}
