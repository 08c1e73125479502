import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Contacts } from '../customers/contacts.service.js';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { Jobs } from '../platform/jobs.js';
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
    private readonly jobs: Jobs,
  ) {}

  /** A change that lies ahead flags nothing yet; the job does, once its instant has come. */
  onModuleInit(): void {
    this.jobs.register({ name: 'inquiries.contact-changes', everyMs: 60_000, leaseMs: 300_000, run: () => this.flagDue() });
    this.contacts.onChanged(async (_tx, change) => {
      if (change.at <= this.clock.now()) await this.flag(change.customerId);
    });
  }

  /** Flags open inquiries whose contact has given way to another by now. */
  async flagDue(): Promise<void> {
    const now = this.clock.now();
    const replaced = await this.db.rows<{ customerId: string }>(
      sql`SELECT DISTINCT i.customer_id AS "customerId" FROM inquiry i
          JOIN registered_contact r ON r.customer_id = i.customer_id AND r.valid_from <= ${now} AND (r.valid_to IS NULL OR r.valid_to > ${now})
          WHERE i.is_open = ${true} AND i.contact_changed = ${false} AND i.contact_id IS NOT NULL AND i.contact_id <> r.id`,
    );
    for (const { customerId } of replaced) await this.db.tx(() => this.flag(customerId));
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
