import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Role, Scope } from '../../platform/scope.js';
import { sql, sqlList } from '../../platform/sql.js';
import { visibleTo } from '../visibility.rules.js';
import { calledFor, doingLabels, leaseMs, type Doing } from './presence.rules.js';

/** Somebody else at an inquiry, as the viewer may know him. */
export interface Present {
  readonly who: string;
  readonly doing: Doing;
  /** 「佐藤さんが入力中」 */
  readonly text: string;
}

interface PresentRow {
  readonly inquiryId: string;
  readonly staffId: string;
  readonly name: string;
  readonly providerId: string | null;
  readonly doing: Doing;
  readonly role: Role | null;
  readonly onRecord: number | boolean;
}

const keepMs = 24 * 3_600_000;

/**
 * Who has an inquiry open or writes in it. Kept in the database, so that all processes know; leases are
 * measured in true time, whatever the desk's clock says.
 */
@Injectable()
export class Presence {
  constructor(private readonly db: Db) {}

  /** Notes what a person does at an inquiry he may see, or that he has left it. */
  async note(staffId: string, inquiryId: string, doing: Doing | 'away', now: Instant = Date.now()): Promise<void> {
    await this.db.tx(async (tx) => {
      if (doing === 'away') {
        await this.db.execute(tx, sql`UPDATE presence SET until = ${now}, changed_at = ${now} WHERE inquiry_id = ${inquiryId} AND staff_id = ${staffId} AND until > ${now}`);
        return;
      }
      await this.db.execute(
        tx,
        sql`INSERT INTO presence (inquiry_id, staff_id, doing, changed_at, until) VALUES (${inquiryId}, ${staffId}, ${doing}, ${now}, ${now + leaseMs})
            ON CONFLICT (inquiry_id, staff_id) DO UPDATE SET doing = excluded.doing, until = excluded.until,
              changed_at = CASE WHEN presence.doing = excluded.doing AND presence.until > ${now} THEN presence.changed_at ELSE excluded.changed_at END`,
      );
    });
  }

  /** The others at these inquiries, by inquiry. */
  async othersAt(scope: Scope, inquiryIds: readonly string[], now: Instant = Date.now()): Promise<ReadonlyMap<string, readonly Present[]>> {
    if (inquiryIds.length === 0) return new Map();
    const rows = await this.db.rows<PresentRow>(
      sql`SELECT p.inquiry_id AS "inquiryId", p.staff_id AS "staffId", s.display_name AS name, s.provider_id AS "providerId", p.doing, r.role,
            CASE WHEN i.owner_id = p.staff_id OR EXISTS (SELECT 1 FROM event e WHERE e.stream_type = 'inquiry' AND e.stream_id = i.id AND e.actor_id = p.staff_id) THEN 1 ELSE 0 END AS "onRecord"
          FROM presence p JOIN inquiry i ON i.id = p.inquiry_id JOIN staff s ON s.id = p.staff_id LEFT JOIN staff_role r ON r.staff_id = s.id
          WHERE p.inquiry_id IN ${sqlList(inquiryIds)} AND p.until > ${now} AND p.staff_id <> ${scope.staffId} AND s.active = ${true} AND (${visibleTo(scope)})
          ORDER BY s.display_name, s.id`,
    );
    return presentOf(scope, rows);
  }

  /** Removes what has run out long ago. */
  async sweep(now: Instant = Date.now()): Promise<void> {
    await this.db.tx((tx) => this.db.execute(tx, sql`DELETE FROM presence WHERE until < ${now - keepMs}`));
  }
}

function presentOf(viewer: Scope, rows: readonly PresentRow[]): ReadonlyMap<string, readonly Present[]> {
  const people = new Map<string, PresentRow & { roles: Role[] }>();
  for (const row of rows) {
    const key = `${row.inquiryId} ${row.staffId}`;
    const known = people.get(key) ?? { ...row, roles: [] };
    if (row.role !== null) known.roles.push(row.role);
    people.set(key, known);
  }
  const byInquiry = new Map<string, Present[]>();
  for (const { inquiryId, doing, onRecord, ...person } of people.values()) {
    const who = calledFor(viewer, { ...person, onRecord: Boolean(onRecord) });
    byInquiry.set(inquiryId, [...(byInquiry.get(inquiryId) ?? []), { who, doing, text: `${who}が${doingLabels[doing]}` }]);
  }
  return byInquiry;
}
