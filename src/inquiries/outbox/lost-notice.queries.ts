import { Injectable } from '@nestjs/common';
import { Db } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';

/** Whom a mail concerned that belongs to no inquiry. */
export interface LostNotice {
  readonly customerId: string | null;
  /** The desk it was sent from; null where it was the service owner. */
  readonly supportDeskId: string | null;
}

/** Mails to a customer or a partner that belong to no inquiry. */
@Injectable()
export class LostNoticeQueries {
  constructor(private readonly db: Db) {}

  /** Undefined for a mail of an inquiry, or one that concerns no customer. */
  async of(outboxId: string): Promise<LostNotice | undefined> {
    return this.db.row<LostNotice>(
      sql`SELECT o.customer_id AS "customerId", d.id AS "supportDeskId" FROM outbox o LEFT JOIN support_desk d ON d.mail_address = o.from_address
          WHERE o.id = ${outboxId} AND o.inquiry_id IS NULL AND o.customer_id IS NOT NULL`,
    );
  }
}
