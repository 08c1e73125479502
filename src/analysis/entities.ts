import { CauseInquiryRow, CommonCauseRow } from './causes/common-cause.entity.js';
import type { EntityList } from '../platform/data-sources.js';
import { AttackProgressRow } from './attack-progress.entity.js';
import { CustodyNoteRow } from './custody/custody-note.entity.js';
import { EvidenceItemRow, GatewayProposalRow, LogRequestRow } from './evidence.entity.js';
import { AssessmentRow, ConfigurationDetailRow, DisclosureReleaseRow, IndicatorRow } from './findings.entity.js';
import { PortalNoteRow, PortalNoticeCheckRow } from './portal.entity.js';
import { UploadLinkRow, UploadPieceRow, UploadRow } from './uploads/upload.entity.js';
import { ReportReadingRow, ReportRow } from './report.entity.js';

/** The tables of this room. */
export const analysisEntities: EntityList = [
  AttackProgressRow,
  PortalNoticeCheckRow,
  PortalNoteRow,
  AssessmentRow,
  IndicatorRow,
  DisclosureReleaseRow,
  LogRequestRow,
  EvidenceItemRow,
  ConfigurationDetailRow,
  ReportRow,
  ReportReadingRow,
  GatewayProposalRow,
  CustodyNoteRow,
  UploadLinkRow,
  UploadRow,
  UploadPieceRow,
  CommonCauseRow,
  CauseInquiryRow,
];
