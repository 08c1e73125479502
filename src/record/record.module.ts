import { Module } from '@nestjs/common';
import { InquiriesModule } from '../inquiries/inquiries.module.js';
import { SealPlain } from './seal-plain.service.js';
import { AccessLogController } from './access-log/access-log.controller.js';
import { AccessLogQueries } from './access-log/access-log.queries.js';
import { DailyHeadJob } from './daily-head.job.js';
import { DailyHead } from './daily-head.service.js';
import { RecordHeads } from './record-heads.queries.js';
import { RecordVerifier } from './record-verifier.service.js';

/** The proof of the record, and who looked at what. */
@Module({
  imports: [InquiriesModule],
  controllers: [AccessLogController],
  providers: [AccessLogQueries, RecordHeads, RecordVerifier, DailyHead, DailyHeadJob, SealPlain],
})
export class RecordModule {}
