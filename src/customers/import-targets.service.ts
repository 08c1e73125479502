import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import type { Actor } from '../platform/events.js';
import { sql } from '../platform/sql.js';
import type { ImportRights } from './import-plan.js';
import { printable } from './japanese-text.rules.js';
import { OwnerDesk } from './owner-desk.service.js';
import { isOwner, type Acting } from './owner-only.js';

/** Whose the new customers of a file are; without a desk the partner's own, without either the owner's. */
export interface ImportTarget {
  readonly partnerCode?: string | undefined;
  readonly deskCode?: string | undefined;
}

/** Says what the person who brings a file may do with it, and where its new customers go. */
@Injectable()
export class ImportTargets {
  constructor(
    private readonly db: Db,
    private readonly ownerDesk: OwnerDesk,
  ) {}

  /**
   * As far as it can be said without a transaction; undefined where the owner's own desk is needed
   * and is not there yet.
   *
   * @throws DomainError import_rejected where a code is not known
   */
  async knownRights(by: Acting, target: ImportTarget): Promise<ImportRights | undefined> {
    return this.#rights(by, target, () => this.ownerDesk.find());
  }

  /** The same, making the owner's own desk where it is needed. @throws DomainError import_rejected */
  async rightsOf(tx: Tx, by: Acting, target: ImportTarget, act: { readonly actor: Actor; readonly at: Instant }): Promise<ImportRights> {
    const rights = await this.#rights(by, target, () => this.ownerDesk.ensure(tx, act));
    if (rights === undefined) throw new Error('The owner has a desk by now.');
    return rights;
  }

  async #rights(by: Acting, target: ImportTarget, ownersDesk: () => Promise<string | undefined>): Promise<ImportRights | undefined> {
    if (by !== 'operator' && !isOwner(by)) return { kind: 'partner', deskIds: by.deskIds };
    const partner = target.partnerCode === undefined ? undefined : await this.#byCode('partner', target.partnerCode);
    const desk = target.deskCode === undefined ? await this.#deskOfPartner(partner?.id) : await this.#byCode('support_desk', target.deskCode);
    const supportDeskId = desk?.id ?? (await ownersDesk());
    if (supportDeskId === undefined) return undefined;
    const partnerId = partner?.id ?? desk?.partnerId ?? null;
    return { kind: 'owner', partnerId: partner?.id ?? null, newCustomersTo: { partnerId, supportDeskId } };
  }

  async #byCode(table: 'partner' | 'support_desk', code: string): Promise<{ id: string; partnerId: string | null }> {
    const row = await this.db.row<{ id: string; partnerId: string | null }>(
      table === 'partner'
        ? sql`SELECT id, NULL AS "partnerId" FROM partner WHERE code = ${code}`
        : sql`SELECT id, partner_id AS "partnerId" FROM support_desk WHERE code = ${code}`,
    );
    if (row !== undefined) return row;
    const what = table === 'partner' ? '販売パートナー' : 'サポート窓口';
    throw new DomainError('import_rejected', `${what}「${printable(code, 32)}」は登録されていません。コードを確認してください。`);
  }

  async #deskOfPartner(partnerId: string | undefined): Promise<{ id: string; partnerId: string | null } | undefined> {
    if (partnerId === undefined) return undefined;
    return this.db.row(
      sql`SELECT id, partner_id AS "partnerId" FROM support_desk WHERE partner_id = ${partnerId} ORDER BY code LIMIT 1`,
    );
  }
}
