import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Copies } from '../inquiries/copies.service.js';
import { InquiryDetails } from '../inquiries/inquiry-details.queries.js';
import { MailPreview } from '../inquiries/outbox/mail-preview.js';
import { Outbox } from '../inquiries/outbox/outbox.service.js';
import { Clock } from '../platform/clock.js';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { DisclosureMaterials } from './disclosure-materials.service.js';
import { disclose, restrictedPlaces } from './disclosure.rules.js';
import { answerMail } from './outgoing-report.js';
import type { PreviewedMail } from './report-preview.service.js';
import { markedLines, type MarkedPart } from './report.view.js';
import { wordingWarnings, type WordingWarning } from './wording.rules.js';

/** What would become of an answer that somebody writes: the mail as it will arrive, or why it cannot go. */
export interface PreviewedAnswer {
  readonly mail: PreviewedMail | undefined;
  readonly refusal: string | undefined;
  /** The lines that hold something the customer does not see in his portal and nobody released (C3). */
  readonly leaks: readonly (readonly MarkedPart[])[];
  readonly warnings: readonly WordingWarning[];
}

/** Shows an answer by mail before it is sent; nothing of it is kept. */
@Injectable()
export class AnswerPreview {
  constructor(
    private readonly modules: ModuleRef,
    private readonly details: InquiryDetails,
    private readonly materials: DisclosureMaterials,
    private readonly outbox: Outbox,
    private readonly copies: Copies,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError not_found */
  async of(scope: Scope, inquiryId: string, text: string): Promise<PreviewedAnswer> {
    const row = await this.details.row(scope, inquiryId);
    const index = await this.materials.index(inquiryId, 'customer');
    const places = restrictedPlaces(text, index);
    const found = { leaks: markedLines(text, places), warnings: wordingWarnings(text) };
    if (text.trim() === '') return { ...found, mail: undefined, refusal: '回答の内容を入力すると、お客様に届くメールを表示します。' };
    if (places.length > 0) return { ...found, mail: undefined, refusal: `利用者非公開の内容が${places.length}か所あります。書き直すか、二次受付窓口の責任者の開示承認を得てください。` };
    try {
      const now = this.clock.now();
      const head = await this.outbox.headFor(row, 'interim_answer', now);
      const data = { ...head.data, ...answerMail(disclose(text, index)) };
      const mail = await this.modules.get<MailPreview>(MailPreview, { strict: false }).render('interim_answer', data);
      const copies = (await this.copies.active(row, now)).map(({ name, address }) => `${name} <${address}>`);
      return { ...found, refusal: undefined, mail: { to: `${head.to.name} <${head.to.address}>`, copies, ...mail } };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { ...found, mail: undefined, refusal: error.message };
    }
  }
}
