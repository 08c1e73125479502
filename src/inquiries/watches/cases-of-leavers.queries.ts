import { Injectable } from '@nestjs/common';
import { Db } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';

/** An open inquiry whose owner's account is disabled. */
export interface CaseOfLeaver {
  readonly id: string;
  readonly ownerId: string;
  /** Its designated provider is one no more. */
  readonly providerGone: boolean;
}

/** Who holds what, for when somebody leaves. The desk's own look, so without walls. */
@Injectable()
export class CasesOfLeavers {
  constructor(private readonly db: Db) {}

  async all(): Promise<CaseOfLeaver[]> {
    const held = await this.db.rows<Omit<CaseOfLeaver, 'providerGone'> & { readonly providerGone: boolean | number }>(
      sql`SELECT i.id, i.owner_id AS "ownerId", (p.ended_on IS NOT NULL) AS "providerGone"
          FROM inquiry i JOIN staff s ON s.id = i.owner_id LEFT JOIN designated_provider p ON p.id = i.provider_id
          WHERE i.is_open = ${true} AND s.active = ${false}`,
    );
    return held.map((each) => ({ ...each, providerGone: Boolean(each.providerGone) }));
  }

  /** How many open inquiries a person holds, whether or not he has left. */
  async countOf(staffId: string): Promise<number> {
    return (await this.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM inquiry WHERE owner_id = ${staffId} AND is_open = ${true}`))?.n ?? 0;
  }
}
