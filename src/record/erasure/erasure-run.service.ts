import { Inject, Injectable } from '@nestjs/common';
import { dayMs } from '../../calendar/civil-day.rules.js';
import { civilDate } from '../../calendar/japanese-time.js';
import type { Config } from '../../config.js';
import { Outbox } from '../../inquiries/outbox/outbox.service.js';
import { SearchIndex } from '../../inquiries/search/search-index.service.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { Events } from '../../platform/events.js';
import { sql } from '../../platform/sql.js';
import { update } from '../../platform/write.js';
import { CONFIG } from '../../settings.module.js';
import { KeyFolder } from '../backup/key-folder.js';
import { customerTable } from '../customer-data/customer-rows.rules.js';
import { customerTables } from '../customer-data/customer-tables.js';
import { addUp, certificateHash, type Certificate, type ErasedTable, type Kept } from './certificate.rules.js';
import { CustomerContents, type Forgotten } from '../customer-data/customer-contents.service.js';
import { eraseRows, goingRows, type ErasedRows } from './erase-rows.js';
import { ErasureRow } from './erasure.entity.js';
import { Holds, type StandingHold } from './holds.service.js';
import { itemsOf, methodOf } from './notice.rules.js';
import { PassingTraces } from './passing-traces.service.js';
import { StoppedMails } from './stopped-mails.service.js';

/** A notice that is still on its way after this long is given up: the address may not stay for its sake. */
const noticeMaxMs = 5 * dayMs;

/**
 * Carries out what two persons have decided (E3), step by step; whatever step a crash falls into is done
 * again. Everything goes but the address for the last notice; once that has left, the rest, and the key.
 */
@Injectable()
export class ErasureRun {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly holds: Holds,
    private readonly contents: CustomerContents,
    private readonly traces: PassingTraces,
    private readonly index: SearchIndex,
    private readonly mails: StoppedMails,
    private readonly outbox: Outbox,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Takes every erasure under way as far as it can go now. */
  async runDue(): Promise<void> {
    const due = await this.db.rows<{ id: string }>(sql`SELECT id FROM erasure WHERE state IN ('confirmed', 'erasing', 'telling', 'held') ORDER BY id`);
    for (const { id } of due) await this.#run(id);
  }

  async #run(id: string): Promise<void> {
    let row = await this.#row(id);
    if (row.state === 'held' && (await this.holds.standing(row.customerId, this.clock.now())).length === 0) await this.#move(id, 'confirmed');
    row = await this.#row(id);
    if (row.state === 'confirmed' || row.state === 'erasing') await this.#erase(row);
    row = await this.#row(id);
    if (row.state === 'telling' && (await this.#noticeIsOver(row))) await this.#finish(row);
  }

  async #erase(row: ErasureRow): Promise<void> {
    const { id, customerId } = row;
    if (await this.mails.areUnderWay(customerId)) return;
    const words = await this.traces.words(customerId);
    await this.db.tx(async (tx) => {
      await update(tx, ErasureRow, { id }, { state: 'erasing' });
      await this.traces.erase(tx, words);
    });
    const rows = await this.#rowsOf(row);
    const files = await this.db.tx((tx) => this.contents.forget(tx, (table) => goingRows(customerTable(table), rows)));
    await this.contents.discard(files);
    const tables: ErasedTable[] = [];
    for (const table of customerTables.filter(({ last }) => last !== true)) tables.push(await this.db.tx((tx) => eraseRows(this.db, tx, table, { where: goingRows(table, rows), at: rows.at })));
    await this.db.tx(async (tx) => {
      await this.#expungeIndex(tx, rows);
      await this.#tell(tx, await this.#certificate(row, { tables, files, at: rows.at }));
    });
  }

  /** Everything is gone but what the last notice needs: it is queued now, in the same step. */
  async #tell(tx: Tx, certificate: Certificate): Promise<void> {
    const { erasureId: id, customerId, choice, erasedAt, told } = certificate;
    const body = { items: itemsOf(certificate.tables), method: methodOf(choice), disposedOn: civilDate(erasedAt) };
    const notice = told === 'sent' ? undefined : await this.outbox.toCustomer(tx, customerId, { template: 'data_disposed', body, now: erasedAt });
    await update(tx, ErasureRow, { id }, { state: 'telling', erasedAt, noticeId: notice?.outboxId ?? null, certificate });
  }

  async #noticeIsOver({ noticeId, erasedAt }: ErasureRow): Promise<boolean> {
    if (noticeId === null) return true;
    const waiting = await this.db.row(sql`SELECT id FROM outbox WHERE id = ${noticeId} AND state IN ('waiting', 'sending')`);
    return waiting === undefined || this.clock.now() > (erasedAt ?? 0) + noticeMaxMs;
  }

  /** The address, the notice, the name and the key; then the traces in the database itself. */
  async #finish(row: ErasureRow): Promise<void> {
    const { customerId, certificate } = row;
    if (certificate === null) throw new Error(`The erasure ${row.id} has no certificate.`);
    const rows = await this.#rowsOf(row);
    const words = await this.traces.words(customerId);
    const told = await this.#told(row, certificate);
    const isWhole = rows.heldInquiryIds.length === 0;
    const going = customerTables.filter(({ name, last }) => last !== true || name === 'registered_contact' || isWhole);
    const outcome: { certificate: Certificate; files: Forgotten } = { certificate: { ...certificate, told }, files: { count: 0, bytes: 0, names: [] } };
    await this.db.tx(async (tx) => {
      await update(tx, ErasureRow, { id: row.id }, { state: 'erasing' });
      const more: ErasedTable[] = [];
      outcome.files = isWhole ? await this.contents.forgetAll(tx, customerId) : await this.contents.forget(tx, (table) => goingRows(customerTable(table), rows));
      for (const table of going) more.push(await eraseRows(this.db, tx, table, { where: goingRows(table, rows), at: rows.at }));
      outcome.certificate = { ...outcome.certificate, tables: addUp(certificate.tables, more.filter(({ table }) => lastTables.has(table))), keyDestroyed: isWhole };
      await this.traces.erase(tx, words);
      await this.#expungeIndex(tx, rows);
      await update(tx, ErasureRow, { id: row.id }, { state: 'telling', noticeId: null, certificate: outcome.certificate });
    });
    await this.contents.discard(outcome.files);
    if (isWhole) await new KeyFolder(this.config.keysDir).forget(customerId, this.clock.now());
    if (!(await this.db.compact(compacted))) return;
    await this.#close(row, outcome.certificate, isWhole);
  }

  async #close(row: ErasureRow, certificate: Certificate, isWhole: boolean): Promise<void> {
    const now = this.clock.now();
    const final: Certificate = { ...certificate, finishedAt: now };
    const data = { erasureId: row.id, certificateSha256: certificateHash(final), keyDestroyed: final.keyDestroyed, kept: final.kept.length };
    await this.db.tx(async (tx) => {
      await update(tx, ErasureRow, { id: row.id }, { state: isWhole ? 'done' : 'held', finishedAt: isWhole ? now : null, certificate: final });
      const events = [{ type: isWhole ? 'customer_erased' : 'customer_erased_but_held', occurredAt: now, data }];
      await this.events.append(tx, { type: 'customer', id: row.customerId }, { actor: { kind: 'system' }, recordedAt: now, events });
    });
  }

  async #told({ noticeId }: ErasureRow, { told }: Certificate): Promise<Certificate['told']> {
    if (noticeId === null) return told;
    const sent = await this.db.row(sql`SELECT id FROM outbox WHERE id = ${noticeId} AND state = 'sent'`);
    return sent === undefined ? 'not_sent' : 'sent';
  }

  async #rowsOf({ customerId }: ErasureRow): Promise<ErasedRows> {
    const at = this.clock.now();
    const held = await this.holds.standing(customerId, at);
    return { customerId, heldInquiryIds: held.flatMap(({ inquiryId }) => inquiryId ?? []), at };
  }

  async #expungeIndex(tx: Tx, { customerId, heldInquiryIds }: ErasedRows): Promise<void> {
    const mine = await this.db.rows<{ id: string }>(sql`SELECT id FROM inquiry WHERE customer_id = ${customerId}`);
    await this.index.expunge(tx, mine.map(({ id }) => id).filter((inquiryId) => !heldInquiryIds.includes(inquiryId)));
  }

  async #certificate(row: ErasureRow, erased: { readonly tables: readonly ErasedTable[]; readonly files: Certificate['files']; readonly at: Instant }): Promise<Certificate> {
    const { id: erasureId, customerId, choice, ground, requestedBy, requestedAt, confirmedBy, confirmedAt, exportedAt: returnedAt, certificate } = row;
    if (confirmedBy === null || confirmedAt === null) throw new Error(`The erasure ${erasureId} was not confirmed.`);
    const files = { count: (certificate?.files.count ?? 0) + erased.files.count, bytes: (certificate?.files.bytes ?? 0) + erased.files.bytes };
    return {
      erasureId, customerId, choice, ground, requestedBy, requestedAt, confirmedBy, confirmedAt, returnedAt, erasedAt: erased.at, finishedAt: null,
      tables: addUp(certificate?.tables ?? [], erased.tables), files, keyDestroyed: false, told: certificate?.told ?? 'nobody',
      kept: keptFor(await this.holds.standing(customerId, erased.at)),
    };
  }

  async #move(id: string, state: ErasureRow['state']): Promise<void> {
    await this.db.tx((tx) => update(tx, ErasureRow, { id }, { state }));
  }

  async #row(id: string): Promise<ErasureRow> {
    const row = await this.db.one(ErasureRow, { id });
    if (row === null) throw new Error(`There is no erasure ${id}.`);
    return row;
  }
}

/** Tables of which pages may still hold what was deleted. */
const compacted = [...customerTables.map(({ name }) => name), 'idempotency_key', 'kept_form', 'export_part', 'search_document', 'search_tokens', 'search_stale'];

const lastTables: ReadonlySet<string> = new Set(customerTables.filter(({ last }) => last === true).map(({ name }) => name));

/** The record stays, without anything personal (E1); what is held names its ground. */
function keptFor(holds: readonly StandingHold[]): Kept[] {
  const held = holds.map(({ inquiryNumber, kind, ground, until }): Kept => ({
    what: inquiryNumber === null ? 'customer' : 'inquiry', ...(inquiryNumber === null ? {} : { inquiryNumber }), kind, ground, until,
  }));
  return [{ what: 'record', ground: '対応の記録（ID・日時・状態・ハッシュ値のみ。個人情報と内容を含みません）', until: null }, ...held];
}
