import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import type { Actor } from '../platform/events.js';
import { sql } from '../platform/sql.js';
import type { RegisteredContactRow } from './registered-contact.entity.js';

/** A registered contact that gave way to another (A6), or the first one of a customer. */
export interface ContactChange {
  readonly customerId: string;
  readonly before: RegisteredContactRow | null;
  readonly after: RegisteredContactRow;
  /** When the new one takes effect; may lie ahead. */
  readonly at: Instant;
  readonly actor: Actor;
  /** False where the same person only has another number, address or department. */
  readonly personChanged: boolean;
}

export type ContactListener = (tx: Tx, change: ContactChange) => Promise<void>;

/** Tells other rooms of changed contacts, and whether a contact still is the one. */
@Injectable()
export class Contacts {
  readonly #listeners: ContactListener[] = [];

  constructor(private readonly db: Db) {}

  /**
   * Calls the listener within the transaction that changes the contact of a customer that existed
   * before, so that open inquiries can be flagged 担当者変更 in the same step.
   */
  onChanged(listener: ContactListener): void {
    this.#listeners.push(listener);
  }

  /** For this room: a change was just written. */
  async tell(tx: Tx, change: ContactChange): Promise<void> {
    for (const listener of this.#listeners) await listener(tx, change);
  }

  /**
   * Refuses an act that is addressed to a contact who no longer is the registered one.
   *
   * @throws DomainError contact_replaced
   */
  async mustBeCurrent(contactId: string, at: Instant): Promise<void> {
    const row = await this.db.row<{ validTo: number | null }>(
      sql`SELECT valid_to AS "validTo" FROM registered_contact WHERE id = ${contactId} AND valid_from <= ${at}`,
    );
    if (row === undefined || (row.validTo !== null && row.validTo <= at)) {
      throw new DomainError('contact_replaced', '本サービス担当者が変更されています。現在の担当者を確認してから、もう一度操作してください。');
    }
  }
}
