import { randomBytes } from 'node:crypto';
import { openBytes, sealBytes } from '../../platform/content/sealing.rules.js';
import type { DataKeys } from '../../platform/content/data-keys.service.js';
import type { Db } from '../../platform/db.js';
import type { Instant } from '../../platform/clock.js';
import { sql } from '../../platform/sql.js';
import { ownerOf } from '../customer-data/customer-rows.rules.js';
import { customerTables } from '../customer-data/customer-tables.js';
import type { SealedRow, Value } from './backup-format.js';
import type { KeptKey } from './key-folder.js';

/** For each table whose rows are a customer's: the expression that says whose. What an erasure leaves as it is needs no seal, unless it leans on what has one. */
const owners: ReadonlyMap<string, string> = new Map(
  customerTables.filter(({ name, fate, leans = false }) => (fate.kind !== 'kept' || leans) && name !== 'sealed_content' && name !== 'data_key').map((table) => [table.name, ownerOf(table)]),
);

export const ownerColumn = 'backup_owner';

/** A column to compute beside the others, or nothing where the rows are nobody's. */
export function ownerColumnOf(table: string): string {
  const owner = owners.get(table);
  return owner === undefined ? '' : `, ${owner} AS ${ownerColumn}`;
}

/** Seals rows under the keys of their customers; a key is made where one has none yet. */
export class RowSealer {
  readonly #keys = new Map<string, Buffer>();

  constructor(
    private readonly db: Db,
    private readonly dataKeys: DataKeys,
    private readonly now: Instant,
  ) {}

  async seal(table: string, customerId: string, values: readonly Value[]): Promise<SealedRow> {
    const key = this.#keys.get(customerId) ?? (await this.#keyOf(customerId));
    this.#keys.set(customerId, key);
    return { customerId, sealed: sealBytes(key, contextOf(table), Buffer.from(JSON.stringify(values))).toString('base64') };
  }

  /** Every key there is, as it is to lie apart. */
  async keys(): Promise<KeptKey[]> {
    return this.db.rows<KeptKey>(sql`SELECT id, kind, owner_id AS "ownerId", wrapped, created_at AS "createdAt" FROM data_key ORDER BY id`);
  }

  /** Whoever is erased while the backup is written gets no new key: his rows are sealed under one that nobody keeps. */
  async #keyOf(customerId: string): Promise<Buffer> {
    const erased = await this.db.row(sql`SELECT id FROM erasure WHERE customer_id = ${customerId} AND state IN ('erasing', 'telling', 'done')`);
    if (erased !== undefined && (await this.db.row(sql`SELECT id FROM data_key WHERE kind = 'customer' AND owner_id = ${customerId}`)) === undefined) return randomBytes(32);
    return (await this.dataKeys.of({ kind: 'customer', customerId }, this.now)).key;
  }
}

/** Opens sealed rows with the keys that lie apart. */
export class RowOpener {
  /** Opened keys by customer. */
  constructor(private readonly keys: ReadonlyMap<string, Buffer>) {}

  /** Undefined where the customer's key is gone: he was erased after the backup. @throws SealBroken */
  open(table: string, { customerId, sealed }: SealedRow): readonly Value[] | undefined {
    const key = this.keys.get(customerId);
    return key === undefined ? undefined : (JSON.parse(openBytes(key, contextOf(table), Buffer.from(sealed, 'base64')).toString('utf8')) as Value[]);
  }
}

const contextOf = (table: string): string => `backup:${table}`;
