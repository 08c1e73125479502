import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../platform/clock.js';
import { Blobs } from '../platform/blobs.js';
import { Contents } from '../platform/content/contents.service.js';
import { Db, type Tx } from '../platform/db.js';
import { Events } from '../platform/events.js';
import { newId, sha256 } from '../platform/ids.js';
import { SecretKeyFault } from '../platform/secret-box.js';
import { sql, sqlList } from '../platform/sql.js';
import { insert, update } from '../platform/write.js';
import { RawMessageRow, type MailSource } from './raw-message.entity.js';

/** What came with the bytes when the mail server handed them over. */
export interface Arrival {
  readonly source: MailSource;
  readonly receivedAt: Instant;
  readonly envelopeTo: string | null;
  /** Empty for the null sender `<>`; null where the server did not say. */
  readonly envelopeFrom: string | null;
}

/** Longest time one message may take before another process takes it over. */
const leaseMs = 60_000;
/** Read and settled together; a transaction of more would keep others waiting. */
const mostBytesTogether = 4 * 1024 * 1024;

/** The largest message taken; mail servers are told to refuse larger ones. */
export const mostMessageBytes = 50 * 1024 * 1024;

/** Keeps messages as they came, before anything is made of them, and hands them out one by one. */
@Injectable()
export class RawMessages {
  readonly #worker = newId();

  constructor(
    private readonly db: Db,
    private readonly contents: Contents,
    private readonly blobs: Blobs,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores a message durably and returns its id. The same bytes once more are the same message: a
   * mail server that did not hear our answer hands it over again.
   */
  async store(bytes: Buffer, arrival: Arrival): Promise<string> {
    const hash = sha256(bytes);
    try {
      return await this.db.tx((tx) => this.keep(tx, bytes, { hash, copy: 0, arrival }));
    } catch (error) {
      // Two processes at once: one of them has stored it.
      const id = await this.#idOf(hash);
      if (id === undefined) throw error;
      return id;
    }
  }

  /** The same within a transaction; `copy` tells messages apart that have the same bytes and yet are several (R17). */
  async keep(tx: Tx, bytes: Buffer, { hash, copy, arrival }: { readonly hash: string; readonly copy: number; readonly arrival: Arrival }): Promise<string> {
    const known = await this.#idOf(hash, copy);
    if (known !== undefined) return known;
    const id = newId();
    await this.#seal(tx, id, bytes, arrival.receivedAt).catch(async (error: unknown) => {
      // A mail server's pipe may have no key. The message is safe first; the desk, which has one, seals it before it reads it.
      if (!(error instanceof SecretKeyFault)) throw error;
      await this.blobs.put(tx, bytes);
    });
    await insert(tx, RawMessageRow, { ...unread, ...arrival, id, sha256: hash, copy, size: bytes.byteLength });
    return id;
  }

  /** The bytes of a message; one that came in without a key is sealed now. Undefined where there are none. */
  async bytesOf({ id, sha256: hash, receivedAt }: Pick<RawMessageRow, 'id' | 'sha256' | 'receivedAt'>): Promise<Buffer | undefined> {
    const sealed = await this.contents.get(id);
    const plain = sealed === undefined ? await this.blobs.get(hash) : undefined;
    if (plain === undefined) return sealed;
    await this.db.tx(async (tx) => {
      await this.#seal(tx, id, plain, receivedAt);
      await this.db.execute(tx, sql`DELETE FROM content_blob WHERE sha256 = ${hash} AND sha256 NOT IN (SELECT sha256 FROM calendar_import)`);
    });
    return plain;
  }

  async #seal(tx: Tx, id: string, bytes: Buffer, at: Instant): Promise<void> {
    await this.contents.put(tx, { id, bytes, owner: { kind: 'unassigned', at } });
  }

  /** Takes the oldest messages that nobody works on: at most so many, and no more bytes than go well together. */
  async claim(most: number): Promise<RawMessageRow[]> {
    const isFree = sql`state = 'stored' AND (leased_until IS NULL OR leased_until < ${Date.now()})`;
    const any = await this.db.row(sql`SELECT id FROM raw_message WHERE ${isFree} LIMIT 1`);
    if (any === undefined) return [];
    return this.db.tx(async (tx) => {
      const lock = this.db.dialect === 'postgres' ? sql`FOR UPDATE SKIP LOCKED` : sql``;
      const waiting = await this.db.rows<{ id: string; size: number }>(sql`SELECT id, size FROM raw_message WHERE ${isFree} ORDER BY received_at, id LIMIT ${most} ${lock}`);
      const found = waiting.slice(0, howManyFit(waiting));
      const ids = sqlList(found.map(({ id }) => id));
      const leasedUntil = Date.now() + leaseMs;
      await this.db.execute(tx, sql`UPDATE raw_message SET leased_by = ${this.#worker}, leased_until = ${leasedUntil}, attempts = attempts + 1 WHERE id IN ${ids}`);
      const rows: RawMessageRow[] = [];
      for (const { id } of found) rows.push(...(await this.db.many(RawMessageRow, { id })));
      return rows;
    });
  }

  /**
   * Writes down what was made of a message, in the transaction that made it, and puts it on the record.
   *
   * @throws where another process has taken it over; the transaction is then rolled back
   */
  async settle(tx: Tx, row: RawMessageRow, act: string, set: Partial<RawMessageRow>): Promise<void> {
    const now = this.clock.now();
    const settled = { ...set, processedAt: now, leasedUntil: null, leasedBy: null };
    const affected = await update(tx, RawMessageRow, { id: row.id, state: 'stored', leasedBy: this.#worker }, settled);
    if (affected === 0) throw new Error(`The message ${row.id} is in other hands now.`);
    const data = { act, sha256: row.sha256, reason: set.reason ?? null, inquiryId: set.inquiryId ?? null, outboxId: set.outboxId ?? null };
    const events = [{ type: 'mail_taken_in', occurredAt: row.receivedAt, data }];
    await this.events.append(tx, { type: 'mail', id: row.id }, { actor: { kind: 'system' }, recordedAt: now, events });
  }

  /**
   * Lets it be tried again later.
   *
   * @param counts whether the message itself may be at fault, so that it has one attempt less
   */
  async putBack(row: RawMessageRow, { fault, pauseMs, counts }: { readonly fault: string; readonly pauseMs: number; readonly counts: boolean }): Promise<void> {
    const set = { fault, leasedUntil: Date.now() + pauseMs, attempts: counts ? row.attempts : row.attempts - 1 };
    await this.db.tx((tx) => update(tx, RawMessageRow, { id: row.id, state: 'stored', leasedBy: this.#worker }, set));
  }

  async #idOf(hash: string, copy = 0): Promise<string | undefined> {
    return (await this.db.row<{ id: string }>(sql`SELECT id FROM raw_message WHERE sha256 = ${hash} AND copy = ${copy}`))?.id;
  }
}

/** The first always does. */
function howManyFit(messages: readonly { readonly size: number }[]): number {
  let bytes = 0;
  const tooMany = messages.findIndex(({ size }, index) => (bytes += size) > mostBytesTogether && index > 0);
  return tooMany === -1 ? messages.length : tooMany;
}

/** A message of which nothing is known but its bytes. */
const unread = {
  state: 'stored', reason: null, kind: null, attempts: 0, leasedUntil: null, leasedBy: null, processedAt: null,
  contentHash: '', duplicateOf: null, messageId: '', messageIdHash: '', subject: '', fromAddress: '', fromName: '', bodyText: '', quotedText: '',
  hasHtml: null, hasJapanese: false, authentication: 'none', sender: null, supportDeskId: null, customerId: null, contactId: null,
  inquiryId: null, linkedInquiryId: null, outboxId: null, fault: '', decision: null, decidedBy: null, decidedAt: null, version: 1,
} as const satisfies Partial<RawMessageRow>;
