import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { Instant } from '../clock.js';
import { Db } from '../db.js';
import { newId } from '../ids.js';
import { SecretBox } from '../secret-box.js';
import { sql } from '../sql.js';
import type { KeyKind } from './data-key.entity.js';

/** Whose content it is; what belongs to nobody yet lies under the key of the month in which it came. */
export type ContentOwner = { readonly kind: 'customer'; readonly customerId: string } | { readonly kind: 'unassigned'; readonly at: Instant };

/** A data key, ready for use. */
export interface DataKey {
  readonly id: string;
  readonly key: Buffer;
}

/**
 * The keys under which content is sealed: one a customer, one a month for what is nobody's. They are read
 * anew each time and kept nowhere else, so that a key that was destroyed is gone at once in every process.
 */
@Injectable()
export class DataKeys {
  constructor(
    private readonly db: Db,
    private readonly box: SecretBox,
  ) {}

  /** The owner's key, made where he has none. @throws SecretKeyFault */
  async of(owner: ContentOwner, now: Instant): Promise<DataKey> {
    const { kind, ownerId } = rowOf(owner);
    const found = await this.#find(kind, ownerId);
    if (found !== undefined) return found;
    const id = newId();
    const wrapped = this.box.seal(randomBytes(32).toString('base64'), contextOf(id));
    // Another process may be faster; then its key counts.
    await this.db.tx((tx) =>
      this.db.execute(tx, sql`INSERT INTO data_key (id, kind, owner_id, wrapped, created_at) VALUES (${id}, ${kind}, ${ownerId}, ${wrapped}, ${now}) ON CONFLICT (kind, owner_id) DO NOTHING`),
    );
    const made = await this.#find(kind, ownerId);
    if (made === undefined) throw new Error('The key of an owner was destroyed while it was made.');
    return made;
  }

  /** A key by its id; undefined once it is destroyed. @throws SecretKeyFault */
  async byId(id: string): Promise<DataKey | undefined> {
    return this.#opened(await this.db.row<{ id: string; wrapped: string }>(sql`SELECT id, wrapped FROM data_key WHERE id = ${id}`));
  }

  /** Destroys the keys of past months under which nothing lies any more. */
  async destroyUnused(now: Instant): Promise<number> {
    return this.db.tx((tx) =>
      this.db.execute(tx, sql`DELETE FROM data_key WHERE kind = 'unassigned' AND owner_id < ${monthOf(now)}
        AND NOT EXISTS (SELECT 1 FROM sealed_content c WHERE c.key_id = data_key.id)`),
    );
  }

  async #find(kind: KeyKind, ownerId: string): Promise<DataKey | undefined> {
    return this.#opened(await this.db.row<{ id: string; wrapped: string }>(sql`SELECT id, wrapped FROM data_key WHERE kind = ${kind} AND owner_id = ${ownerId}`));
  }

  #opened(row: { readonly id: string; readonly wrapped: string } | undefined): DataKey | undefined {
    return row === undefined ? undefined : { id: row.id, key: openDataKey(this.box, row) };
  }
}

/** The key itself, from as it lies wrapped. @throws SecretKeyFault */
export function openDataKey(box: SecretBox, { id, wrapped }: { readonly id: string; readonly wrapped: string }): Buffer {
  return Buffer.from(box.open(wrapped, contextOf(id)), 'base64');
}

function rowOf(owner: ContentOwner): { readonly kind: KeyKind; readonly ownerId: string } {
  return owner.kind === 'customer' ? { kind: 'customer', ownerId: owner.customerId } : { kind: 'unassigned', ownerId: monthOf(owner.at) };
}

const contextOf = (id: string): string => `data-key:${id}`;

const monthOf = (at: Instant): string => new Date(at).toISOString().slice(0, 7);
