import { Injectable } from '@nestjs/common';
import type { InquiryRow } from '../inquiries/inquiry.entity.js';
import { Clock } from '../platform/clock.js';
import { ContactMailPreview, type PreviewedMail } from './contact-mail-preview.service.js';
import { disclose } from './disclosure.rules.js';
import { reportMail } from './outgoing-report.js';
import { Reports } from './reports.service.js';

/** Shows the mail of a report exactly as it would go out now. */
@Injectable()
export class ReportPreview {
  constructor(
    private readonly reports: Reports,
    private readonly mails: ContactMailPreview,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError restricted_value, contact_replaced, illegal_transition where there is no report */
  async of(row: InquiryRow): Promise<PreviewedMail> {
    const now = this.clock.now();
    const report = await this.reports.requireOpen(row.id);
    const { sections, index } = await this.reports.prepare(row, report, now);
    return this.mails.of(row, { template: 'report', body: reportMail(report, disclose(sections, index), now), withCopies: true });
  }
}
