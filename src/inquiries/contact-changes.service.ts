import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Contacts } from '../customers/contacts.service.js';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { sql } from '../platform/sql.js';
import { Inquiries } from './inquiries.service.js';

/** A6: open inquiries of a customer whose registered contact changed are flagged 担当者変更. */
@Injectable()
export class ContactChanges implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly inquiries: Inquiries,
    private readonly contacts: Contacts,
  ) {}

  /** A change that lies ahead flags nothing yet: the rules ask for the contact of the moment anyway. */
  onModuleInit(): void {
    this.contacts.onChanged(async (_tx, change) => {
      if (change.at <= this.clock.now()) await this.flag(change.customerId);
    });
  }

  /** The old contact has lost the right; the new one is verified once. */
  async flag(customerId: string): Promise<void> {
    const open = await this.db.rows<{ id: string }>(sql`SELECT id FROM inquiry WHERE customer_id = ${customerId} AND is_open = ${true}`);
    for (const { id } of open) {
      await this.inquiries.perform({ kind: 'system' }, { id, version: null }, async () => ({
        command: { act: 'note_contact_changed', occurredAt: this.clock.now() },
      }));
    }
  }
}
