import { Injectable } from '@nestjs/common';
import type { RawForm } from '../../web/forms.js';
import { InquiryDetails } from '../inquiry-details.queries.js';
import { InquirySheets } from '../inquiry-sheets.service.js';
import type { InquiryRow } from '../inquiry.entity.js';
import type { Act } from './act.js';

/** Says what an act has done, the mails it has put in the outbox and what it wrote on the sheet among it. */
@Injectable()
export class SaidOnceDone {
  constructor(
    private readonly details: InquiryDetails,
    private readonly sheets: InquirySheets,
  ) {}

  /** `sent` is the form of the act, `row` how the inquiry then stands. */
  async of({ done, rule }: Pick<Act, 'done' | 'rule'>, row: InquiryRow, sent: RawForm): Promise<string> {
    if (typeof done === 'string') return done;
    const mailed = await this.details.mailedSince(row.id, row.updatedAt);
    return done({ row, sent, mailed, heard: async () => this.sheets.questionLabels(row, await this.details.heardWith(row.id, rule)) });
  }
}
