import { Injectable } from '@nestjs/common';
import { Db } from '../platform/db.js';
import { notFound } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { sql, type Sql } from '../platform/sql.js';
import type { ImportLineRow, ImportOutcome, ImportRunRow } from './import-run.entity.js';
import { isOwner } from './owner-only.js';

const linesPerPage = 200;

/** Reports of imports: the owner sees all, everybody else his own. */
@Injectable()
export class ImportRunQueries {
  /** How many lines `lines` gives at most. */
  readonly linesPerPage = linesPerPage;

  constructor(private readonly db: Db) {}

  /** The last ones, the newest first. */
  async latest(scope: Scope, limit = 20): Promise<ImportRunRow[]> {
    return this.db.rows<ImportRunRow>(sql`SELECT ${columns} FROM import_run WHERE ${visible(scope)} ORDER BY at DESC, id DESC LIMIT ${limit}`);
  }

  /** @throws DomainError not_found, also for another person's */
  async byId(scope: Scope, id: string): Promise<ImportRunRow> {
    const row = await this.db.row<ImportRunRow>(sql`SELECT ${columns} FROM import_run WHERE id = ${id} AND ${visible(scope)}`);
    if (row === undefined) throw notFound('取込結果');
    return row;
  }

  /** A page of lines after a line number, all or of one outcome. */
  async lines(runId: string, outcome: ImportOutcome | 'all', after: number): Promise<Omit<ImportLineRow, 'runId'>[]> {
    const wanted = outcome === 'all' ? sql`1 = 1` : sql`outcome = ${outcome}`;
    return this.db.rows(
      sql`SELECT line_number AS "lineNumber", contract_number AS "contractNumber", outcome, reason, customer_id AS "customerId"
          FROM import_line WHERE run_id = ${runId} AND line_number > ${after} AND ${wanted} ORDER BY line_number LIMIT ${linesPerPage}`,
    );
  }
}

const columns = sql`id, file_name AS "fileName", sha256, format, encoding, by_staff_id AS "byStaffId", at, taken, requested, unchanged,
  refused, unknown_headers AS "unknownHeaders"`;

function visible(scope: Scope): Sql {
  return isOwner(scope) ? sql`1 = 1` : sql`by_staff_id = ${scope.staffId}`;
}
