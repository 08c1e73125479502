import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Copies } from '../inquiries/copies.service.js';
import type { InquiryRow } from '../inquiries/inquiry.entity.js';
import { MailPreview } from '../inquiries/outbox/mail-preview.js';
import { Outbox } from '../inquiries/outbox/outbox.service.js';
import { Clock } from '../platform/clock.js';
import { disclose } from './disclosure.rules.js';
import { reportMail } from './outgoing-report.js';
import { Reports } from './reports.service.js';

/** A mail as its recipient will read it. */
export interface PreviewedMail {
  readonly to: string;
  /** 同報先, each of whom gets a mail of his own (A6). */
  readonly copies: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** Shows the mail of a report exactly as it would go out now. */
@Injectable()
export class ReportPreview {
  constructor(
    private readonly modules: ModuleRef,
    private readonly reports: Reports,
    private readonly outbox: Outbox,
    private readonly copies: Copies,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError restricted_value, contact_replaced, illegal_transition where there is no report */
  async of(row: InquiryRow): Promise<PreviewedMail> {
    const now = this.clock.now();
    const report = await this.reports.requireOpen(row.id);
    const { sections, index } = await this.reports.prepare(row, report, now);
    const head = await this.outbox.headFor(row, 'report', now);
    const data = { ...head.data, ...reportMail(report, disclose(sections, index), now) };
    // The mail room prints mails and stands above this one, so it is asked only when somebody looks.
    const mail = await this.modules.get<MailPreview>(MailPreview, { strict: false }).render('report', data);
    const copies = (await this.copies.active(row, now)).map(({ name, address }) => `${name} <${address}>`);
    return { to: `${head.to.name} <${head.to.address}>`, copies, ...mail };
  }
}
