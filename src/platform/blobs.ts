import { Injectable } from '@nestjs/common';
import { Db, type Tx } from './db.js';
import { sha256 } from './ids.js';
import { sql } from './sql.js';

/**
 * Public bytes kept unchanged under their SHA-256, such as the official list of holidays; what comes from
 * customers goes to `Contents`. The table is not mapped, because its type has another name on each database (`blob`, `bytea`).
 */
@Injectable()
export class Blobs {
  constructor(private readonly db: Db) {}

  /** Stores the bytes once and returns their SHA-256. */
  async put(tx: Tx, bytes: Uint8Array): Promise<string> {
    const hash = sha256(bytes);
    await this.db.execute(
      tx,
      sql`INSERT INTO content_blob (sha256, size, bytes) VALUES (${hash}, ${bytes.byteLength}, ${bytes}) ON CONFLICT (sha256) DO NOTHING`,
    );
    return hash;
  }

  /** The bytes, checked against their hash; undefined where nothing is stored under it. */
  async get(hash: string): Promise<Buffer | undefined> {
    const row = await this.db.row<{ bytes: Buffer }>(sql`SELECT bytes FROM content_blob WHERE sha256 = ${hash}`);
    if (row === undefined) return undefined;
    if (sha256(row.bytes) !== hash) throw new Error(`Stored bytes no longer match their hash ${hash}.`);
    return row.bytes;
  }
}
