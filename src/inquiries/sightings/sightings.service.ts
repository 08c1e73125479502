import { Injectable } from '@nestjs/common';
import type { SheetAnswers } from '../../hearing/answers.rules.js';
import { Db, type Tx } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { sql, sqlList } from '../../platform/sql.js';
import { insert, remove } from '../../platform/write.js';
import type { Status } from '../rulebook/status.js';
import { readableDisclosures, visibleTo } from '../visibility.rules.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { sightedValues, valuesOfSheet } from './sighting-value.rules.js';
import { SightingRow } from './sighting.entity.js';

/** Another inquiry that an inquiry has to do with. */
export interface RelatedInquiry {
  readonly id: string;
  readonly number: string;
  readonly status: Status;
  readonly receivedAt: number;
  readonly headline: string;
  readonly customerName: string | null;
}

/** The same with the value that both have. */
export interface SharedValue extends RelatedInquiry {
  readonly value: string;
}

const most = 10;

/** Addresses and hashes by which inquiries are found to have to do with each other. */
@Injectable()
export class Sightings {
  constructor(private readonly db: Db) {}

  /** What the sheet says now is what was seen; what was corrected was not. */
  async followSheet(tx: Tx, inquiryId: string, answers: SheetAnswers): Promise<void> {
    const wanted = valuesOfSheet(answers);
    const standing = (await this.db.rows<{ value: string }>(sql`SELECT value FROM sighting WHERE inquiry_id = ${inquiryId} AND source = 'sheet'`)).map(({ value }) => value);
    for (const value of standing.filter((each) => !wanted.includes(each))) await remove(tx, SightingRow, { inquiryId, value, source: 'sheet' });
    const fresh = wanted.filter((each) => !standing.includes(each));
    if (fresh.length > 0) await insert(tx, SightingRow, fresh.map((value) => ({ inquiryId, value, source: 'sheet', reach: 'partner' })));
  }

  /** What the second line recorded; only it learns of what it keeps to itself. */
  async addIndicator(tx: Tx, inquiryId: string, indicator: { readonly value: string; readonly disclosure: string }): Promise<void> {
    const reach = indicator.disclosure === 'second_line' ? 'second_line' : 'partner';
    for (const value of sightedValues(indicator.value)) {
      await this.db.execute(
        tx,
        sql`INSERT INTO sighting (inquiry_id, value, source, reach) VALUES (${inquiryId}, ${value}, 'indicator', ${reach})
            ON CONFLICT (inquiry_id, value, source) DO NOTHING`,
      );
    }
  }

  /** Other inquiries with the same value, as far as the person may see: both the inquiry and that the value was seen there. */
  async elsewhere(scope: Scope, inquiryId: string): Promise<SharedValue[]> {
    const reaches = sqlList(readableDisclosures(scope).filter((reach) => reach !== 'customer'));
    return this.db.rows(
      sql`SELECT DISTINCT theirs.value, i.id, i.number, i.status, i.received_at AS "receivedAt", i.headline, c.name AS "customerName"
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
      sql`SELECT i.id, i.number, i.status, i.received_at AS "receivedAt", i.headline, c.name AS "customerName"
          FROM inquiry i LEFT JOIN customer c ON c.id = i.customer_id
          WHERE i.customer_id = ${row.customerId} AND i.id <> ${row.id} AND ${visibleTo(scope)} ORDER BY i.received_at DESC, i.id LIMIT ${most}`,
    );
  }
}
