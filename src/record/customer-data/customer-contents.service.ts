import { Injectable } from '@nestjs/common';
import { Blobs } from '../../platform/blobs.js';
import { Db, type Tx } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import { customerTable, rowsOf } from './customer-rows.rules.js';

/** A file of a customer's as it is given back. */
export interface CustomerFile {
  /** Within the export, such as `mails/received/….eml`. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: () => Promise<Buffer | undefined>;
}

interface Named {
  readonly id: string;
  readonly sha256: string;
  readonly name: string;
}

/** The bytes behind a customer's rows. */
@Injectable()
export class CustomerContents {
  constructor(
    private readonly db: Db,
    private readonly blobs: Blobs,
  ) {}

  /** What came from the customer and went to him, unchanged: mails and evidence. */
  async files(customerId: string): Promise<CustomerFile[]> {
    const of = (table: string) => rowsOf(customerTable(table), { customerId });
    const received = await this.db.rows<Named>(sql`SELECT id, sha256, '' AS name FROM raw_message WHERE ${of('raw_message')} ORDER BY id`);
    const sent = await this.db.rows<Named>(
      sql`SELECT id, content_sha256 AS sha256, '' AS name FROM outbox WHERE contact_id IS NOT NULL AND state = 'sent' AND content_sha256 IS NOT NULL AND ${of('outbox')} ORDER BY id`,
    );
    const evidence = await this.db.rows<Named>(sql`SELECT number AS id, sha256, file_name AS name FROM evidence_item WHERE destroyed_at IS NULL AND ${of('evidence_item')} ORDER BY number`);
    return [
      ...received.map((row) => this.#file(`mails/received/${row.id}.eml`, row)),
      ...sent.map((row) => this.#file(`mails/sent/${row.id}.eml`, row)),
      ...evidence.map((row) => this.#file(`files/${row.id}-${safeName(row.name)}`, row)),
    ];
  }

  /** Deletes bytes that no row names any more, because the rows went with an erasure. */
  async forgetUnnamed(tx: Tx): Promise<{ readonly count: number; readonly bytes: number }> {
    const gone = await this.db.returning<{ size: number }>(
      tx,
      sql`DELETE FROM content_blob WHERE sha256 NOT IN (SELECT sha256 FROM raw_message) AND sha256 NOT IN (SELECT sha256 FROM mail_attachment)
            AND sha256 NOT IN (SELECT content_sha256 FROM outbox WHERE content_sha256 IS NOT NULL)
            AND sha256 NOT IN (SELECT sha256 FROM evidence_item WHERE destroyed_at IS NULL) RETURNING size`,
    );
    return { count: gone.length, bytes: gone.reduce((sum, { size }) => sum + Number(size), 0) };
  }

  #file(path: string, { sha256 }: Named): CustomerFile {
    return { path, sha256, bytes: () => this.blobs.get(sha256) };
  }
}

/** A sender's file name as part of a path of ours. */
function safeName(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, '_').slice(0, 100);
}
