import { Injectable } from '@nestjs/common';
import { civilDate } from '../calendar/japanese-time.js';
import { Clock } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError, notFound } from '../platform/errors.js';
import { Events } from '../platform/events.js';
import { newId } from '../platform/ids.js';
import { sql, type Sql } from '../platform/sql.js';
import { insert, update } from '../platform/write.js';
import { DesignatedProviderRow } from './designated-provider.entity.js';
import { actorOf, requireOwner, type Acting } from './owner-only.js';
import { raiseVersion } from './versions.js';

/** What the owner keeps of a provider; days as `YYYY-MM-DD`. */
export type ProviderFacts = Pick<DesignatedProviderRow, 'name' | 'secrecyUndertakenOn'>;

/** Designated providers (指定の専門業者), kept by the service owner. */
@Injectable()
export class DesignatedProviders {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  /** @throws DomainError forbidden, validation_failed */
  async add(tx: Tx, by: Acting, facts: ProviderFacts): Promise<string> {
    requireOwner(by);
    this.#refuseFuture(facts);
    const row: DesignatedProviderRow = { id: newId(), ...facts, endedOn: null, version: 1 };
    await insert(tx, DesignatedProviderRow, row);
    await this.#record(tx, by, row.id, 'provider_registered', ['name', 'secrecyUndertakenOn']);
    return row.id;
  }

  /** @throws DomainError forbidden, not_found, version_stale, validation_failed, illegal_transition */
  async edit(by: Acting, providerId: string, version: number, facts: ProviderFacts): Promise<void> {
    requireOwner(by);
    this.#refuseFuture(facts);
    await this.db.tx(async (tx) => {
      await this.#change(tx, providerId, version, facts);
      await this.#record(tx, by, providerId, 'provider_changed', Object.keys(facts));
    });
  }

  /**
   * From today on nothing more is given to it. Its people are disabled by the caller, in the same
   * transaction.
   *
   * @throws DomainError forbidden, not_found, version_stale, illegal_transition
   */
  async end(tx: Tx, by: Acting, providerId: string, version: number): Promise<void> {
    requireOwner(by);
    await this.#change(tx, providerId, version, { endedOn: civilDate(this.clock.now()) });
    await this.#record(tx, by, providerId, 'provider_ended', []);
  }

  /** Those at work first, by name. */
  async list(): Promise<DesignatedProviderRow[]> {
    return this.#rows(sql`1 = 1`);
  }

  /** @throws DomainError not_found */
  async byId(providerId: string): Promise<DesignatedProviderRow> {
    const [row] = await this.#rows(sql`id = ${providerId}`);
    if (row === undefined) throw notFound('指定の専門業者');
    return row;
  }

  async #rows(condition: Sql): Promise<DesignatedProviderRow[]> {
    return this.db.rows(
      sql`SELECT id, name, secrecy_undertaken_on AS "secrecyUndertakenOn", ended_on AS "endedOn", version
          FROM designated_provider WHERE ${condition} ORDER BY CASE WHEN ended_on IS NULL THEN 0 ELSE 1 END, name, id`,
    );
  }

  async #change(tx: Tx, providerId: string, version: number, set: Partial<DesignatedProviderRow>): Promise<void> {
    const { endedOn } = await this.byId(providerId);
    await raiseVersion(tx, DesignatedProviderRow, providerId, version);
    if (endedOn !== null) throw new DomainError('illegal_transition', 'この専門業者は指定を終了しています。続けて依頼するときは、新しく登録してください。');
    await update(tx, DesignatedProviderRow, { id: providerId }, set);
  }

  /** An undertaking is recorded once it is given, never ahead. */
  #refuseFuture({ secrecyUndertakenOn: day }: ProviderFacts): void {
    if (day === null || day <= civilDate(this.clock.now())) return;
    const message = '誓約を受け取った日を入力してください。先の日付は記録できません。';
    throw new DomainError('validation_failed', message, { faults: [{ field: 'secrecyUndertakenOn', message }] });
  }

  async #record(tx: Tx, by: Acting, providerId: string, type: string, fields: readonly string[]): Promise<void> {
    const at = this.clock.now();
    await this.events.append(tx, { type: 'partner', id: providerId }, { actor: actorOf(by), recordedAt: at, events: [{ type, occurredAt: at, data: { fields } }] });
  }
}
