import { Injectable } from '@nestjs/common';
import { Db } from '../../platform/db.js';
import { sha256 } from '../../platform/ids.js';
import { sql, sqlList, type Sql } from '../../platform/sql.js';
import type { RawMessageRow } from '../raw-message.entity.js';
import type { Authentication } from './authentication.rules.js';
import type { IntakeDecision } from './intake.rules.js';

/** A message that says the same and came before. */
export type EarlierMail = Pick<RawMessageRow, 'id' | 'inquiryId' | 'linkedInquiryId'>;

interface SaysTheSame {
  readonly messageId: string | undefined;
  readonly contentHash: string;
  readonly authentication: Authentication;
  readonly decision: IntakeDecision;
}

/** Two mails this far apart that say the same are not called duplicates. */
const farApartMs = 7 * 24 * 3_600_000;

/** Recognises a mail that was delivered before (R17). A Message-ID alone never makes two mails one. */
@Injectable()
export class EarlierDeliveries {
  constructor(private readonly db: Db) {}

  /**
   * The same mail: the same Message-ID and contents, and dealt with as this one would be. What came
   * before with less authentication, or into quarantine for another reason, takes nobody's place; nor
   * is a forged copy of a genuine mail kept from quarantine.
   */
  async sameMail(row: RawMessageRow, { messageId, contentHash, authentication, decision }: SaysTheSame): Promise<EarlierMail | undefined> {
    if (messageId === undefined) return undefined;
    const asGood = authentication === 'pass' ? ['pass'] : ['pass', authentication];
    // Not the column itself: SQLite would go through all that are done, since an index has those in order.
    const state = sql`(state || '')`;
    const settled = decision.act === 'quarantine' ? sql`${state} = 'quarantined' AND reason = ${decision.reason}` : sql`${state} = 'done'`;
    return this.#earliest(
      row,
      sql`message_id_hash = ${sha256(messageId)} AND content_hash = ${contentHash} AND authentication IN ${sqlList(asGood)} AND ${settled}`,
    );
  }

  /** Another mail that says the same, which may or may not be meant: 重複の可能性. */
  async alike(row: RawMessageRow, { contentHash }: Pick<SaysTheSame, 'contentHash'>): Promise<EarlierMail | undefined> {
    return this.#earliest(row, sql`content_hash = ${contentHash} AND received_at > ${row.receivedAt - farApartMs}`);
  }

  async #earliest(row: RawMessageRow, condition: Sql): Promise<EarlierMail | undefined> {
    return this.db.row<EarlierMail>(
      sql`SELECT id, inquiry_id AS "inquiryId", linked_inquiry_id AS "linkedInquiryId" FROM raw_message
          WHERE ${condition} AND kind = 'message' AND id <> ${row.id} ORDER BY received_at, id LIMIT 1`,
    );
  }
}
