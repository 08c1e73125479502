import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { notFound } from '../platform/errors.js';
import { Events } from '../platform/events.js';
import { newId } from '../platform/ids.js';
import { sql } from '../platform/sql.js';
import { insert, update } from '../platform/write.js';
import { actorOf, requireOwner, type Acting } from './owner-only.js';
import { PartnerRow } from './partner.entity.js';
import { raiseVersion, refuseTaken } from './versions.js';

/** What makes a sales partner. */
export interface PartnerFacts {
  readonly code: string;
  readonly name: string;
}

/** Sales partners, kept by the service owner. */
@Injectable()
export class Partners {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  /** @throws DomainError forbidden, already_exists */
  async add(tx: Tx, by: Acting, partner: PartnerFacts): Promise<string> {
    requireOwner(by);
    await this.#refuseCode(partner.code, '');
    const row: PartnerRow = { id: newId(), version: 1, ...partner };
    await insert(tx, PartnerRow, row);
    await this.#record(tx, by, row.id, 'partner_registered', []);
    return row.id;
  }

  /** @throws DomainError forbidden, not_found, version_stale, already_exists */
  async edit(by: Acting, partnerId: string, version: number, partner: PartnerFacts): Promise<void> {
    requireOwner(by);
    await this.db.tx(async (tx) => {
      if ((await this.byId(partnerId)) === undefined) throw notFound('販売パートナー');
      await raiseVersion(tx, PartnerRow, partnerId, version);
      await this.#refuseCode(partner.code, partnerId);
      await update(tx, PartnerRow, { id: partnerId }, { ...partner });
      await this.#record(tx, by, partnerId, 'partner_changed', Object.keys(partner));
    });
  }

  /** All of them, by code. */
  async list(): Promise<PartnerRow[]> {
    return this.db.rows<PartnerRow>(sql`SELECT id, code, name, version FROM partner ORDER BY code`);
  }

  async byId(partnerId: string): Promise<PartnerRow | undefined> {
    return this.db.row<PartnerRow>(sql`SELECT id, code, name, version FROM partner WHERE id = ${partnerId}`);
  }

  async #refuseCode(code: string, ownId: string): Promise<void> {
    const fault = { field: 'code', message: 'このコードは別の販売パートナーが使っています。' };
    await refuseTaken(this.db, sql`SELECT id FROM partner WHERE code = ${code} AND id <> ${ownId}`, fault);
  }

  async #record(tx: Tx, by: Acting, partnerId: string, type: string, fields: readonly string[]): Promise<void> {
    const at = this.clock.now();
    const event = { type, occurredAt: at, data: { fields } };
    await this.events.append(tx, { type: 'partner', id: partnerId }, { actor: actorOf(by), recordedAt: at, events: [event] });
  }
}
