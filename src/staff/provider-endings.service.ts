import { Injectable } from '@nestjs/common';
import { DesignatedProviders } from '../customers/designated-providers.service.js';
import { Db } from '../platform/db.js';
import type { Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import { StaffChanges } from './staff-changes.service.js';

/** Ends the work of a designated provider together with the accounts of its people (B5, E2). */
@Injectable()
export class ProviderEndings {
  constructor(
    private readonly db: Db,
    private readonly providers: DesignatedProviders,
    private readonly changes: StaffChanges,
  ) {}

  /**
   * @returns how many accounts were disabled
   * @throws DomainError forbidden, not_found, version_stale, illegal_transition
   */
  async end(by: Scope, providerId: string, version: number): Promise<number> {
    return this.db.tx(async (tx) => {
      await this.providers.end(tx, by, providerId, version);
      return this.changes.disableAllOfProvider(tx, by, providerId);
    });
  }

  /** How many active people each provider has. */
  async peopleByProvider(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.db.rows<{ providerId: string; n: number | string }>(
      sql`SELECT provider_id AS "providerId", COUNT(*) AS n FROM staff WHERE provider_id IS NOT NULL AND active = ${true} GROUP BY provider_id`,
    );
    return new Map(rows.map(({ providerId, n }) => [providerId, Number(n)]));
  }
}
