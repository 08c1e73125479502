import { Injectable } from '@nestjs/common';
import { CustomerQueries } from '../customers/customer.queries.js';
import { formatPhone } from '../customers/phone-number.rules.js';
import { InquiryDetails } from '../inquiries/inquiry-details.queries.js';
import { InquirySheets } from '../inquiries/inquiry-sheets.service.js';
import type { NamedPdf } from '../inquiries/sheet-papers.service.js';
import { Clock } from '../platform/clock.js';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { ExportRecord } from '../web/exports/export-record.service.js';
import { Papers } from '../web/paper/papers.service.js';
import { DisclosureMaterials } from './disclosure-materials.service.js';
import { disclose } from './disclosure.rules.js';
import { filingPack } from './filing-pack.rules.js';

/** 届出パック (H7): what the customer may file with others, drawn from what was heard, for the customer. */
@Injectable()
export class FilingPacks {
  constructor(
    private readonly details: InquiryDetails,
    private readonly customers: CustomerQueries,
    private readonly sheets: InquirySheets,
    private readonly materials: DisclosureMaterials,
    private readonly papers: Papers,
    private readonly record: ExportRecord,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError not_found; contact_not_verified: it is made for the registered contact alone (A5); restricted_value */
  async of(scope: Scope, inquiryId: string): Promise<NamedPdf> {
    const row = await this.details.row(scope, inquiryId);
    if (row.verification !== 'verified' || row.customerId === null) {
      throw new DomainError('contact_not_verified', '届出用の下書きは、本サービス担当者の本人確認が済んでから作成できます。');
    }
    const at = this.clock.now();
    const [customer, contact] = [await this.customers.factsOf(row.customerId), await this.customers.contactAt(row.customerId, at)];
    const { sheet, answers } = await this.sheets.of(row);
    const pack = filingPack({
      definition: sheet.definition, answers, inquiryNumber: row.number, receivedAt: row.receivedAt, at,
      customerName: customer?.name ?? '', contactName: contact?.name ?? '', contactPhone: contact === undefined ? '' : formatPhone(contact.phone),
    });
    const pdf = await this.papers.draw(disclose(pack, await this.materials.index(row.id, 'customer')));
    await this.record.note(scope, { content: 'filing_pack', format: 'pdf', inquiryId: row.id, bytes: pdf });
    return { name: `届出用の下書き_${row.number}`, pdf };
  }
}
