import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { sql, type Sql } from '../../platform/sql.js';
import { visibleTo } from '../visibility.rules.js';
import type { Status } from '../rulebook/status.js';
import { conditionsFor, ftsExpression, tsExpression } from './search-query.rules.js';

/** An inquiry that may hold the words. */
export interface Candidate {
  readonly documentId: number;
  readonly id: string;
  readonly number: string;
  readonly status: Status;
  readonly receivedAt: Instant;
  readonly headline: string;
  readonly customerName: string | null;
}

/** The index asked, within the walls and the reach of who looks. */
@Injectable()
export class SearchQueries {
  constructor(private readonly db: Db) {}

  /** The newest first, from below the document `before` on. */
  async candidates(scope: Scope, words: readonly string[], page: { readonly before: number; readonly limit: number }): Promise<Candidate[]> {
    return this.db.rows<Candidate>(
      sql`SELECT d.id AS "documentId", i.id, i.number, i.status, i.received_at AS "receivedAt", i.headline, c.name AS "customerName"
          FROM ${this.#matching(scope, words, page.before)} JOIN inquiry i ON i.id = d.inquiry_id LEFT JOIN customer c ON c.id = i.customer_id
          WHERE ${visibleTo(scope)} ORDER BY d.id DESC LIMIT ${page.limit}`,
    );
  }

  #matching(scope: Scope, words: readonly string[], before: number): Sql {
    const conditions = conditionsFor(scope, words);
    return this.db.dialect === 'postgres'
      ? sql`(SELECT d.id, d.inquiry_id FROM search_tokens t JOIN search_document d ON d.id = t.id WHERE t.tokens @@ ${tsExpression(conditions)}::tsquery AND t.id < ${before}) AS d`
      : // The index gives the newest first by itself; asked otherwise it would sort them all.
        sql`(SELECT rowid AS id FROM search_tokens WHERE search_tokens MATCH ${ftsExpression(conditions)} AND rowid < ${before} ORDER BY rowid DESC) AS t
            CROSS JOIN search_document d ON d.id = t.id`;
  }
}
