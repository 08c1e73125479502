import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { notFound } from '../platform/errors.js';
import { Events } from '../platform/events.js';
import { newId } from '../platform/ids.js';
import type { Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import { insert, update } from '../platform/write.js';
import { reachesDesk } from './customer-wall.js';
import { deskColumns, readDesk, type DeskColumns } from './desk-columns.js';
import { actorOf, requireOwner, type Acting } from './owner-only.js';
import { SupportDeskRow } from './support-desk.entity.js';
import { raiseVersion, refuseTaken, requireRow } from './versions.js';

/** What makes a support desk; the mail address in lower case, the number in E.164. */
export type SupportDeskFacts = Omit<SupportDeskRow, 'id' | 'version'>;

/** Support desks (一次受付窓口), kept by the service owner. */
@Injectable()
export class SupportDesks {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  /** @throws DomainError forbidden, already_exists, validation_failed */
  async add(tx: Tx, by: Acting, desk: SupportDeskFacts): Promise<string> {
    requireOwner(by);
    await this.#refuseClashes(desk, '');
    const row: SupportDeskRow = { id: newId(), version: 1, ...desk };
    await insert(tx, SupportDeskRow, row);
    await this.#record(tx, by, row.id, 'desk_registered', []);
    return row.id;
  }

  /** @throws DomainError forbidden, not_found, version_stale, already_exists, validation_failed */
  async edit(by: Acting, deskId: string, version: number, desk: SupportDeskFacts): Promise<void> {
    requireOwner(by);
    await this.db.tx(async (tx) => {
      if ((await this.#row(deskId)) === undefined) throw notFound('サポート窓口');
      await raiseVersion(tx, SupportDeskRow, deskId, version);
      await this.#refuseClashes(desk, deskId);
      await update(tx, SupportDeskRow, { id: deskId }, { ...desk });
      await this.#record(tx, by, deskId, 'desk_changed', Object.keys(desk));
    });
  }

  /** Those within the walls, by code. */
  async list(scope: Scope): Promise<SupportDeskRow[]> {
    const rows = await this.db.rows<DeskColumns>(sql`SELECT ${deskColumns} FROM support_desk d ORDER BY d.code`);
    return rows.flatMap((row) => (reachesDesk(scope, row.id) ? (readDesk(row) ?? []) : []));
  }

  /** @throws DomainError not_found, also behind the wall */
  async byId(scope: Scope, deskId: string): Promise<SupportDeskRow> {
    const desk = reachesDesk(scope, deskId) ? await this.#row(deskId) : undefined;
    if (desk === undefined) throw notFound('サポート窓口');
    return desk;
  }

  async #row(deskId: string): Promise<SupportDeskRow | undefined> {
    return readDesk(await this.db.row<DeskColumns>(sql`SELECT ${deskColumns} FROM support_desk d WHERE d.id = ${deskId}`));
  }

  async #refuseClashes(desk: SupportDeskFacts, ownId: string): Promise<void> {
    const code = { field: 'code', message: 'このコードは別のサポート窓口が使っています。' };
    await refuseTaken(this.db, sql`SELECT id FROM support_desk WHERE code = ${desk.code} AND id <> ${ownId}`, code);
    const mail = { field: 'mailAddress', message: 'このメールアドレスは別のサポート窓口が使っています。' };
    await refuseTaken(this.db, sql`SELECT id FROM support_desk WHERE mail_address = ${desk.mailAddress} AND id <> ${ownId}`, mail);
    if (desk.partnerId !== null) await requireRow(this.db, 'partner', desk.partnerId, 'partnerId');
  }

  async #record(tx: Tx, by: Acting, deskId: string, type: string, fields: readonly string[]): Promise<void> {
    const at = this.clock.now();
    const event = { type, occurredAt: at, data: { fields } };
    await this.events.append(tx, { type: 'desk', id: deskId }, { actor: actorOf(by), recordedAt: at, events: [event] });
  }
}
