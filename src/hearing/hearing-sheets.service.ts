import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, type Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError, notFound } from '../platform/errors.js';
import { Events, type Actor, type NewEvent } from '../platform/events.js';
import { sha256 } from '../platform/ids.js';
import { sql } from '../platform/sql.js';
import { insert, update } from '../platform/write.js';
import { HearingSheetAckRow } from './hearing-sheet-ack.entity.js';
import { HearingSheetRow } from './hearing-sheet.entity.js';
import { readDefinitionText } from './read-definition.js';
import type { SheetDefinition } from './sheet-definition.schemas.js';
import { shippedSheet } from './shipped-sheet.js';

/** A sheet with its number; `publishedAt` is null for a draft. */
export interface HearingSheet {
  readonly version: number;
  readonly definition: SheetDefinition;
  readonly sha256: string;
  readonly publishedAt: Instant | null;
}

/** Who did something to a sheet, and when. */
export interface SheetAct {
  readonly by: Actor;
  readonly at: Instant;
}

interface StoredSheet {
  readonly version: number;
  readonly definition: string;
  readonly sha256: string;
  readonly publishedAt: number | null;
}

/** The hearing sheets that the service owner publishes (B1). */
@Injectable()
export class HearingSheets implements OnApplicationBootstrap {
  /** Published sheets never change, so they are read once. */
  readonly #published = new Map<number, HearingSheet>();

  constructor(
    private readonly db: Db,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  /** A fresh database gets the shipped sheet, so that the first call can be heard. */
  async onApplicationBootstrap(): Promise<void> {
    if ((await this.#newestVersion()) !== undefined) return;
    // Read before the transaction, so that others do not wait for it.
    const shipped = shippedSheet();
    await this.db.tx((tx) => this.ensureShipped(tx, this.clock.now(), shipped));
  }

  /** Publishes the shipped sheet where there is none yet; returns the version in force. */
  async ensureShipped(tx: Tx, at: Instant, shipped: SheetDefinition = shippedSheet()): Promise<number> {
    await this.#lock(tx);
    const newest = await this.#newestVersion();
    if (newest !== undefined) return newest;
    const act: SheetAct = { by: { kind: 'system' }, at };
    const version = await this.saveDraft(tx, () => shipped, act);
    await this.publish(tx, version, act);
    return version;
  }

  /**
   * The sheet that new inquiries are heard with.
   *
   * @throws DomainError not_found where none was ever published
   */
  async published(): Promise<HearingSheet> {
    const version = await this.#newestVersion();
    if (version === undefined) throw notFound('公開されたヒアリングシート');
    return this.#published.get(version) ?? (await this.byVersion(version));
  }

  /**
   * A sheet by its number: an inquiry keeps the one it was filled in with.
   *
   * @throws DomainError not_found
   */
  async byVersion(version: number): Promise<HearingSheet> {
    const known = this.#published.get(version);
    if (known !== undefined) return known;
    const row = await this.db.row<StoredSheet>(
      sql`SELECT version, definition, sha256, published_at AS "publishedAt" FROM hearing_sheet WHERE version = ${version}`,
    );
    if (row === undefined) throw notFound('ヒアリングシート');
    const sheet = { version, definition: stored(row), sha256: row.sha256, publishedAt: row.publishedAt };
    if (sheet.publishedAt !== null) this.#published.set(version, sheet);
    return sheet;
  }

  /** Keeps what is defined for the next number as a draft under it and returns that number. */
  async saveDraft(tx: Tx, definitionOf: (version: number) => SheetDefinition, act: SheetAct): Promise<number> {
    await this.#lock(tx);
    const last = await this.db.row<{ version: number | null }>(sql`SELECT MAX(version) AS version FROM hearing_sheet`);
    const version = (last?.version ?? 0) + 1;
    await this.#insert(tx, version, definitionOf(version), act);
    return version;
  }

  async #insert(tx: Tx, version: number, definition: SheetDefinition, { by, at }: SheetAct): Promise<void> {
    const hash = sha256(JSON.stringify(definition));
    await insert(tx, HearingSheetRow, {
      version, title: definition.title, definition, sha256: hash, state: 'draft',
      createdAt: at, createdBy: idOf(by), publishedAt: null, publishedBy: null,
    });
    await this.#note(tx, version, { by, at }, { type: 'sheet_drafted', occurredAt: at, data: { version, sha256: hash } });
  }

  /**
   * Keeps another definition under the number of a draft.
   *
   * @throws DomainError not_found, illegal_transition for a published one, version_stale where it is no longer the one `seen`
   */
  async replaceDraft(tx: Tx, { version, seen, definition }: { readonly version: number; readonly seen: string; readonly definition: SheetDefinition }, { by, at }: SheetAct): Promise<void> {
    if ((await this.byVersion(version)).publishedAt !== null) throw new DomainError('illegal_transition', '公開した版は変えられません。');
    const hash = sha256(JSON.stringify(definition));
    const replaced = await update(tx, HearingSheetRow, { version, state: 'draft', sha256: seen }, { title: definition.title, definition, sha256: hash });
    if (replaced === 0) throw new DomainError('version_stale', 'ほかの人が先にこの下書きを直しました。最新の内容を確認してから、もう一度操作してください。');
    await this.#note(tx, version, { by, at }, { type: 'sheet_redrafted', occurredAt: at, data: { version, sha256: hash } });
  }

  /**
   * Puts a draft in force and announces it to every support desk.
   *
   * @throws DomainError not_found, or illegal_transition for one already published
   */
  async publish(tx: Tx, version: number, { by, at }: SheetAct): Promise<void> {
    const draft = await this.db.row<{ sha256: string; publishedAt: number | null }>(
      sql`SELECT sha256, published_at AS "publishedAt" FROM hearing_sheet WHERE version = ${version}`,
    );
    if (draft === undefined) throw notFound('ヒアリングシート');
    if (draft.publishedAt !== null) throw new DomainError('illegal_transition', 'このヒアリングシートは、すでに公開されています。');
    await update(tx, HearingSheetRow, { version, state: 'draft' }, { state: 'published', publishedAt: at, publishedBy: idOf(by) });
    const desks = await this.db.rows<{ id: string }>(sql`SELECT id FROM support_desk`);
    const announcements = desks.map(({ id }) => ({ sheetVersion: version, deskId: id, announcedAt: at, acknowledgedAt: null, acknowledgedBy: null }));
    if (announcements.length > 0) await insert(tx, HearingSheetAckRow, announcements);
    await this.#note(tx, version, { by, at }, { type: 'sheet_published', occurredAt: at, data: { version, sha256: draft.sha256, desks: desks.length } });
  }

  /**
   * Records that a support desk has taken note of a published sheet; a second time changes nothing.
   *
   * @throws DomainError not_found, or illegal_transition for a draft
   */
  async acknowledge(tx: Tx, version: number, deskId: string, { by, at }: SheetAct): Promise<void> {
    if ((await this.byVersion(version)).publishedAt === null) {
      throw new DomainError('illegal_transition', '公開前のヒアリングシートは、確認済みにできません。');
    }
    const known = await this.db.row<{ acknowledgedAt: number | null }>(
      sql`SELECT acknowledged_at AS "acknowledgedAt" FROM hearing_sheet_ack WHERE sheet_version = ${version} AND desk_id = ${deskId}`,
    );
    if (known !== undefined && known.acknowledgedAt !== null) return;
    const acknowledged = { acknowledgedAt: at, acknowledgedBy: idOf(by) };
    if (known === undefined) await insert(tx, HearingSheetAckRow, { sheetVersion: version, deskId, announcedAt: at, ...acknowledged });
    else await update(tx, HearingSheetAckRow, { sheetVersion: version, deskId }, acknowledged);
    await this.#note(tx, version, { by, at }, { type: 'sheet_acknowledged', occurredAt: at, data: { version, deskId } });
  }

  /** The one in force: the last that was published. */
  async #newestVersion(): Promise<number | undefined> {
    const row = await this.db.row<{ version: number }>(
      // Drafts have no such instant. Without their state the index answers alone: the definitions are long.
      sql`SELECT version FROM hearing_sheet WHERE published_at IS NOT NULL ORDER BY published_at DESC, version DESC LIMIT 1`,
    );
    return row?.version;
  }

  async #note(tx: Tx, version: number, { by, at }: SheetAct, event: NewEvent): Promise<void> {
    await this.events.append(tx, { type: 'hearing_sheet', id: String(version) }, { actor: by, recordedAt: at, events: [event] });
  }

  /** Two processes that start on one fresh database must not both number a sheet 1. */
  async #lock(tx: Tx): Promise<void> {
    if (this.db.dialect === 'postgres') await this.db.execute(tx, sql`SELECT pg_advisory_xact_lock(hashtextextended('hearing_sheet', 0))`);
  }
}

function idOf(actor: Actor): string | null {
  return actor.kind === 'staff' ? actor.id : null;
}

function stored(row: StoredSheet): SheetDefinition {
  const read = readDefinitionText(row.definition);
  if (!read.ok) throw new Error(`Hearing sheet ${row.version} can no longer be read: ${read.faults[0]?.field ?? ''}`);
  return read.definition;
}
