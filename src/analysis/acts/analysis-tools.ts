import type { ActTools } from '../../inquiries/acts/act-tools.service.js';
import type { ActRequest } from '../../inquiries/acts/act.js';
import type { InquiryRow } from '../../inquiries/inquiry.entity.js';
import type { Sightings } from '../../inquiries/sightings/sightings.service.js';
import type { AnalysisRecord } from '../../inquiries/rulebook/commands.js';
import type { Instant } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import type { AnalysisQueries } from '../analysis.queries.js';
import type { DisclosureMaterials } from '../disclosure-materials.service.js';
import type { Evidence } from '../evidence.service.js';
import type { GatewayProposals } from '../gateway-proposals.service.js';
import type { UploadLinks } from '../uploads/upload-links.service.js';
import type { Reports } from '../reports.service.js';

/** The services of this room that its acts close over. */
export interface AnalysisTools {
  readonly queries: AnalysisQueries;
  readonly materials: DisclosureMaterials;
  readonly reports: Reports;
  readonly evidence: Evidence;
  readonly links: UploadLinks;
  readonly proposals: GatewayProposals;
  readonly sightings: Sightings;
}

/** What an act wrote down beside the inquiry. */
export interface Written {
  readonly record: AnalysisRecord;
  readonly recordId: string;
}

/** An act that only adds to the analysis, on the version the analyst saw: a second click adds nothing twice. */
export async function record(
  tools: ActTools,
  request: ActRequest<unknown>,
  write: (tx: Tx, row: InquiryRow, now: Instant) => Promise<Written>,
): Promise<InquiryRow> {
  return performAlone(tools, request, async (tx, row, now) => {
    const written = await write(tx, row, now);
    return { command: { act: 'record_analysis', ...written, occurredAt: now } };
  });
}

/** An act of the rulebook whose preparation nobody else's writing may come between. */
export async function performAlone(tools: ActTools, request: ActRequest<unknown>, prepare: Parameters<ActTools['perform']>[1]): Promise<InquiryRow> {
  return alone(tools, request.id, () => tools.perform(request, prepare));
}

/** Runs work on an inquiry while nobody else writes to it; on SQLite writers already wait for each other. */
export async function alone<T>(tools: ActTools, inquiryId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return tools.db.tx(async (tx) => {
    if (tools.db.dialect === 'postgres') await tools.db.rows(sql`SELECT id FROM inquiry WHERE id = ${inquiryId} FOR UPDATE`);
    return work(tx);
  });
}
