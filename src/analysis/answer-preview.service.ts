import { Injectable } from '@nestjs/common';
import { InquiryDetails } from '../inquiries/inquiry-details.queries.js';
import type { Scope } from '../platform/scope.js';
import { ContactMailPreview, mailOrRefusal, restrictedRefusal, type PreviewedDraft } from './contact-mail-preview.service.js';
import { DisclosureMaterials } from './disclosure-materials.service.js';
import { disclose, restrictedPlaces } from './disclosure.rules.js';
import { answerMail } from './outgoing-report.js';
import { markedLines } from './report.view.js';
import { wordingWarnings } from './wording.rules.js';

/** Shows an answer by mail before it is sent; nothing of it is kept. */
@Injectable()
export class AnswerPreview {
  constructor(
    private readonly details: InquiryDetails,
    private readonly materials: DisclosureMaterials,
    private readonly mails: ContactMailPreview,
  ) {}

  /** @throws DomainError not_found */
  async of(scope: Scope, inquiryId: string, text: string): Promise<PreviewedDraft> {
    const row = await this.details.row(scope, inquiryId);
    const index = await this.materials.index(inquiryId, 'customer');
    const places = restrictedPlaces(text, index);
    const found = { leaks: markedLines(text, places), warnings: wordingWarnings(text) };
    if (text.trim() === '') return { ...found, mail: undefined, refusal: '回答の内容を入力すると、お客様に届くメールを表示します。' };
    if (places.length > 0) return { ...found, mail: undefined, refusal: restrictedRefusal(places.length) };
    return { ...found, ...(await mailOrRefusal(async () => this.mails.of(row, { template: 'interim_answer', body: answerMail(disclose(text, index)), withCopies: true }))) };
  }
}
