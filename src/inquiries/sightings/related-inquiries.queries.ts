import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { sql, sqlList } from '../../platform/sql.js';
import type { InquiryRow } from '../inquiry.entity.js';
import type { Status } from '../rulebook/status.js';
import { readableDisclosures, visibleTo } from '../visibility.rules.js';

/** Another inquiry that an inquiry has to do with. */
export interface RelatedInquiry {
  readonly id: string;
  readonly number: string;
  readonly status: Status;
  readonly reportApprovedBy: string | null;
  readonly receivedAt: Instant;
  readonly headline: string;
  readonly customerName: string | null;
}

/** The same with the value that both have. */
export interface SharedValue extends RelatedInquiry {
  readonly value: string;
}

/** How many of each kind a page has room for. */
const most = 10;

/** Finds the inquiries that one has to do with, within the walls of who asks. */
@Injectable()
export class RelatedInquiries {
  constructor(private readonly db: Db) {}

  /** Other inquiries with the same value, as far as the person may see: both the inquiry and that the value was seen there. */
  async withSameValue(scope: Scope, inquiryId: string): Promise<SharedValue[]> {
    const reaches = sqlList(readableDisclosures(scope).filter((reach) => reach !== 'customer'));
    return this.db.rows(
      sql`SELECT DISTINCT theirs.value, i.id, i.number, i.status, i.report_approved_by AS "reportApprovedBy", i.received_at AS "receivedAt", i.headline, c.name AS "customerName"
          FROM sighting own JOIN sighting theirs ON theirs.value = own.value AND theirs.inquiry_id <> own.inquiry_id
          JOIN inquiry i ON i.id = theirs.inquiry_id LEFT JOIN customer c ON c.id = i.customer_id
          WHERE own.inquiry_id = ${inquiryId} AND own.reach IN ${reaches} AND theirs.reach IN ${reaches} AND ${visibleTo(scope)}
          ORDER BY i.received_at DESC, i.id, theirs.value LIMIT ${most}`,
    );
  }

  /** The same customer's other inquiries, the newest first. */
  async ofCustomer(scope: Scope, row: Pick<InquiryRow, 'id' | 'customerId'>): Promise<RelatedInquiry[]> {
    if (row.customerId === null) return [];
    return this.db.rows(
      sql`SELECT i.id, i.number, i.status, i.report_approved_by AS "reportApprovedBy", i.received_at AS "receivedAt", i.headline, c.name AS "customerName"
          FROM inquiry i LEFT JOIN customer c ON c.id = i.customer_id
          WHERE i.customer_id = ${row.customerId} AND i.id <> ${row.id} AND ${visibleTo(scope)} ORDER BY i.received_at DESC, i.id LIMIT ${most}`,
    );
  }
}
