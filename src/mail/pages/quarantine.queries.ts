import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { notFound } from '../../platform/errors.js';
import { hasRole, type Scope } from '../../platform/scope.js';
import { sql, sqlList, type Sql } from '../../platform/sql.js';
import { maySee, visibleTo } from '../../inquiries/visibility.rules.js';
import type { MailKind, QuarantineReason } from '../intake/intake.rules.js';
import type { QuarantineDecision, RawMessageState } from '../raw-message.entity.js';

/** The lists of the page: what waits for a person, what one has decided, and what machines sent. */
export const quarantineViews = ['waiting', 'decided', 'automatic'] as const;
export type QuarantineView = (typeof quarantineViews)[number];

/** One incoming message as lists and pages show it. */
export interface IncomingMail {
  readonly id: string;
  readonly receivedAt: Instant;
  readonly state: RawMessageState;
  readonly kind: MailKind | null;
  readonly reason: QuarantineReason | null;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly subject: string;
  readonly hasJapanese: boolean | number;
  readonly authentication: string;
  readonly supportDeskName: string | null;
  readonly inquiryId: string | null;
  readonly inquiryNumber: string | null;
  /** What it points to, for the staff only. */
  readonly linkedInquiryId: string | null;
  readonly linkedNumber: string | null;
  readonly decision: QuarantineDecision | null;
  readonly decidedAt: Instant | null;
  readonly decidedByName: string | null;
  readonly version: number;
}

export interface IncomingDetails extends IncomingMail {
  readonly bodyText: string;
  readonly quotedText: string;
  /** Null where nobody knows; a number on SQLite. */
  readonly hasHtml: boolean | number | null;
  readonly fault: string;
  readonly size: number;
  readonly sha256: string;
  readonly files: readonly IncomingFile[];
}

export interface IncomingFile {
  readonly position: number;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
  readonly unusableBecause: string | null;
}

const columns = sql`r.id, r.received_at AS "receivedAt", r.state, r.kind, r.reason, r.from_name AS "fromName", r.from_address AS "fromAddress",
  r.subject, r.has_japanese AS "hasJapanese", r.authentication, d.name AS "supportDeskName",
  r.inquiry_id AS "inquiryId", i.number AS "inquiryNumber", r.linked_inquiry_id AS "linkedInquiryId", l.number AS "linkedNumber",
  i.support_desk_id AS "inquiryDeskId", i.provider_id AS "inquiryProviderId", l.support_desk_id AS "linkedDeskId", l.provider_id AS "linkedProviderId",
  r.decision, r.decided_at AS "decidedAt", s.display_name AS "decidedByName", r.version`;

const joined = sql`raw_message r
  LEFT JOIN support_desk d ON d.id = r.support_desk_id LEFT JOIN inquiry i ON i.id = r.inquiry_id
  LEFT JOIN inquiry l ON l.id = r.linked_inquiry_id LEFT JOIN staff s ON s.id = r.decided_by`;

const conditions: Readonly<Record<QuarantineView, Sql>> = {
  waiting: sql`r.state IN ('quarantined', 'failed') AND r.decision IS NULL`,
  decided: sql`r.decision IS NOT NULL`,
  automatic: sql`r.state = 'done' AND r.kind IN ('automatic', 'bounce')`,
};

/** Incoming messages within the walls: a desk sees what came to its address, the owner everything (B5). */
@Injectable()
export class QuarantineQueries {
  constructor(private readonly db: Db) {}

  async list(scope: Scope, view: QuarantineView, limit = 100): Promise<IncomingMail[]> {
    const rows = await this.db.rows<IncomingMail & Walls>(
      sql`SELECT ${columns} FROM ${joined} WHERE ${conditions[view]} AND ${cameTo(scope)} ORDER BY r.received_at DESC, r.id DESC LIMIT ${limit}`,
    );
    return rows.map((row) => withinWalls(scope, row));
  }

  async waitingCount(scope: Scope): Promise<number> {
    const found = await this.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM raw_message r WHERE ${conditions.waiting} AND ${cameTo(scope)}`);
    return found?.n ?? 0;
  }

  /**
   * One message that came to the person's desk, or that belongs to an inquiry he may see.
   *
   * @throws DomainError not_found
   */
  async one(scope: Scope, id: string): Promise<IncomingDetails> {
    const row = await this.db.row<Omit<IncomingDetails, 'files'> & Walls>(
      sql`SELECT ${columns}, r.body_text AS "bodyText", r.quoted_text AS "quotedText", r.has_html AS "hasHtml", r.fault, r.size, r.sha256
          FROM ${joined} WHERE r.id = ${id} AND (${cameTo(scope)} OR (r.inquiry_id IS NOT NULL AND ${visibleTo(scope)}))`,
    );
    if (row === undefined) throw notFound('メール');
    return { ...withinWalls(scope, row), files: await this.#files(id) };
  }

  /** What came in for an inquiry; the caller has checked the wall. */
  async ofInquiry(scope: Scope, inquiryId: string): Promise<IncomingMail[]> {
    const rows = await this.db.rows<IncomingMail & Walls>(sql`SELECT ${columns} FROM ${joined} WHERE r.inquiry_id = ${inquiryId} ORDER BY r.received_at, r.id`);
    return rows.map((row) => withinWalls(scope, row));
  }

  async #files(id: string): Promise<IncomingFile[]> {
    return this.db.rows<IncomingFile>(sql`SELECT position, name, type, size, sha256, unusable_because AS "unusableBecause" FROM mail_attachment WHERE raw_message_id = ${id} ORDER BY position`);
  }
}

/** Where the inquiries lie that a message belongs to and points to. */
interface Walls {
  readonly inquiryDeskId: string | null;
  readonly inquiryProviderId: string | null;
  readonly linkedDeskId: string | null;
  readonly linkedProviderId: string | null;
}

/**
 * A message may name another desk's inquiry (V02), and the owner may have added it to one; whoever reads it
 * at the desk it came to is not told that there is one (B5).
 */
function withinWalls<Row extends IncomingMail>(scope: Scope, { inquiryDeskId, inquiryProviderId, linkedDeskId, linkedProviderId, ...row }: Row & Walls): Omit<Row & Walls, keyof Walls> {
  const belongs = row.inquiryId !== null && maySee(scope, { supportDeskId: inquiryDeskId, providerId: inquiryProviderId });
  const points = row.linkedInquiryId !== null && maySee(scope, { supportDeskId: linkedDeskId, providerId: linkedProviderId });
  return { ...row, ...(belongs ? {} : { inquiryId: null, inquiryNumber: null }), ...(points ? {} : { linkedInquiryId: null, linkedNumber: null }) };
}

/** Mail to the common address is the owner's; a desk sees its own. */
function cameTo(scope: Scope): Sql {
  if (hasRole(scope, 'service_owner')) return sql`1 = 1`;
  return sql`r.support_desk_id IN ${sqlList(scope.deskIds)}`;
}
