import { Injectable } from '@nestjs/common';
import type { RawForm } from '../../web/forms.js';
import { InquiryDetails } from '../inquiry-details.queries.js';
import { InquirySheets } from '../inquiry-sheets.service.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { saidOnceDone, type Act } from './act.js';

/** Says what an act has done, the mails it has put in the outbox and what it wrote on the sheet among it. */
@Injectable()
export class SaidOnceDone {
  constructor(
    private readonly details: InquiryDetails,
    private readonly sheets: InquirySheets,
  ) {}

  /** `sent` is the form of the act, once it is done. */
  async of(act: Pick<Act, 'done' | 'recorded' | 'rule'>, row: InquiryRow, sent: RawForm = {}): Promise<string> {
    const recorded = act.recorded?.(sent) ?? '';
    return (await this.#done(act, row)) + recorded;
  }

  async #done(act: Pick<Act, 'done' | 'rule'>, row: InquiryRow): Promise<string> {
    if (typeof act.done === 'string') return act.done;
    const heard = await this.details.heardWith(row.id, act.rule);
    return saidOnceDone(act, row, await this.details.mailedSince(row.id, row.updatedAt), await this.sheets.questionLabels(row, heard));
  }
}
