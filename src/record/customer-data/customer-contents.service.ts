import { Injectable } from '@nestjs/common';
import { Contents } from '../../platform/content/contents.service.js';
import { Db, type Tx } from '../../platform/db.js';
import { sql, sqlList, type Sql } from '../../platform/sql.js';
import { customerTable, rowsOf } from './customer-rows.rules.js';

/** A file of a customer's as it is given back. */
export interface CustomerFile {
  /** Within the export, such as `mails/received/….eml`. */
  readonly path: string;
  /** Undefined where nobody can read it any more. */
  readonly open: () => Promise<AsyncIterable<Uint8Array> | undefined>;
}

interface Named {
  readonly id: string;
  readonly label: string;
}

/** Contents that were deleted from the database; what lies in the file store is to be discarded after that. */
export interface Forgotten {
  readonly count: number;
  readonly bytes: number;
  readonly names: readonly string[];
}

/** The bytes behind a customer's rows: mails, their files, evidence. */
@Injectable()
export class CustomerContents {
  constructor(
    private readonly db: Db,
    private readonly contents: Contents,
  ) {}

  /** What came from the customer and went to him, unchanged: mails and evidence. */
  async files(customerId: string): Promise<CustomerFile[]> {
    const of = (table: string): Sql => rowsOf(customerTable(table), { customerId });
    const received = await this.db.rows<Named>(sql`SELECT id, id AS label FROM raw_message WHERE ${of('raw_message')} ORDER BY id`);
    const sent = await this.db.rows<Named>(
      sql`SELECT id, id AS label FROM outbox WHERE contact_id IS NOT NULL AND state = 'sent' AND content_sha256 IS NOT NULL AND ${of('outbox')} ORDER BY id`,
    );
    const evidence = await this.db.rows<Named>(sql`SELECT id, number || '-' || file_name AS label FROM evidence_item WHERE destroyed_at IS NULL AND ${of('evidence_item')} ORDER BY number`);
    return [
      ...received.map((row) => this.#file(`mails/received/${row.label}.eml`, row)),
      ...sent.map((row) => this.#file(`mails/sent/${row.label}.eml`, row)),
      ...evidence.map((row) => this.#file(`files/${safeName(row.label)}`, row)),
    ];
  }

  /** Deletes the contents of the rows that are about to go. `going` gives the condition on a table's rows. */
  async forget(tx: Tx, going: (table: string) => Sql): Promise<Forgotten> {
    return this.#forgetThose(
      tx,
      sql`id IN (SELECT id FROM raw_message WHERE ${going('raw_message')})
          OR id IN (SELECT raw_message_id || ':' || position FROM mail_attachment WHERE ${going('mail_attachment')})
          OR id IN (SELECT id FROM outbox WHERE ${going('outbox')}) OR id IN (SELECT id FROM evidence_item WHERE ${going('evidence_item')})
          OR id IN (SELECT content_id FROM upload_piece WHERE ${going('upload_piece')})`,
    );
  }

  /** Deletes contents by their ids. */
  async forgetIds(tx: Tx, ids: readonly string[]): Promise<Forgotten> {
    return this.#forgetThose(tx, sql`id IN ${sqlList(ids)}`);
  }

  /** Deletes everything that lies under the customer's key, whatever it belonged to. */
  async forgetAll(tx: Tx, customerId: string): Promise<Forgotten> {
    return this.#forgetThose(tx, rowsOf(customerTable('sealed_content'), { customerId }));
  }

  /** Removes what lay in the file store; what a crash leaves is swept away within a day. */
  async discard({ names }: Forgotten): Promise<void> {
    for (const name of names) await this.contents.discard(name);
  }

  async #forgetThose(tx: Tx, condition: Sql): Promise<Forgotten> {
    const gone = await this.db.returning<{ size: number; name: string | null }>(tx, sql`DELETE FROM sealed_content WHERE ${condition} RETURNING size, name`);
    return { count: gone.length, bytes: gone.reduce((sum, { size }) => sum + size, 0), names: gone.flatMap(({ name }) => name ?? []) };
  }

  #file(path: string, { id }: Named): CustomerFile {
    return { path, open: () => this.contents.stream(id) };
  }
}

/** A sender's file name as part of a path of ours. */
function safeName(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, '_').slice(0, 160);
}
