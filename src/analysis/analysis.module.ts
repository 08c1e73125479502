import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { HearingModule } from '../hearing/hearing.module.js';
import { InquiriesModule } from '../inquiries/inquiries.module.js';
import { AnalysisActs } from './analysis-acts.service.js';
import { AnalysisQueries } from './analysis.queries.js';
import { DisclosureMaterials } from './disclosure-materials.service.js';
import { Evidence } from './evidence.service.js';
import { GatewayProposals } from './gateway-proposals.service.js';
import { Reports } from './reports.service.js';

/** The second line: what it finds, what of it may be disclosed, and the report. */
@Module({
  imports: [CustomersModule, HearingModule, InquiriesModule],
  providers: [AnalysisActs, AnalysisQueries, DisclosureMaterials, Evidence, GatewayProposals, Reports],
  exports: [AnalysisQueries, DisclosureMaterials, Evidence, GatewayProposals, Reports],
})
export class AnalysisModule {}
