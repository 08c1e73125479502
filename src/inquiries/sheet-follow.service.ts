import { Injectable } from '@nestjs/common';
import type { SheetAnswers } from '../hearing/answers.rules.js';
import type { Tx } from '../platform/db.js';
import type { InquiryRow } from './inquiry.entity.js';
import { LogClock } from './log-clock/log-clock.service.js';
import { Sightings } from './sightings/sightings.service.js';

/** What follows from a sheet that has changed, in the same transaction. */
@Injectable()
export class SheetFollow {
  constructor(
    private readonly sightings: Sightings,
    private readonly logClock: LogClock,
  ) {}

  async follow(tx: Tx, row: Pick<InquiryRow, 'id' | 'customerId' | 'receivedAt'>, answers: SheetAnswers): Promise<void> {
    await this.sightings.followSheet(tx, row.id, answers);
    await this.logClock.follow(tx, row, answers);
  }
}
