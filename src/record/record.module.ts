import { Module } from '@nestjs/common';
import { InquiriesModule } from '../inquiries/inquiries.module.js';
import { SealPlain } from './seal-plain.service.js';
import { DailyHeadJob } from './daily-head.job.js';
import { DailyHead } from './daily-head.service.js';
import { RecordHeads } from './record-heads.queries.js';
import { RecordVerifier } from './record-verifier.service.js';

/** The proof of the record. */
@Module({
  imports: [InquiriesModule],
  providers: [RecordHeads, RecordVerifier, DailyHead, DailyHeadJob, SealPlain],
})
export class RecordModule {}
