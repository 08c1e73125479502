import { Injectable } from '@nestjs/common';
import type { OutboxRow } from '../../inquiries/outbox/outbox.entity.js';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { sql, type Sql } from '../../platform/sql.js';

/** Whom the desk may write to, asked for one address at a time. */
@Injectable()
export class RecipientQueries {
  constructor(private readonly db: Db) {}

  /** The address of a contact, and until when he is the registered one. */
  async contact(contactId: string): Promise<{ readonly email: string; readonly validTo: Instant | null } | undefined> {
    return this.db.row(sql`SELECT email, valid_to AS "validTo" FROM registered_contact WHERE id = ${contactId}`);
  }

  /** Whether some registered contact has the address at that instant. */
  async isRegistered(address: string, at: Instant): Promise<boolean> {
    return this.#exists(
      sql`SELECT 1 AS one FROM registered_contact WHERE email_fold = ${address.toLowerCase()} AND valid_from <= ${at} AND (valid_to IS NULL OR valid_to > ${at})`,
    );
  }

  /** Whom the contact named and nobody has taken off since; at the end of the inquiry what was sent before still goes. */
  async isCopy({ inquiryId, toAddress }: Pick<OutboxRow, 'inquiryId' | 'toAddress'>): Promise<boolean> {
    return this.#exists(
      sql`SELECT 1 AS one FROM copy_recipient WHERE inquiry_id = ${inquiryId} AND address = ${toAddress} AND (ended_at IS NULL OR ended_because = 'inquiry_ended')`,
    );
  }

  /** Whether it is about a customer whose use has stopped: it may have been on its way then, and come back to wait (第10条4). */
  async isOfStopped({ customerId, inquiryId }: Pick<OutboxRow, 'customerId' | 'inquiryId'>): Promise<boolean> {
    if (customerId === null && inquiryId === null) return false;
    return this.#exists(
      sql`SELECT 1 AS one FROM customer WHERE use_stopped_at IS NOT NULL AND (id = ${customerId} OR id = (SELECT customer_id FROM inquiry WHERE id = ${inquiryId}))`,
    );
  }

  async isDesk(address: string): Promise<boolean> {
    return this.#exists(sql`SELECT 1 AS one FROM support_desk WHERE mail_address = ${address}`);
  }

  /** Somebody who still works here. */
  async isColleague(address: string): Promise<boolean> {
    return this.#exists(sql`SELECT 1 AS one FROM staff WHERE login_name = ${address} AND active = ${true}`);
  }

  async #exists(query: Sql): Promise<boolean> {
    return (await this.db.row(query)) !== undefined;
  }
}
