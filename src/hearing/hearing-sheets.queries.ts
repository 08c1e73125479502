import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { hasRole, seesAllDesks, type Scope } from '../platform/scope.js';
import { sql, sqlList, type Sql } from '../platform/sql.js';

/** One line of the list of sheets. */
export interface SheetEntry {
  readonly version: number;
  readonly title: string;
  readonly state: 'draft' | 'published';
  readonly createdAt: Instant;
  readonly publishedAt: Instant | null;
  /** New inquiries are heard with it. */
  readonly inForce: boolean;
}

/** Whether a support desk has taken note of a sheet. */
export interface DeskAcknowledgement {
  readonly deskId: string;
  readonly deskName: string;
  readonly acknowledgedAt: Instant | null;
}

/** What the pages and the API show of the sheets. */
@Injectable()
export class HearingSheetQueries {
  constructor(private readonly db: Db) {}

  /** Newest first; drafts are shown to the service owner alone. */
  async list(scope: Scope): Promise<readonly SheetEntry[]> {
    const rows = await this.db.rows<Omit<SheetEntry, 'inForce'>>(
      sql`SELECT version, title, state, created_at AS "createdAt", published_at AS "publishedAt" FROM hearing_sheet
          WHERE ${visibleStates(scope)} ORDER BY version DESC`,
    );
    const newest = rows.filter((row) => row.publishedAt !== null).toSorted((a, b) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0) || b.version - a.version)[0];
    return rows.map((row) => ({ ...row, inForce: row.version === newest?.version }));
  }

  /** The announcement of a sheet, desk by desk: all for those who see all desks, otherwise one's own (B5). */
  async acknowledgements(scope: Scope, version: number): Promise<readonly DeskAcknowledgement[]> {
    const own = seesAllDesks(scope) ? sql`1 = 1` : sql`desk.id IN ${sqlList(scope.deskIds)}`;
    return this.db.rows<DeskAcknowledgement>(
      sql`SELECT desk.id AS "deskId", desk.name AS "deskName", ack.acknowledged_at AS "acknowledgedAt"
          FROM support_desk desk LEFT JOIN hearing_sheet_ack ack ON ack.desk_id = desk.id AND ack.sheet_version = ${version}
          WHERE ${own} ORDER BY desk.code`,
    );
  }

  /** The desks of the person that have not taken note of the sheet in force yet. */
  async unacknowledged(scope: Scope): Promise<readonly { readonly version: number; readonly deskId: string; readonly deskName: string }[]> {
    if (scope.deskIds.length === 0) return [];
    return this.db.rows(
      sql`SELECT ack.sheet_version AS version, desk.id AS "deskId", desk.name AS "deskName"
          FROM hearing_sheet_ack ack JOIN support_desk desk ON desk.id = ack.desk_id
          WHERE ack.acknowledged_at IS NULL AND desk.id IN ${sqlList(scope.deskIds)}
            AND ack.sheet_version = (SELECT version FROM hearing_sheet WHERE state = 'published' ORDER BY published_at DESC, version DESC LIMIT 1)
          ORDER BY desk.code`,
    );
  }
}

function visibleStates(scope: Scope): Sql {
  return hasRole(scope, 'service_owner', 'auditor') ? sql`1 = 1` : sql`state = 'published'`;
}
