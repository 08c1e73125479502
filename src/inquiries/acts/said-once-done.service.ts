import { Injectable } from '@nestjs/common';
import { InquiryDetails } from '../inquiry-details.queries.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { saidOnceDone, type Act } from './act.js';

/** Says what an act has done, the mails it has put in the outbox among it. */
@Injectable()
export class SaidOnceDone {
  constructor(private readonly details: InquiryDetails) {}

  async of(act: Pick<Act, 'done'>, row: InquiryRow): Promise<string> {
    return saidOnceDone(act, row, typeof act.done === 'string' ? [] : await this.details.mailedSince(row.id, row.updatedAt));
  }
}
