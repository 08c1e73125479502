import { Injectable } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import { Clock } from '../clock.js';
import { Db, type Tx } from '../db.js';
import { sha256 } from '../ids.js';
import { sql } from '../sql.js';
import { collect, wholeAt } from './collect.js';
import { DataKeys, type ContentOwner, type DataKey } from './data-keys.service.js';
import { FileStore } from './file-store.js';
import { chunkBytes, headerBytes, Opener, openBytes, sealBytes, sealedChunkBytes, Sealer } from './sealing.rules.js';

/** Content that is named after the row it belongs to, such as a mail, and written in the same transaction. */
export interface NewContent {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly owner: ContentOwner;
}

/** A file that lies in the store and waits for the row it belongs to. */
export interface WrittenFile {
  readonly id: string;
  readonly name: string;
  readonly keyId: string;
  readonly size: number;
  readonly sha256: string;
  readonly sealedSha256: string;
}

interface StoredRow {
  readonly keyId: string;
  readonly sha256: string;
  readonly size: number;
  readonly name: string | null;
}

/**
 * Everything that came from or went to a customer, unchanged and sealed under his key: mails and their
 * files within the database, so that they are there with their row or not at all; large files in the file
 * store. Whatever is read is held against its hash.
 */
@Injectable()
export class Contents {
  constructor(
    private readonly db: Db,
    private readonly keys: DataKeys,
    private readonly files: FileStore,
    private readonly clock: Clock,
  ) {}

  /** Seals bytes into the database; under an id that is taken already the first content stays. Returns the SHA-256. */
  async put(tx: Tx, { id, bytes, owner }: NewContent): Promise<string> {
    const hash = sha256(bytes);
    const { id: keyId, key } = await this.keys.of(owner, this.clock.now());
    const sealed = sealBytes(key, id, bytes);
    await this.db.execute(
      tx,
      sql`INSERT INTO sealed_content (id, key_id, sha256, size, sealed_sha256, bytes)
          VALUES (${id}, ${keyId}, ${hash}, ${bytes.byteLength}, ${sha256(sealed)}, ${sealed}) ON CONFLICT (id) DO NOTHING`,
    );
    return hash;
  }

  /**
   * Seals a stream into the file store, outside of any transaction. `attach` makes it count; without that
   * it is swept away after a day.
   *
   * @throws StoreFull; whatever the source throws
   */
  async write(id: string, owner: ContentOwner, source: AsyncIterable<Uint8Array>): Promise<WrittenFile> {
    const { id: keyId, key } = await this.keys.of(owner, this.clock.now());
    const name = randomBytes(16).toString('hex');
    const [plain, sealed] = [createHash('sha256'), createHash('sha256')];
    let size = 0;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const bytes of source) {
        plain.update(bytes);
        size += bytes.byteLength;
        yield bytes;
      }
    };
    await this.files.write(name, hashed(sealing(key, id, counted()), sealed));
    return { id, name, keyId, size, sha256: plain.digest('hex'), sealedSha256: sealed.digest('hex') };
  }

  /** Makes a written file count, in the transaction of the row it belongs to. */
  async attach(tx: Tx, { id, name, keyId, size, sha256: hash, sealedSha256 }: WrittenFile): Promise<void> {
    await this.db.execute(
      tx,
      sql`INSERT INTO sealed_content (id, key_id, sha256, size, sealed_sha256, name) VALUES (${id}, ${keyId}, ${hash}, ${size}, ${sealedSha256}, ${name})`,
    );
  }

  /**
   * All bytes at once, for what is small; undefined where there are none, or none that anybody can read
   * since their key was destroyed.
   *
   * @throws SealBroken; Error where they no longer match their hash
   */
  async get(id: string): Promise<Buffer | undefined> {
    const stream = await this.stream(id);
    return stream === undefined ? undefined : await collect(stream);
  }

  /** The same a chunk at a time. Every chunk is proven; the hash of the whole is held against at the end. */
  async stream(id: string): Promise<AsyncGenerator<Uint8Array> | undefined> {
    const found = await this.#open(id);
    if (found === undefined) return undefined;
    const { row, key } = found;
    if (row.name === null) return wholeAt(checked(openBytes(key.key, id, await this.#bytesOf(id)), row.sha256));
    const sealed = await this.files.read(row.name);
    return sealed === undefined ? undefined : proven(opening(new Opener(key.key, id), sealed), row.sha256);
  }

  /** Some bytes of a large file, such as the list at the end of an archive: `to` is not among them. */
  async part(id: string, from: number, to: number): Promise<Buffer | undefined> {
    const found = await this.#open(id);
    if (found === undefined || from >= to) return undefined;
    const { row, key } = found;
    if (row.name === null) return openBytes(key.key, id, await this.#bytesOf(id)).subarray(from, to);
    const end = Math.min(to, row.size);
    const [first, last] = [Math.floor(from / chunkBytes), Math.max(0, Math.ceil(end / chunkBytes) - 1)];
    const header = await this.files.read(row.name, { from: 0, to: headerBytes - 1 });
    const sealed = await this.files.read(row.name, { from: headerBytes + first * sealedChunkBytes, to: headerBytes + (last + 1) * sealedChunkBytes - 1 });
    if (header === undefined || sealed === undefined) return undefined;
    const opener = new Opener(key.key, id);
    opener.startAt(await collect(header), first);
    const isLast = end > Math.max(0, Math.ceil(row.size / chunkBytes) - 1) * chunkBytes;
    const plain = isLast ? await collect(opening(opener, sealed)) : wholeChunks(opener, await collect(sealed));
    return plain.subarray(from - first * chunkBytes, end - first * chunkBytes);
  }

  /** Seals a content under the key of another owner, such as a mail that turned out to be a customer's. */
  async move(id: string, owner: ContentOwner): Promise<void> {
    const row = await this.db.row<{ name: string | null }>(sql`SELECT name FROM sealed_content WHERE id = ${id}`);
    if (row?.name === null) await this.db.tx((tx) => this.#moveBytes(tx, id, owner));
    else if (row !== undefined) await this.#moveFile(id, row.name, owner);
  }

  /** Forgets a content. Bytes of the file store are swept away once the transaction is through: pass the name to `discard`. */
  async forget(tx: Tx, id: string): Promise<string | null> {
    const [gone] = await this.db.returning<{ name: string | null }>(tx, sql`DELETE FROM sealed_content WHERE id = ${id} RETURNING name`);
    return gone?.name ?? null;
  }

  /** Removes a file that no row counts any more. */
  async discard(name: string | null): Promise<void> {
    if (name !== null) await this.files.remove(name);
  }

  async #moveBytes(tx: Tx, id: string, owner: ContentOwner): Promise<void> {
    const found = await this.#open(id);
    const to = await this.keys.of(owner, this.clock.now());
    if (found === undefined || to.id === found.row.keyId) return;
    const sealed = sealBytes(to.key, id, openBytes(found.key.key, id, await this.#bytesOf(id)));
    await this.db.execute(tx, sql`UPDATE sealed_content SET key_id = ${to.id}, bytes = ${sealed}, sealed_sha256 = ${sha256(sealed)} WHERE id = ${id} AND key_id = ${found.row.keyId}`);
  }

  async #moveFile(id: string, name: string, owner: ContentOwner): Promise<void> {
    const plain = await this.stream(id);
    if (plain === undefined) return;
    const file = await this.write(id, owner, plain);
    const moved = await this.db.tx((tx) =>
      this.db.execute(tx, sql`UPDATE sealed_content SET key_id = ${file.keyId}, name = ${file.name}, sealed_sha256 = ${file.sealedSha256} WHERE id = ${id} AND name = ${name}`),
    );
    await this.files.remove(moved > 0 ? name : file.name);
  }

  async #open(id: string): Promise<{ row: StoredRow; key: DataKey } | undefined> {
    const row = await this.db.row<StoredRow>(sql`SELECT key_id AS "keyId", sha256, size, name FROM sealed_content WHERE id = ${id}`);
    const key = row === undefined ? undefined : await this.keys.byId(row.keyId);
    return row === undefined || key === undefined ? undefined : { row, key };
  }

  async #bytesOf(id: string): Promise<Buffer> {
    const row = await this.db.row<{ bytes: Buffer }>(sql`SELECT bytes FROM sealed_content WHERE id = ${id}`);
    return row?.bytes ?? Buffer.alloc(0);
  }
}

async function* sealing(key: Buffer, id: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const sealer = new Sealer(key, id);
  for await (const bytes of source) yield* sealer.update(bytes);
  yield* sealer.final();
}

async function* opening(opener: Opener, sealed: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const bytes of sealed) yield* opener.update(bytes);
  yield* opener.final();
}

/** Chunks of which none is the last: a byte more than them makes the opener hand all of them out. */
function wholeChunks(opener: Opener, sealed: Buffer): Buffer {
  return Buffer.concat([...opener.update(sealed), ...opener.update(Buffer.alloc(1))]);
}

async function* hashed(source: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const bytes of source) {
    hash.update(bytes);
    yield bytes;
  }
}

async function* proven(source: AsyncIterable<Buffer>, expected: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const bytes of source) {
    hash.update(bytes);
    yield bytes;
  }
  if (hash.digest('hex') !== expected) throw mismatch(expected);
}

function checked(bytes: Buffer, expected: string): Buffer {
  if (sha256(bytes) !== expected) throw mismatch(expected);
  return bytes;
}

function mismatch(hash: string): Error {
  return new Error(`Stored bytes no longer match their hash ${hash}.`);
}
