import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import type { Tx } from '../platform/db.js';
import type { Actor } from '../platform/events.js';
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

/** Tells other rooms of changed contacts. */
@Injectable()
export class Contacts {
  readonly #listeners: ContactListener[] = [];

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
}
