import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ActRegistry } from '../inquiries/acts/act-registry.service.js';
import { Sightings } from '../inquiries/sightings/sightings.service.js';
import { Counters } from '../platform/counters.js';
import type { AnalysisTools } from './acts/analysis-tools.js';
import { answerActs } from './acts/answer.acts.js';
import { findingsActs } from './acts/findings.acts.js';
import { logActs } from './acts/logs.acts.js';
import { portalActs } from './acts/portal.acts.js';
import { readReportActs } from './acts/read-report.acts.js';
import { saveReport } from './acts/save-report.acts.js';
import { sendReport } from './acts/send-report.acts.js';
import { AnalysisQueries } from './analysis.queries.js';
import { DisclosureMaterials } from './disclosure-materials.service.js';
import { Evidence } from './evidence.service.js';
import { GatewayProposals } from './gateway-proposals.service.js';
import { UploadLinks } from './uploads/upload-links.service.js';
import { Reports } from './reports.service.js';

/** Adds the second line's acts to those of the desk at start-up. */
@Injectable()
export class AnalysisActs implements OnModuleInit, AnalysisTools {
  constructor(
    private readonly registry: ActRegistry,
    private readonly counters: Counters,
    readonly queries: AnalysisQueries,
    readonly materials: DisclosureMaterials,
    readonly reports: Reports,
    readonly evidence: Evidence,
    readonly proposals: GatewayProposals,
    readonly links: UploadLinks,
    readonly sightings: Sightings,
  ) {}

  onModuleInit(): void {
    const onReports = [saveReport(this), ...readReportActs(this), sendReport(this), ...answerActs(this)];
    for (const act of [...portalActs(this), ...findingsActs(this), ...logActs(this, this.counters), ...onReports]) this.registry.add(act);
  }
}
