import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { InquiriesModule } from '../inquiries/inquiries.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { SealPlain } from './seal-plain.service.js';
import { AccessLogController } from './access-log/access-log.controller.js';
import { AccessLogQueries } from './access-log/access-log.queries.js';
import { CustomerContents } from './customer-data/customer-contents.service.js';
import { CustomerDataController } from './erasure/customer-data.controller.js';
import { ErasureJob } from './erasure/erasure.job.js';
import { ErasureRun } from './erasure/erasure-run.service.js';
import { ErasuresApi } from './erasure/erasures-api.controller.js';
import { ErasuresController } from './erasure/erasures.controller.js';
import { ErasureQueries } from './erasure/erasures.queries.js';
import { Erasures } from './erasure/erasures.service.js';
import { Holds } from './erasure/holds.service.js';
import { StoppedMails } from './erasure/stopped-mails.service.js';
import { PassingTraces } from './erasure/passing-traces.service.js';
import { CustomerExport } from './export/export-customer.service.js';
import { DailyHeadJob } from './daily-head.job.js';
import { DailyHead } from './daily-head.service.js';
import { RecordHeads } from './record-heads.queries.js';
import { RetentionChanges } from './retention/retention-changes.service.js';
import { RetentionController } from './retention/retention.controller.js';
import { RetentionJob } from './retention/retention.job.js';
import { RetentionRun } from './retention/retention-run.service.js';
import { Retention } from './retention/retention.service.js';
import { RecordVerifier } from './record-verifier.service.js';

/** The proof of the record, who looked at what, and the end of what is kept. */
@Module({
  imports: [CustomersModule, InquiriesModule, StaffModule],
  controllers: [AccessLogController, CustomerDataController, ErasuresController, ErasuresApi, RetentionController],
  providers: [
    AccessLogQueries, RecordHeads, RecordVerifier, DailyHead, DailyHeadJob, SealPlain,
    CustomerContents, CustomerExport, Erasures, ErasureQueries, ErasureRun, ErasureJob, Holds, PassingTraces, Retention, RetentionChanges, RetentionRun, RetentionJob, StoppedMails,
  ],
})
export class RecordModule {}
