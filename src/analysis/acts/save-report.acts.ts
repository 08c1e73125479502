import { z } from 'zod';
import type { ActTools } from '../../inquiries/acts/act-tools.service.js';
import { defineAct, type Act, type ActRequest } from '../../inquiries/acts/act.js';
import type { InquiryRow } from '../../inquiries/inquiry.entity.js';
import { key } from '../../inquiries/acts/act.schemas.js';
import { requireLegal } from '../../inquiries/rulebook/guards.js';
import type { Instant } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { insert, update } from '../../platform/write.js';
import { editions, tlpMarks } from '../marking.rules.js';
import { reportFieldNames, type ReportFields } from '../report-sections.rules.js';
import { ReportRow } from '../report.entity.js';
import { alone, type AnalysisTools } from './analysis-tools.js';
import { reportVersion, staleReport } from './report-version.js';

const fieldText = z.string().max(50_000, '50000文字以内で入力してください。').optional();
const fieldShapes = Object.fromEntries(reportFieldNames.map((name) => [name, fieldText])) as Record<(typeof reportFieldNames)[number], typeof fieldText>;

/** What may be written in a report; what is left out stays as it is. */
export const writtenShape = { edition: z.enum(editions).optional(), tlp: z.enum(tlpMarks).optional(), ...fieldShapes };
export type WrittenReport = z.output<z.ZodObject<typeof writtenShape>>;

/** Whom to ask for a reading. It stands in the form of the report, so that it comes along with every save and is no part of it. */
export const readerId = z.union([key, z.literal('')]).default('');

/** The version the person wrote on; left out or 0 begins a report. */
const saveBody = z.strictObject({ reportVersion: reportVersion.default(0), readerId, ...writtenShape });
type SaveBody = z.output<typeof saveBody>;

/** Saves what is being written; it has a version of its own, so that saving disturbs nobody else. */
export function saveReport({ reports }: AnalysisTools): Act {
  return defineAct({
    name: 'save-report',
    label: '報告書を保存する',
    done: '報告書を保存しました。',
    permission: 'analysis.write',
    rule: 'save_report',
    body: saveBody,
    run: (tools, request) =>
      alone(tools, request.id, async (tx) => {
        const row = await tools.inquiries.load(tx, { kind: 'staff', scope: request.scope }, { id: request.id, version: null });
        const report = await reports.open(row.id);
        if (report !== undefined) {
          requireEditable(report);
          requireLegal(row, 'save_report');
          await rewrite(tx, report, request, tools.clock.now());
          return row;
        }
        requireNoVersion(request.body);
        return beginReport(tools, request, (at) => reports.beginning(row, at));
      }),
  });
}

function beginReport(
  tools: ActTools,
  request: ActRequest<SaveBody>,
  beginning: (at: Instant) => Promise<{ readonly serial: number; readonly edition: ReportRow['edition']; readonly fields: ReportFields }>,
): Promise<InquiryRow> {
  return tools.inquiries.perform({ kind: 'staff', scope: request.scope }, { id: request.id, version: null }, async (tx, row, now) => {
    const from = await beginning(now);
    const { edition, tlp } = request.body;
    const reportId = newId();
    const by = request.scope.staffId;
    await insert(tx, ReportRow, {
      id: reportId,
      inquiryId: row.id,
      serial: from.serial,
      number: `${row.number}-R${from.serial}`,
      edition: edition ?? from.edition,
      tlp: tlp ?? 'TLP:AMBER',
      state: 'draft',
      version: 1,
      sections: { ...from.fields, ...writtenFields(request.body) },
      printed: null,
      contentSha256: null,
      authorId: by,
      writerIds: [by],
      createdAt: now,
      updatedAt: now,
      sentAt: null,
      sentBy: null,
      sentMeans: null,
      readBeforeSending: false,
    });
    return { command: { act: 'save_report', reportId, occurredAt: now } };
  });
}

/**
 * Keeps what a person wrote on a version of the report.
 *
 * @throws DomainError version_stale where another version has come since and says something else
 */
export async function rewrite(tx: Tx, report: ReportRow, request: ActRequest<WrittenReport & { readonly reportVersion: number }>, now: Instant): Promise<void> {
  const { edition = report.edition, tlp = report.tlp, reportVersion: version } = request.body;
  const sections = { ...report.sections, ...writtenFields(request.body) };
  // A second click, or a save of what is saved already: nothing is lost and nothing changes.
  if (JSON.stringify([edition, tlp, sections]) === JSON.stringify([report.edition, report.tlp, report.sections])) return;
  const writerIds = [...new Set([...report.writerIds, request.scope.staffId])];
  const changed = await update(tx, ReportRow, { id: report.id, version, state: 'draft' }, { edition, tlp, sections, writerIds, version: version + 1, updatedAt: now });
  if (changed !== 1) throw staleReport(report.version);
}

function writtenFields(body: WrittenReport): Partial<ReportFields> {
  return Object.fromEntries(reportFieldNames.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name].replaceAll(/\r\n?/g, '\n')]])));
}

/** @throws DomainError illegal_transition while it is being read */
export function requireEditable(report: ReportRow): void {
  if (report.state === 'draft') return;
  throw new DomainError('illegal_transition', '報告書は確認中のため編集できません。修正するときは、依頼した方か責任者が書き直しに戻すか、確認者が「修正を依頼する」で戻してください。');
}

function requireNoVersion(body: SaveBody): void {
  if (body.reportVersion !== 0) throw new DomainError('version_stale', '作成中の報告書はもうありません。最新の状態を確認してください。');
}
