import { Injectable } from '@nestjs/common';
import { doingOf, actorOf, Inquiries, type Acting } from '../inquiries/inquiries.service.js';
import type { InquiryRow } from '../inquiries/inquiry.entity.js';
import { Clock, type Instant } from '../platform/clock.js';
import { Contents, type WrittenFile } from '../platform/content/contents.service.js';
import type { ContentOwner } from '../platform/content/data-keys.service.js';
import { StoreFull } from '../platform/content/file-store.js';
import { Counters } from '../platform/counters.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError, notFound } from '../platform/errors.js';
import { Events, type EventData } from '../platform/events.js';
import { newId } from '../platform/ids.js';
import type { Scope } from '../platform/scope.js';
import { insert, update } from '../platform/write.js';
import { EvidenceItemRow, LogRequestRow } from './evidence.entity.js';
import { typeOf } from './content-type.rules.js';
import { isEncryptedArchive } from './encrypted-archive.rules.js';
import { EndsOfStream } from './ends-of-stream.js';
import { safeFileName } from './file-name.rules.js';
import type { PeriodZone, ReceivedVia } from './marking.rules.js';

/** A file that arrived. */
export interface NewEvidence {
  /** What it is known by, where it was announced before; a second file under the same id is refused. */
  readonly id?: string;
  readonly inquiryId: string;
  readonly fileName: string;
  readonly source: AsyncIterable<Uint8Array>;
  readonly receivedVia: ReceivedVia;
  /** Who sent it, as known: a name or an address. */
  readonly receivedFrom: string;
  /** When it arrived; never in the future. */
  readonly receivedAt: Instant;
  readonly logRequestId?: string | null;
  /** Who declared that he may hand it over. */
  readonly declaredBy?: string;
  /** In any case, with or without spaces; empty where the sender stated none. */
  readonly statedSha256?: string;
  readonly coveredFrom?: Instant | null;
  readonly coveredTo?: Instant | null;
  readonly zone?: PeriodZone;
}

/** With what its content says of it. */
type Understood = NewEvidence & Pick<EvidenceItemRow, 'contentType' | 'unusableBecause'>;

/** What comes from the customer is kept unchanged, with its SHA-256, size, who sent it and when (C2). */
@Injectable()
export class Evidence {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly contents: Contents,
    private readonly counters: Counters,
    private readonly events: Events,
    private readonly inquiries: Inquiries,
  ) {}

  /**
   * Seals a file under its customer's key, puts it on the record of the inquiry and begins its custody. For
   * what a customer hands over himself: `{ kind: 'customer' }`.
   *
   * @throws DomainError not_found, forbidden, validation_failed, time_in_future, storage_full
   */
  async receive(acting: Acting, file: NewEvidence): Promise<EvidenceItemRow> {
    const { customerId } = await this.db.tx((tx) => this.inquiries.load(tx, acting, { id: file.inquiryId, version: null }));
    const owner: ContentOwner = customerId === null ? { kind: 'unassigned', at: this.clock.now() } : { kind: 'customer', customerId };
    const ends = new EndsOfStream();
    const content = await this.contents.write(file.id ?? newId(), owner, ends.through(file.source)).catch(refuseFull);
    const looks = { contentType: typeOf(ends.head).type, unusableBecause: isEncryptedArchive(ends.head, ends.tail) ? ('encrypted_archive' as const) : null };
    try {
      return await this.#putOnRecord(acting, { ...file, ...looks }, content);
    } catch (error) {
      await this.contents.discard(content.name);
      throw error;
    }
  }

  /**
   * The bytes of a file for a person who may see its inquiry; the look is on the file's record (E2).
   *
   * @throws DomainError not_found
   */
  async open(scope: Scope, inquiryId: string, evidenceId: string): Promise<{ item: EvidenceItemRow; bytes: AsyncIterable<Uint8Array> }> {
    const item = await this.db.tx(async (tx) => {
      await this.inquiries.load(tx, { kind: 'staff', scope }, { id: inquiryId, version: null });
      const found = await this.db.one(EvidenceItemRow, { id: evidenceId, inquiryId });
      if (found === null || found.destroyedAt !== null) throw notFound('ファイル');
      await this.#custody(tx, found.id, { kind: 'staff', scope }, { type: 'exported', at: this.clock.now(), data: { sha256: found.sha256, ...(found.scanState === 'found' ? { as: 'protected_zip' } : {}) } });
      return found;
    });
    const bytes = await this.contents.stream(item.id);
    if (bytes === undefined) throw notFound('ファイル');
    return { item, bytes };
  }

  async #putOnRecord(acting: Acting, file: Understood, content: WrittenFile): Promise<EvidenceItemRow> {
    let made: EvidenceItemRow | undefined;
    await this.inquiries.perform(acting, { id: file.inquiryId, version: null }, async (tx, row) => {
      made = await this.#store(tx, acting, row, file, content);
      const { id: evidenceId, sha256, size, receivedVia: via } = made;
      return { command: { act: 'receive_evidence', evidenceId, sha256, size, via, occurredAt: file.receivedAt } };
    });
    if (made === undefined) throw new Error('Nothing was received.');
    return made;
  }

  async #store(tx: Tx, acting: Acting, row: InquiryRow, file: Understood, content: WrittenFile): Promise<EvidenceItemRow> {
    const request = await this.#requestOf(row.id, file.logRequestId ?? null);
    const statedSha256 = readStatedHash(file.statedSha256 ?? '');
    const doing = doingOf(acting);
    const item: EvidenceItemRow = {
      id: content.id,
      inquiryId: row.id,
      number: `${row.number}-E${await this.counters.next(tx, `evidence-${row.id}`)}`,
      logRequestId: request?.id ?? null,
      fileName: safeFileName(file.fileName),
      contentType: file.contentType,
      size: content.size,
      sha256: content.sha256,
      statedSha256,
      receivedVia: file.receivedVia,
      receivedFrom: file.receivedFrom.slice(0, 254),
      receivedAt: file.receivedAt,
      recordedBy: doing.kind === 'staff' ? doing.id : null,
      coveredFrom: file.coveredFrom ?? null,
      coveredTo: file.coveredTo ?? null,
      zone: file.zone ?? 'unknown',
      declaredBy: file.declaredBy ?? null,
      scanState: 'unscanned',
      scanDetail: null,
      scannedAt: null,
      unusableBecause: file.unusableBecause,
      destroyedAt: null,
    };
    await insert(tx, EvidenceItemRow, item);
    await this.contents.attach(tx, content);
    if (request?.state === 'sent') await update(tx, LogRequestRow, { id: request.id }, { state: 'partially_received' });
    await this.#begin(tx, acting, item);
    return item;
  }

  async #begin(tx: Tx, acting: Acting, item: EvidenceItemRow): Promise<void> {
    const { sha256, size, statedSha256 } = item;
    await this.#custody(tx, item.id, acting, { type: 'received', at: item.receivedAt, data: { inquiryId: item.inquiryId, sha256, size } });
    if (item.unusableBecause !== null) await this.#custody(tx, item.id, acting, { type: 'unusable', at: this.clock.now(), data: { because: item.unusableBecause } });
    if (statedSha256 === null) return;
    const matches = statedSha256 === sha256;
    await this.#custody(tx, item.id, acting, { type: matches ? 'verified' : 'hash_differs', at: this.clock.now(), data: { statedSha256, sha256 } });
  }

  async #custody(tx: Tx, evidenceId: string, acting: Acting, entry: { type: string; at: Instant; data: EventData }): Promise<void> {
    const events = [{ type: entry.type, occurredAt: entry.at, data: entry.data }];
    await this.events.append(tx, { type: 'evidence', id: evidenceId }, { actor: actorOf(acting), recordedAt: this.clock.now(), events });
  }

  async #requestOf(inquiryId: string, logRequestId: string | null): Promise<LogRequestRow | null> {
    if (logRequestId === null) return null;
    const request = await this.db.one(LogRequestRow, { id: logRequestId, inquiryId });
    if (request !== null) return request;
    throw new DomainError('validation_failed', 'ログ提供依頼を選び直してください。', {
      faults: [{ field: 'logRequestId', message: 'この問合せのログ提供依頼ではありません。' }],
    });
  }
}

function readStatedHash(text: string): string | null {
  const plain = text.normalize('NFKC').replaceAll(/[\s:-]/g, '').toLowerCase();
  if (plain === '') return null;
  if (/^[0-9a-f]{64}$/.test(plain)) return plain;
  throw new DomainError('validation_failed', 'SHA-256の値を確認してください。', {
    faults: [{ field: 'statedSha256', message: '64桁の16進数で入力してください。' }],
  });
}

function refuseFull(error: unknown): never {
  if (error instanceof StoreFull) throw new DomainError('storage_full', 'ファイルの保管場所に空きがないため、受け取れませんでした。時間をおいて、もう一度お試しください。');
  throw error;
}
