import { Injectable } from '@nestjs/common';
import type { InquiryRow } from '../../inquiries/inquiry.entity.js';
import type { Status } from '../../inquiries/rulebook/status.js';
import { visibleTo } from '../../inquiries/visibility.rules.js';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { sql, sqlList, type Sql } from '../../platform/sql.js';
import { tellingActs } from './common-cause.rules.js';

/** A cause with how many customers have been told, as far as the person may see. */
export interface CauseLine {
  readonly id: string;
  readonly title: string;
  readonly wording: string;
  readonly publishedWording: string | null;
  readonly publishedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly inquiries: number;
  readonly told: number;
}

/** An inquiry behind which a cause stands: one line of the call list. */
export interface CauseInquiry {
  readonly causeId: string;
  readonly id: string;
  readonly number: string;
  readonly status: Status;
  readonly reportApprovedBy: string | null;
  readonly line: 'first' | 'second';
  readonly verification: string;
  readonly headline: string;
  readonly customerName: string | null;
  readonly contactName: string | null;
  readonly phone: string | null;
  readonly supportDeskName: string | null;
  /** When the customer was told, after the wording was published; null while he is to be called. */
  readonly toldAt: Instant | null;
}

/** An inquiry behind a cause, as far as it says whom to tell of it. */
export type CauseMember = Pick<InquiryRow, 'id' | 'line' | 'supportDeskId' | 'providerId'>;

/** An inquiry that shares an address or hash with those of a cause. */
export interface CauseCandidate {
  readonly id: string;
  readonly number: string;
  readonly customerName: string | null;
  readonly headline: string;
  readonly value: string;
}

const most = 500;
const toldAt = sql`(SELECT MIN(e.occurred_at) FROM event e WHERE e.stream_type = 'inquiry' AND e.stream_id = i.id AND e.type IN ${sqlList(tellingActs)} AND e.occurred_at >= k.published_at)`;

/** What is known of common causes, within the walls of who asks (H6, B5). */
@Injectable()
export class CommonCauseQueries {
  constructor(private readonly db: Db) {}

  /** Causes with at least one inquiry that the person sees; for the house's second line those without one too. */
  async list(scope: Scope, which: 'all' | 'published'): Promise<readonly CauseLine[]> {
    const condition = which === 'all' ? sql`1 = 1` : sql`k.published_at IS NOT NULL AND k.ended_at IS NULL`;
    const join = which === 'all' ? sql`LEFT JOIN` : sql`JOIN`;
    const rows = await this.db.rows<Omit<CauseLine, 'inquiries' | 'told'> & { inquiryId: string | null; toldAt: Instant | null }>(
      sql`SELECT k.id, k.title, k.wording, k.published_wording AS "publishedWording", k.published_at AS "publishedAt", k.ended_at AS "endedAt", i.id AS "inquiryId", ${toldAt} AS "toldAt"
          FROM common_cause k ${join} cause_inquiry m ON m.cause_id = k.id ${join} inquiry i ON i.id = m.inquiry_id AND ${visibleTo(scope)}
          WHERE ${condition} ORDER BY CASE WHEN k.ended_at IS NULL THEN 0 ELSE 1 END, k.created_at DESC, k.id LIMIT ${most * 10}`,
    );
    const causes = new Map<string, CauseLine>();
    for (const { inquiryId, toldAt: at, ...cause } of rows) {
      const { inquiries, told } = causes.get(cause.id) ?? { inquiries: 0, told: 0 };
      causes.set(cause.id, { ...cause, inquiries: inquiries + (inquiryId === null ? 0 : 1), told: told + (at === null ? 0 : 1) });
    }
    return [...causes.values()];
  }

  /** The inquiries of some causes: whom to call first, desk by desk. */
  async inquiries(scope: Scope, causeIds: readonly string[]): Promise<readonly CauseInquiry[]> {
    if (causeIds.length === 0) return [];
    return this.#inquiries(sql`m.cause_id IN ${sqlList(causeIds)} AND ${visibleTo(scope)}`);
  }

  /** The cause behind an inquiry that the caller may see; undefined where there is none. */
  async ofInquiry(inquiryId: string): Promise<(Pick<CauseLine, 'id' | 'title' | 'publishedWording' | 'endedAt'> & { readonly analysis: string }) | undefined> {
    return this.db.row(
      sql`SELECT k.id, k.title, k.analysis, k.published_wording AS "publishedWording", k.ended_at AS "endedAt"
          FROM cause_inquiry m JOIN common_cause k ON k.id = m.cause_id WHERE m.inquiry_id = ${inquiryId}`,
    );
  }

  /** Open inquiries with the same address or hash, behind which no cause stands yet. */
  async candidates(scope: Scope, causeId: string): Promise<readonly CauseCandidate[]> {
    return this.db.rows(
      sql`SELECT i.id, i.number, i.headline, c.name AS "customerName", MIN(theirs.value) AS value
          FROM cause_inquiry m JOIN sighting own ON own.inquiry_id = m.inquiry_id JOIN sighting theirs ON theirs.value = own.value
            JOIN inquiry i ON i.id = theirs.inquiry_id LEFT JOIN customer c ON c.id = i.customer_id
          WHERE m.cause_id = ${causeId} AND i.is_open = ${true} AND ${visibleTo(scope)} AND i.id NOT IN (SELECT inquiry_id FROM cause_inquiry)
          GROUP BY i.id, i.number, i.headline, c.name, i.received_at ORDER BY i.received_at DESC, i.id LIMIT 20`,
    );
  }

  /** The customers behind a cause, whom its words may not name: all of them, whoever writes. */
  async customerNames(causeId: string): Promise<readonly string[]> {
    const rows = await this.db.rows<{ name: string }>(
      sql`SELECT DISTINCT c.name FROM cause_inquiry m JOIN inquiry i ON i.id = m.inquiry_id JOIN customer c ON c.id = i.customer_id WHERE m.cause_id = ${causeId}`,
    );
    return rows.map(({ name }) => name);
  }

  /** The inquiries behind a cause, all of them: what is common is held against each. */
  async members(causeId: string): Promise<readonly CauseMember[]> {
    return this.db.rows<CauseMember>(
      sql`SELECT i.id, i.line, i.support_desk_id AS "supportDeskId", i.provider_id AS "providerId"
          FROM cause_inquiry m JOIN inquiry i ON i.id = m.inquiry_id WHERE m.cause_id = ${causeId} ORDER BY i.id`,
    );
  }

  async #inquiries(where: Sql): Promise<readonly CauseInquiry[]> {
    return this.db.rows<CauseInquiry>(
      sql`SELECT m.cause_id AS "causeId", i.id, i.number, i.status, i.report_approved_by AS "reportApprovedBy", i.line, i.verification, i.headline, c.name AS "customerName", r.name AS "contactName", r.phone, d.name AS "supportDeskName", ${toldAt} AS "toldAt"
          FROM cause_inquiry m JOIN common_cause k ON k.id = m.cause_id JOIN inquiry i ON i.id = m.inquiry_id
            LEFT JOIN customer c ON c.id = i.customer_id LEFT JOIN registered_contact r ON r.id = i.contact_id LEFT JOIN support_desk d ON d.id = i.support_desk_id
          WHERE ${where} ORDER BY d.name, i.fast_track DESC, i.grave DESC, i.received_at, i.id LIMIT ${most}`,
    );
  }
}
