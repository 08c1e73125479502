import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { notFound } from '../../platform/errors.js';
import { sql } from '../../platform/sql.js';
import { AccessLog } from '../../staff/access-log.service.js';
import { CustomerContents } from '../customer-data/customer-contents.service.js';
import { ident, rowsOf } from '../customer-data/customer-rows.rules.js';
import { customerTables, type CustomerTable } from '../customer-data/customer-tables.js';
import { Erasures } from '../erasure/erasures.service.js';
import { readMe } from './read-me.rules.js';

/** One file of an export, a piece at a time. */
export interface ExportedFile {
  readonly path: string;
  readonly pieces: AsyncIterable<Uint8Array>;
}

interface Listed {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

const page = 500;

/**
 * Everything that is held of a customer and is his, in open formats (E3): what he gave and what he was told.
 * The desk's own analysis is not his, and what he may not see least of all (C3).
 */
@Injectable()
export class CustomerExport {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly contents: CustomerContents,
    private readonly erasures: Erasures,
    private readonly accessLog: AccessLog,
  ) {}

  /**
   * The files one after the other; each is to be read to its end before the next. The export is on the record
   * before the first byte leaves.
   *
   * @param staffId null for the operator
   * @throws DomainError not_found
   */
  async files(customerId: string, staffId: string | null): Promise<AsyncGenerator<ExportedFile>> {
    const customer = await this.db.row<{ name: string }>(sql`SELECT name FROM customer WHERE id = ${customerId}`);
    if (customer === undefined) throw notFound('利用者');
    await this.db.tx(async (tx) => {
      await this.erasures.noteExport(tx, staffId, customerId);
      await this.accessLog.append(tx, staffId, { act: 'exported', subject: 'customer', subjectId: customerId });
    });
    return this.#all(customerId, customer.name);
  }

  async *#all(customerId: string, name: string): AsyncGenerator<ExportedFile> {
    const listed: Listed[] = [];
    const files = await this.contents.files(customerId);
    const tables = customerTables.filter(({ returned }) => returned !== undefined);
    yield counted(listed, 'はじめにお読みください.txt', once(Buffer.from(readMe(name, this.clock.now(), { tables: tables.length, files: files.length }))));
    for (const table of tables) yield counted(listed, `tables/${table.name}.ndjson`, this.#lines(table, customerId));
    const missing: string[] = [];
    for (const { path, open } of files) {
      const content = await open();
      if (content === undefined) missing.push(path);
      else yield counted(listed, path, content);
    }
    const manifest = { format: 'soc-in-pocket-customer-export', version: 1, customerId, createdAt: new Date(this.clock.now()).toISOString(), files: listed, missing };
    yield { path: 'manifest.json', pieces: once(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)) };
  }

  /** A line of JSON a row, in the order of their keys. */
  async *#lines(table: CustomerTable, customerId: string): AsyncGenerator<Buffer> {
    const { columns, where } = table.returned ?? { columns: [] };
    const names = ident(columns.map((column) => `"${column}"`).join(', '));
    const mine = where === undefined ? rowsOf(table, { customerId }) : sql`${rowsOf(table, { customerId })} AND (${ident(where)})`;
    for (let from = 0; ; from += page) {
      const rows = await this.db.rows<Record<string, unknown>>(sql`SELECT ${names} FROM ${ident(table.name)} WHERE ${mine} ORDER BY ${ident(columns[0] ?? 'id')}, ${ident(columns[1] ?? 'id')} LIMIT ${page} OFFSET ${from}`);
      if (rows.length > 0) yield Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      if (rows.length < page) return;
    }
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Notes size and hash of a file once it has been read to its end. */
function counted(listed: Listed[], path: string, source: AsyncIterable<Uint8Array>): ExportedFile {
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    const hash = createHash('sha256');
    let size = 0;
    for await (const piece of source) {
      hash.update(piece);
      size += piece.byteLength;
      yield piece;
    }
    listed.push({ path, sha256: hash.digest('hex'), size });
  };
  return { path, pieces: pieces() };
}
