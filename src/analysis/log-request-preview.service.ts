import { Injectable } from '@nestjs/common';
import { InquiryDetails } from '../inquiries/inquiry-details.queries.js';
import type { InquiryRow } from '../inquiries/inquiry.entity.js';
import type { FieldFault } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { parseForm, type RawForm } from '../web/forms.js';
import { AnalysisQueries } from './analysis.queries.js';
import { ContactMailPreview, mailOrRefusal, restrictedRefusal, type PreviewedDraft } from './contact-mail-preview.service.js';
import { DisclosureMaterials } from './disclosure-materials.service.js';
import { disclose, restrictedPlaces, textsIn } from './disclosure.rules.js';
import { letterDraft, letterLabels, letterOf, periodFault, type LetterBody } from './log-request-letter.js';
import { logRequestMail } from './outgoing-report.js';
import { markedLines } from './report.view.js';
import { UploadLinks } from './uploads/upload-links.service.js';

/** Shows the mail of a log request before it is sent; nothing of it is kept. */
@Injectable()
export class LogRequestPreview {
  constructor(
    private readonly details: InquiryDetails,
    private readonly queries: AnalysisQueries,
    private readonly materials: DisclosureMaterials,
    private readonly links: UploadLinks,
    private readonly mails: ContactMailPreview,
  ) {}

  /** @throws DomainError not_found */
  async of(scope: Scope, inquiryId: string, raw: RawForm): Promise<PreviewedDraft> {
    const row = await this.details.row(scope, inquiryId);
    const form = parseForm(letterDraft, raw);
    if (form.ok) return this.#written(row, form.values);
    return { mail: undefined, refusal: lacking(form.faults), leaks: [], warnings: [] };
  }

  async #written(row: InquiryRow, body: LetterBody): Promise<PreviewedDraft> {
    const index = await this.materials.index(row.id, 'customer');
    const letter = letterOf(body);
    const text = textsIn(letter).join('\n');
    const places = restrictedPlaces(text, index);
    const found = { leaks: markedLines(text, places), warnings: [] };
    if (places.length > 0) return { ...found, mail: undefined, refusal: restrictedRefusal(places.length) };
    const { logRequests } = await this.queries.of(row.id);
    const request = { number: `${row.number}-L${logRequests.length + 1}`, answerBy: body.answerBy };
    return {
      ...found,
      ...(await mailOrRefusal(async () => this.mails.of(row, { template: 'log_request', body: logRequestMail(disclose(letter, index), this.links.toBe(body.answerBy), request), withCopies: false }))),
    };
  }
}

function lacking(faults: readonly FieldFault[]): string {
  if (faults.some(({ message }) => message === periodFault.message)) return periodFault.message;
  const labels = new Set(faults.map(({ field }) => letterLabels[field] ?? field));
  return `必要な項目を入力すると、お客様に届くメールを表示します（残り：${[...labels].join('、')}）。`;
}
