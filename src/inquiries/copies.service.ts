import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { CustomerQueries } from '../customers/customer.queries.js';
import type { Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { newId } from '../platform/ids.js';
import { sql } from '../platform/sql.js';
import { insert, update } from '../platform/write.js';
import { CONFIG } from '../settings.module.js';
import { copyAddressFault } from './copy-address.rules.js';
import { CopyRecipientRow, type CopyEnd } from './inquiry-records.entity.js';
import type { InquiryRow } from './inquiry.entity.js';
import { OutboxRow } from './outbox/outbox.entity.js';

/** A confirmed 同報先 as pages and programs show him. */
export interface CopyRecipient {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly confirmedAt: Instant;
  readonly confirmedByName: string | null;
}

/** Somebody whom the registered contact named in a call, to be written to beside him. */
export interface NewCopy {
  readonly name: string;
  readonly address: string;
  readonly contactId: string | null;
  readonly callId: string;
  readonly confirmedBy: string;
  readonly confirmedAt: Instant;
}

/** 同報先 of inquiries (A6): whom the registered contact named on the telephone. */
@Injectable()
export class Copies {
  constructor(
    private readonly db: Db,
    private readonly customers: CustomerQueries,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Those who would get a mail now: not ended, and named by the contact who is registered at `at`. */
  async active(row: Pick<InquiryRow, 'id' | 'customerId'>, at: Instant): Promise<CopyRecipient[]> {
    const contact = row.customerId === null ? undefined : await this.customers.contactAt(row.customerId, at);
    if (contact === undefined) return [];
    return this.db.rows(
      sql`SELECT c.id, c.name, c.address, c.confirmed_at AS "confirmedAt", s.display_name AS "confirmedByName"
          FROM copy_recipient c LEFT JOIN staff s ON s.id = c.confirmed_by
          WHERE c.inquiry_id = ${row.id} AND c.ended_at IS NULL AND c.contact_id = ${contact.id} ORDER BY c.confirmed_at, c.id`,
    );
  }

  /** All that were ever confirmed, for the record. */
  async all(inquiryId: string): Promise<Pick<CopyRecipient, 'id' | 'name' | 'address'>[]> {
    return this.db.rows(sql`SELECT id, name, address FROM copy_recipient WHERE inquiry_id = ${inquiryId} ORDER BY confirmed_at, id`);
  }

  /** How many have not ended, whoever named them; not counting the one that is just being added. */
  async count(inquiryId: string, adding = ''): Promise<number> {
    const found = await this.db.row<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM copy_recipient WHERE inquiry_id = ${inquiryId} AND ended_at IS NULL AND id <> ${adding}`,
    );
    return found?.n ?? 0;
  }

  /** @throws DomainError validation_failed where a mail must not go to the address, or goes there already */
  async add(tx: Tx, row: InquiryRow, copy: NewCopy): Promise<string> {
    await this.#requireAddress(row, copy);
    const id = newId();
    await insert(tx, CopyRecipientRow, { id, inquiryId: row.id, ...copy, endedAt: null, endedBecause: null });
    return id;
  }

  /** @throws DomainError not_found where he is none of this inquiry, or no longer */
  async remove(tx: Tx, inquiryId: string, copyId: string, at: Instant): Promise<void> {
    const copy = await tx.findOneBy(CopyRecipientRow, { id: copyId, inquiryId });
    if (copy === null || copy.endedAt !== null) throw new DomainError('not_found', 'この同報先は、すでに外れています。画面を更新してください。');
    await this.#end(tx, copy, { at, because: 'removed' });
  }

  /** Ends all of an inquiry; what still waits for them does not go out, unless the inquiry ended in order. */
  async endAll(tx: Tx, inquiryId: string, end: { readonly at: Instant; readonly because: CopyEnd }): Promise<void> {
    for (const copy of await tx.findBy(CopyRecipientRow, { inquiryId })) if (copy.endedAt === null) await this.#end(tx, copy, end);
  }

  async #end(tx: Tx, copy: CopyRecipientRow, { at, because }: { readonly at: Instant; readonly because: CopyEnd }): Promise<void> {
    await update(tx, CopyRecipientRow, { id: copy.id }, { endedAt: at, endedBecause: because });
    if (because === 'inquiry_ended') return;
    const waiting = { inquiryId: copy.inquiryId, toAddress: copy.address, state: 'waiting' } as const;
    const lastError = '同報先から外れたため、送信を取りやめました。';
    for (const template of copiedTemplates) await update(tx, OutboxRow, { ...waiting, template }, { state: 'withdrawn', lastError });
  }

  async #requireAddress(row: InquiryRow, { address, confirmedAt }: NewCopy): Promise<void> {
    const contact = row.customerId === null ? undefined : await this.customers.contactAt(row.customerId, confirmedAt);
    const desks = await this.db.rows<{ address: string }>(sql`SELECT mail_address AS address FROM support_desk`);
    const fault = copyAddressFault(address, {
      contact: contact?.email ?? null,
      desks: desks.map((desk) => desk.address),
      mailDomain: this.config.mailDomain,
      copies: (await this.active(row, confirmedAt)).map((copy) => copy.address),
    });
    if (fault === undefined) return;
    throw new DomainError('validation_failed', '同報先のメールアドレスを確認してください。', { faults: [{ field: 'address', message: fault }] });
  }
}

/** The mails that copies get (C4, T26). */
const copiedTemplates = ['report', 'interim_answer'] as const;
