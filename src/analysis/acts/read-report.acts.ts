import { z } from 'zod';
import { defineAct, type Act, type ActRequest } from '../../inquiries/acts/act.js';
import { optionalWords, words } from '../../inquiries/acts/act.schemas.js';
import type { Instant } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { insert, update } from '../../platform/write.js';
import { ReportReadingRow, ReportRow } from '../report.entity.js';
import { performAlone, type AnalysisTools } from './analysis-tools.js';
import { reportSeen, reportVersion } from './report-version.js';
import { readerId, requireEditable, rewrite, writtenShape, type WrittenReport } from './save-report.acts.js';

/** T23. What is written on the page comes along and is saved first: nobody reads another text than the one asked about. */
function requestReview(own: AnalysisTools): Act {
  return defineAct({
    name: 'request-review',
    label: '報告書の確認を依頼する',
    done: '別の分析担当者に報告書の確認を依頼しました。',
    permission: 'analysis.write',
    rule: 'request_review',
    body: z.strictObject({ reportVersion, readerId, ...writtenShape }),
    run: (tools, request) =>
      performAlone(tools, request, async (tx, row, now) => {
        const report = await reportWritten(own, tx, request, { inquiryId: row.id, now });
        const reader = request.body.readerId === '' ? null : request.body.readerId;
        if (reader !== null) {
          await tools.neighbours.requireReader(row, reader);
          requireNotWriter({ writerIds: [...report.writerIds, request.scope.staffId] }, reader);
        }
        const { facts } = await own.reports.prepare(row, report, now);
        await update(tx, ReportRow, { id: report.id }, { state: 'in_review', updatedAt: now });
        return { command: { act: 'request_review', reportId: report.id, reportVersion: report.version, report: facts, readerId: reader, occurredAt: now } };
      }),
  });
}

async function reportWritten(own: AnalysisTools, tx: Tx, request: ActRequest<WrittenReport & { readonly reportVersion: number; readonly readerId: string }>, { inquiryId, now }: { readonly inquiryId: string; readonly now: Instant }): Promise<ReportRow> {
  const { reportVersion: seen, readerId: _asked, ...written } = request.body;
  if (Object.values(written).every((value) => value === undefined)) return reportSeen(own, inquiryId, seen);
  const before = await own.reports.requireOpen(inquiryId);
  requireEditable(before);
  await rewrite(tx, before, request, now);
  return own.reports.requireOpen(inquiryId);
}

/** T24. */
function returnReport(own: AnalysisTools): Act {
  return defineAct({
    name: 'return-report',
    label: '報告書に修正を依頼する',
    done: '作成者に報告書の修正を依頼しました。',
    permission: 'analysis.review',
    rule: 'return_report',
    body: z.strictObject({ comment: words(5000) }),
    run: (tools, request) =>
      performAlone(tools, request, async (tx, row, now) => {
        const report = await own.reports.requireOpen(row.id);
        const comment = { kind: 'review_comment', disclosure: 'second_line', body: request.body.comment } as const;
        const commentTextId = await tools.text(tx, request, comment, now);
        await update(tx, ReportRow, { id: report.id }, { state: 'draft', updatedAt: now });
        await noteReading(tx, report, { outcome: 'returned', readBy: request.scope.staffId, readAt: now, commentTextId });
        return { command: { act: 'return_report', reportId: report.id, commentTextId, occurredAt: now } };
      }),
  });
}

/** T24c: until it goes the author may take it back and write on, read or not: a fault seen at the last look must not be sent. */
function takeBackReport(own: AnalysisTools): Act {
  return defineAct({
    name: 'take-back-report',
    label: '報告書を書き直しに戻す',
    done: '報告書を書き直しに戻しました。続けて編集し、もう一度確認を依頼してください。',
    permission: 'analysis.write',
    rule: 'take_back_report',
    body: z.strictObject({}),
    run: (tools, request) =>
      performAlone(tools, request, async (tx, row, now) => {
        const report = await own.reports.requireOpen(row.id);
        await update(tx, ReportRow, { id: report.id }, { state: 'draft', updatedAt: now });
        return { command: { act: 'take_back_report', reportId: report.id, reportVersion: report.version, occurredAt: now } };
      }),
  });
}

/** T24b: read by a second analyst: neither who asked nor anybody who wrote on it (C4). */
function approveReport(own: AnalysisTools): Act {
  return defineAct({
    name: 'approve-report',
    label: '報告書を確認済みにする',
    done: '報告書を確認済みにしました。',
    permission: 'analysis.review',
    rule: 'approve_report',
    body: z.strictObject({ reportVersion }),
    run: (tools, request) =>
      performAlone(tools, request, async (tx, row, now) => {
        const report = await reportSeen(own, row.id, request.body.reportVersion);
        requireNotWriter(report, request.scope.staffId);
        await update(tx, ReportRow, { id: report.id }, { state: 'approved', updatedAt: now });
        await noteReading(tx, report, { outcome: 'approved', readBy: request.scope.staffId, readAt: now, commentTextId: null });
        return { command: { act: 'approve_report', reportId: report.id, reportVersion: report.version, occurredAt: now } };
      }),
  });
}

/** Which version somebody read, and what came of it. */
async function noteReading(
  tx: Tx,
  { id: reportId, version }: Pick<ReportRow, 'id' | 'version'>,
  reading: Pick<ReportReadingRow, 'outcome' | 'readBy' | 'readAt' | 'commentTextId'>,
): Promise<void> {
  await insert(tx, ReportReadingRow, { id: newId(), reportId, version, ...reading });
}

function requireNotWriter({ writerIds }: Pick<ReportRow, 'writerIds'>, staffId: string): void {
  if (!writerIds.includes(staffId)) return;
  throw new DomainError('second_reader_required', '報告書は、作成した方とは別の分析担当者が確認してください。');
}

/** C4: what went out unread after 60 minutes is read afterwards, which is recorded. */
function approveAfterwards(own: AnalysisTools): Act {
  return defineAct({
    name: 'approve-afterwards',
    label: '送付後に報告書を確認した',
    done: '送付後の確認が済んだことを記録しました。',
    permission: 'analysis.review',
    rule: 'read_report_afterwards',
    body: z.strictObject({ comment: optionalWords(5000) }),
    run: (tools, request) =>
      performAlone(tools, request, async (tx, row, now) => {
        const report = await own.reports.sentUnread(row.id);
        const { id: reportId = '', version = 0, writerIds = [], sentBy = null } = report ?? {};
        const comment = request.body.comment;
        const commentTextId = comment === '' ? null : await tools.text(tx, request, { kind: 'review_comment', disclosure: 'second_line', body: comment }, now);
        if (report !== undefined) {
          await noteReading(tx, report, { outcome: 'approved_afterwards', readBy: request.scope.staffId, readAt: now, commentTextId });
        }
        const writtenBy = sentBy === null ? writerIds : [...writerIds, sentBy];
        return { command: { act: 'read_report_afterwards', reportId, reportVersion: version, sentUnread: report !== undefined, writtenBy, occurredAt: now } };
      }),
  });
}

/** The acts by which a second analyst reads a report (C4). */
export function readReportActs(own: AnalysisTools): readonly Act[] {
  return [requestReview(own), returnReport(own), takeBackReport(own), approveReport(own), approveAfterwards(own)];
}
