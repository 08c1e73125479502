import { z } from 'zod';
import { DomainError } from '../../platform/errors.js';
import type { ReportRow } from '../report.entity.js';
import type { AnalysisTools } from './analysis-tools.js';

/** The version of the report that a person wrote on or read. */
export const reportVersion = z.coerce.number('報告書の版を指定してください。').int().min(0).max(1_000_000);

/** The refusal for somebody who worked on a version that is no longer the newest. */
export function staleReport(version: number): DomainError {
  return new DomainError('version_stale', 'ほかの人が先にこの報告書を保存しました。入力した内容は残っています。最新の内容と見比べてから保存してください。', {
    facts: { reportVersion: version },
  });
}

/**
 * The report in the version the person saw.
 *
 * @throws DomainError version_stale, illegal_transition where none is being worked on
 */
export async function reportSeen({ reports }: AnalysisTools, inquiryId: string, version: number): Promise<ReportRow> {
  const report = await reports.requireOpen(inquiryId);
  if (report.version !== version) throw staleReport(report.version);
  return report;
}
