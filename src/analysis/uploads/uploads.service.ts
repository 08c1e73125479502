import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config.js';
import { Inquiries } from '../../inquiries/inquiries.service.js';
import { Clock } from '../../platform/clock.js';
import { wholeAt } from '../../platform/content/collect.js';
import { Contents } from '../../platform/content/contents.service.js';
import type { ContentOwner } from '../../platform/content/data-keys.service.js';
import { StoreFull } from '../../platform/content/file-store.js';
import { Db } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { sql } from '../../platform/sql.js';
import { insert, update } from '../../platform/write.js';
import { CONFIG } from '../../settings.module.js';
import { EvidenceItemRow, LogRequestRow } from '../evidence.entity.js';
import { Evidence } from '../evidence.service.js';
import { safeFileName } from '../file-name.rules.js';
import { UploadPieceRow, UploadRow } from './upload.entity.js';
import type { UploadLink } from './upload-links.service.js';
import { refusalOf, type Taken } from './upload.rules.js';

/** A file that somebody is about to hand over. */
export interface AnnouncedFile {
  readonly fileName: string;
  readonly size: number;
  /** Who declares that he may hand it over. */
  readonly declaredBy: string;
}

/** Files that come in pieces: each piece is sealed as it arrives, and all of them become one evidence item. */
@Injectable()
export class Uploads {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly contents: Contents,
    private readonly evidence: Evidence,
    private readonly inquiries: Inquiries,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The largest file that is taken. */
  get maxBytes(): number {
    return this.config.uploadMaxBytes;
  }

  /** @throws DomainError too_large, validation_failed with the reason for the sender */
  async begin(link: UploadLink, id: string, file: AnnouncedFile): Promise<void> {
    if (file.declaredBy.trim() === '') throw notDeclared();
    await this.db.tx(async (tx) => {
      // One at a time for each address, so that many at once cannot get past the quota.
      if (this.db.dialect === 'postgres') await this.db.rows(sql`SELECT id FROM upload_link WHERE id = ${link.id} FOR UPDATE`);
      const refusal = refusalOf(file.size, await this.#taken(link.id), this.maxBytes);
      if (refusal !== undefined) throw new DomainError(file.size > this.maxBytes ? 'too_large' : 'validation_failed', refusal);
      const now = this.clock.now();
      await insert(tx, UploadRow, {
        id, linkId: link.id, fileName: safeFileName(file.fileName), size: file.size, received: 0, state: 'receiving',
        declaredBy: file.declaredBy.trim().slice(0, 100), startedAt: now, touchedAt: now, evidenceId: null,
      });
    });
  }

  /** @throws DomainError not_found also for an upload of another address */
  async one(link: UploadLink, id: string): Promise<UploadRow> {
    const row = await this.db.one(UploadRow, { id, linkId: link.id });
    if (row === null) throw notFound('アップロード');
    return row;
  }

  /** Takes the next piece; what came before the line broke is kept. Returns how much there is now. */
  async append(link: UploadLink, id: string, at: number, source: AsyncIterable<Uint8Array>): Promise<number> {
    const owner = await this.#ownerOf(link);
    const piece = await this.contents.write(newId(), owner, source).catch(refuseFull);
    const taken = await this.db.tx(async (tx) => {
      const { size } = await this.one(link, id);
      const received = at + piece.size;
      if (piece.size === 0 || received > size) return 0;
      const moved = await this.db.execute(
        tx,
        sql`UPDATE upload SET received = ${received}, touched_at = ${this.clock.now()} WHERE id = ${id} AND received = ${at} AND state = 'receiving'`,
      );
      if (moved === 0) return 0;
      await insert(tx, UploadPieceRow, { uploadId: id, at, contentId: piece.id });
      await this.contents.attach(tx, piece);
      return received;
    });
    if (taken === 0) await this.contents.discard(piece.name);
    return taken === 0 ? (await this.one(link, id)).received : taken;
  }

  /** Makes a whole upload an evidence item and forgets its pieces; undefined where another request is at it. */
  async finish(link: UploadLink, id: string): Promise<EvidenceItemRow | undefined> {
    const claimed = await this.db.tx((tx) =>
      this.db.execute(tx, sql`UPDATE upload SET state = 'finishing', touched_at = ${this.clock.now()} WHERE id = ${id} AND state = 'receiving' AND received = size`),
    );
    if (claimed === 0) return undefined;
    try {
      const row = await this.one(link, id);
      // A process may have died between the two steps: the file is on record by then, under the upload's id.
      const item = (await this.db.one(EvidenceItemRow, { id })) ?? (await this.#receive(link, row, this.#joined(id)));
      await this.db.tx((tx) => update(tx, UploadRow, { id }, { state: 'done', evidenceId: item.id }));
      await this.dropPieces(id);
      return item;
    } catch (error) {
      await this.db.tx((tx) => update(tx, UploadRow, { id, state: 'finishing' }, { state: 'receiving' }));
      throw error;
    }
  }

  /** A small file that came as a whole. */
  async takeWhole(link: UploadLink, { bytes, ...file }: Omit<AnnouncedFile, 'size'> & { readonly bytes: Uint8Array }): Promise<EvidenceItemRow> {
    const id = newId();
    await this.begin(link, id, { ...file, size: bytes.byteLength });
    await this.append(link, id, 0, wholeAt(bytes));
    const item = await this.finish(link, id);
    if (item === undefined) throw new Error('A file that came as a whole was not whole.');
    return item;
  }

  /** Puts a file of the customer on record, with his declaration. */
  async #receive(link: UploadLink, { id, fileName, declaredBy }: UploadRow, source: AsyncIterable<Uint8Array>): Promise<EvidenceItemRow> {
    return this.evidence.receive({ kind: 'customer' }, {
      id, inquiryId: link.inquiryId, fileName, source, receivedVia: 'link', receivedFrom: declaredBy, declaredBy, receivedAt: this.clock.now(), logRequestId: link.logRequestId,
    });
  }

  /** The customer says that all is there: the address closes, and the inquiry goes on. */
  async complete(link: UploadLink): Promise<void> {
    await this.db.tx((tx) => update(tx, LogRequestRow, { id: link.logRequestId, state: 'partially_received' }, { state: 'received' }));
    const inquiry = await this.db.tx((tx) => this.inquiries.load(tx, { kind: 'customer' }, { id: link.inquiryId, version: null }));
    if (inquiry.status !== 'awaiting_customer') return;
    await this.inquiries.perform({ kind: 'customer' }, { id: link.inquiryId, version: null }, async (_tx, _row, now) => ({ command: { act: 'customer_answered', occurredAt: now } }));
  }

  /** The pieces of an upload are needed no more. */
  async dropPieces(uploadId: string): Promise<void> {
    const names = await this.db.tx(async (tx) => {
      const pieces = await this.db.rows<{ contentId: string }>(sql`SELECT content_id AS "contentId" FROM upload_piece WHERE upload_id = ${uploadId}`);
      await this.db.execute(tx, sql`DELETE FROM upload_piece WHERE upload_id = ${uploadId}`);
      const gone: (string | null)[] = [];
      for (const { contentId } of pieces) gone.push(await this.contents.forget(tx, contentId));
      return gone;
    });
    for (const name of names) await this.contents.discard(name);
  }

  async *#joined(uploadId: string): AsyncGenerator<Uint8Array> {
    const pieces = await this.db.rows<{ contentId: string }>(sql`SELECT content_id AS "contentId" FROM upload_piece WHERE upload_id = ${uploadId} ORDER BY at`);
    for (const { contentId } of pieces) {
      const piece = await this.contents.stream(contentId);
      if (piece === undefined) throw new Error('A piece of an upload is gone.');
      yield* piece;
    }
  }

  async #taken(linkId: string): Promise<Taken> {
    // PostgreSQL gives a sum of large numbers as text.
    const row = await this.db.row<{ files: number; bytes: number | string }>(sql`SELECT COUNT(*) AS files, COALESCE(SUM(size), 0) AS bytes FROM upload WHERE link_id = ${linkId}`);
    return { files: row?.files ?? 0, bytes: Number(row?.bytes ?? 0) };
  }

  async #ownerOf(link: UploadLink): Promise<ContentOwner> {
    const row = await this.db.row<{ customerId: string | null }>(sql`SELECT customer_id AS "customerId" FROM inquiry WHERE id = ${link.inquiryId}`);
    return row?.customerId == null ? { kind: 'unassigned', at: this.clock.now() } : { kind: 'customer', customerId: row.customerId };
  }
}

function notDeclared(): DomainError {
  return new DomainError('consent_missing', 'お渡しいただけることのご確認と、お名前のご記入をお願いいたします。');
}

function refuseFull(error: unknown): never {
  if (error instanceof StoreFull) throw new DomainError('storage_full', 'ただいま保管場所に空きがないため、受け取れません。時間をおいて、もう一度お試しください。');
  throw error;
}
