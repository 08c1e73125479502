import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config.js';
import { CustomerQueries } from '../../customers/customer.queries.js';
import { formatPhone } from '../../customers/phone-number.rules.js';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { productName } from '../../platform/product-name.js';
import { sql } from '../../platform/sql.js';
import { CONFIG } from '../../settings.module.js';
import type { InquiryRow } from '../inquiry.entity.js';
import type { CustomerMailHead, MailSignature, MailTemplate } from './outgoing-mail.js';

/** To whom a mail goes; the contact is null where it is no registered one. */
export interface Recipient {
  readonly name: string;
  readonly address: string;
  readonly contactId: string | null;
}

/** Templates signed by the second line; the others by the support desk. */
const secondLineTemplates: ReadonlySet<MailTemplate> = new Set(['log_request', 'interim_answer', 'report', 'specialist', 'insurance']);

/** Whom a mail about an inquiry addresses, and who signs it, as of now. */
@Injectable()
export class MailHeads {
  constructor(
    private readonly db: Db,
    private readonly customers: CustomerQueries,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The head a mail to the registered contact would carry. @throws DomainError contact_replaced where there is nobody to write to */
  async of(row: InquiryRow, template: MailTemplate, at: Instant): Promise<{ data: CustomerMailHead; to: Recipient; from: MailSignature }> {
    if (row.customerId === null) throw new DomainError('contact_replaced', '利用者が特定されていないため、メールを送れません。');
    const contact = await this.customers.contactAt(row.customerId, at);
    if (contact === undefined) throw new DomainError('contact_replaced', '本サービス担当者の登録がないため、メールを送れません。');
    const desk = await this.signatureOf(row.supportDeskId);
    const signature = secondLineTemplates.has(template) || (template === 'appointment' && row.line === 'second') ? await this.signatureOf(null) : desk;
    const data = {
      ...(await this.#namesOf(row.customerId)),
      contactName: contact.name,
      contactDepartment: contact.department,
      contactTitle: contact.title,
      inquiryNumber: row.number,
      signature,
    };
    return { data, to: { name: contact.name, address: contact.email, contactId: contact.id }, from: signature };
  }

  /** The desk's block under a mail; null for the service owner's own desk, which signs for the second line. */
  async signatureOf(supportDeskId: string | null): Promise<MailSignature> {
    const which = supportDeskId === null ? sql`is_owner_desk = ${true}` : sql`id = ${supportDeskId}`;
    const desk = await this.db.row<MailSignature>(
      sql`SELECT name AS "deskName", company_name AS "companyName", phone, mail_address AS "mailAddress", privacy_url AS "privacyUrl"
          FROM support_desk WHERE ${which} ORDER BY code LIMIT 1`,
    );
    if (desk !== undefined) return { ...desk, phone: formatPhone(desk.phone) };
    return { deskName: productName, companyName: '', phone: '', mailAddress: `desk@${this.config.mailDomain}`, privacyUrl: '' };
  }

  /** The customer, and who sold to him. */
  async #namesOf(customerId: string): Promise<Pick<CustomerMailHead, 'customerName' | 'partnerName'>> {
    const found = await this.db.row<Pick<CustomerMailHead, 'customerName' | 'partnerName'>>(
      sql`SELECT c.name AS "customerName", COALESCE(p.name, '') AS "partnerName" FROM customer c LEFT JOIN partner p ON p.id = c.partner_id WHERE c.id = ${customerId}`,
    );
    return found ?? { customerName: '', partnerName: '' };
  }
}
