import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { sql, sqlList } from '../../platform/sql.js';
import { visibleTo } from '../visibility.rules.js';
import type { InquiryRow } from '../inquiry.entity.js';
import type { Status } from '../rulebook/status.js';
import { conditionsFor, ftsExpression, tsExpression } from './search-query.rules.js';

/** An inquiry that may hold the words. */
export interface Candidate {
  readonly documentId: number;
  readonly id: string;
  readonly number: string;
  readonly status: Status;
  readonly reportApprovedBy: string | null;
  readonly receivedAt: Instant;
  readonly headline: string;
  readonly customerName: string | null;
  readonly ownerName: string | null;
  readonly dueAt: Instant;
  readonly clock: InquiryRow['clock'];
}

/** The index asked, within the walls and the reach of who looks. */
@Injectable()
export class SearchQueries {
  constructor(private readonly db: Db) {}

  /** Documents that may hold the words, the newest first, from below the document `before` on. */
  async documents(scope: Scope, words: readonly string[], page: { readonly before: number; readonly limit: number }): Promise<readonly number[]> {
    const conditions = conditionsFor(scope, words);
    const { before, limit } = page;
    // Asked of the index alone: it gives them in order by itself, while joined to a table it would sort all that match.
    const rows = await this.db.rows<{ id: number }>(
      this.db.dialect === 'postgres'
        ? sql`SELECT id FROM search_tokens WHERE tokens @@ ${tsExpression(conditions)}::tsquery AND id < ${before} ORDER BY id DESC LIMIT ${limit}`
        : sql`SELECT rowid AS id FROM search_tokens WHERE search_tokens MATCH ${ftsExpression(conditions)} AND rowid < ${before} ORDER BY rowid DESC LIMIT ${limit}`,
    );
    return rows.map(({ id }) => id);
  }

  /** Those of the documents that the person may see as the tables say now (B5), the newest first. */
  async visible(scope: Scope, documents: readonly number[]): Promise<Candidate[]> {
    // CROSS JOIN keeps SQLite from going through all inquiries of the desk instead.
    return this.db.rows<Candidate>(
      sql`SELECT d.id AS "documentId", i.id, i.number, i.status, i.report_approved_by AS "reportApprovedBy", i.received_at AS "receivedAt", i.headline, i.due_at AS "dueAt", i.clock, c.name AS "customerName", s.display_name AS "ownerName"
          FROM search_document d CROSS JOIN inquiry i LEFT JOIN customer c ON c.id = i.customer_id LEFT JOIN staff s ON s.id = i.owner_id
          WHERE d.id IN ${sqlList(documents)} AND i.id = d.inquiry_id AND ${visibleTo(scope)} ORDER BY d.id DESC`,
    );
  }
}
