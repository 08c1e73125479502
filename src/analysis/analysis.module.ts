import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { HearingModule } from '../hearing/hearing.module.js';
import { InquiriesModule } from '../inquiries/inquiries.module.js';
import { AnalysisActs } from './analysis-acts.service.js';
import { AnalysisApi } from './analysis-api.controller.js';
import { AnalysisPage } from './analysis-page.service.js';
import { AnalysisController } from './analysis.controller.js';
import { AnalysisQueries } from './analysis.queries.js';
import { DisclosureMaterials } from './disclosure-materials.service.js';
import { Evidence } from './evidence.service.js';
import { EvidenceUpload } from './evidence-upload.service.js';
import { AnswerPreview } from './answer-preview.service.js';
import { ContactMailPreview } from './contact-mail-preview.service.js';
import { LogRequestPreview } from './log-request-preview.service.js';
import { SituationPart } from './situation-part.service.js';
import { ToldPart } from './told-part.service.js';
import { AnalysisSearchTexts } from './analysis-search-texts.js';
import { CausePart } from './causes/cause-part.service.js';
import { CommonCauseQueries } from './causes/common-cause.queries.js';
import { CommonCausesApi } from './causes/common-causes-api.controller.js';
import { CommonCausesController } from './causes/common-causes.controller.js';
import { CommonCauses } from './causes/common-causes.service.js';
import { CloseGatewayProposal } from './close-gateway-proposal.service.js';
import { FilingPacks } from './filing-packs.service.js';
import { GatewayProposalQueries } from './gateway-proposal.queries.js';
import { GatewayProposalsApi } from './gateway-proposals-api.controller.js';
import { GatewayProposalsController } from './gateway-proposals.controller.js';
import { GatewayProposals } from './gateway-proposals.service.js';
import { ArchiveListings } from './custody/archive-listing.service.js';
import { CustodyPage } from './custody/custody-page.service.js';
import { CustodyController } from './custody/custody.controller.js';
import { Custody } from './custody/custody.service.js';
import { EvidenceScanJob } from './scan/evidence-scan.job.js';
import { EvidenceScans } from './scan/evidence-scans.service.js';
import { TusUploads } from './uploads/tus-uploads.service.js';
import { UploadJob } from './uploads/upload.job.js';
import { UploadLinks } from './uploads/upload-links.service.js';
import { UploadPage } from './uploads/upload-page.service.js';
import { UploadsController } from './uploads/uploads.controller.js';
import { Uploads } from './uploads/uploads.service.js';
import { ReportPage } from './report-page.service.js';
import { ReportPapers } from './report-papers.service.js';
import { ReportPapersController } from './report-papers.controller.js';
import { ReportPreview } from './report-preview.service.js';
import { ReportController } from './report.controller.js';
import { Reports } from './reports.service.js';
import { RestrictedWriting } from './restricted-writing.service.js';

/** The second line: what it finds, what of it may be disclosed, and the report. */
@Module({
  imports: [CalendarModule, CustomersModule, HearingModule, InquiriesModule],
  controllers: [AnalysisController, ReportController, ReportPapersController, AnalysisApi, GatewayProposalsController, GatewayProposalsApi, UploadsController, CustodyController, CommonCausesController, CommonCausesApi],
  providers: [
    AnalysisActs, AnalysisPage, AnalysisQueries, AnalysisSearchTexts, DisclosureMaterials, Evidence, EvidenceUpload, FilingPacks, GatewayProposals, GatewayProposalQueries, CloseGatewayProposal, ReportPage, ReportPapers, ReportPreview, Reports, RestrictedWriting,
    UploadLinks, Uploads, UploadPage, TusUploads, UploadJob, EvidenceScans, EvidenceScanJob, Custody, CustodyPage, ArchiveListings, AnswerPreview, ContactMailPreview, LogRequestPreview, SituationPart, ToldPart, CommonCauses, CommonCauseQueries, CausePart,
  ],
  exports: [UploadLinks, AnalysisQueries, DisclosureMaterials, Evidence, GatewayProposals, Reports],
})
export class AnalysisModule {}
