import { z } from 'zod';
import type { ActTools } from '../../inquiries/acts/act-tools.service.js';
import { defineAct, type Act, type ActRequest } from '../../inquiries/acts/act.js';
import { optionalWords, words } from '../../inquiries/acts/act.schemas.js';
import type { InquiryRow } from '../../inquiries/inquiry.entity.js';
import { requireLegal } from '../../inquiries/rulebook/guards.js';
import type { Instant } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { newId, sha256 } from '../../platform/ids.js';
import { insert, update } from '../../platform/write.js';
import { disclose, restrictedPlaces } from '../disclosure.rules.js';
import { editionLabels, editions, tlpMarks } from '../marking.rules.js';
import { reportMail } from '../outgoing-report.js';
import { reportFieldNames, type ReportFields } from '../report-sections.rules.js';
import { ReportReadingRow, ReportRow } from '../report.entity.js';
import type { PreparedReport } from '../reports.service.js';
import { alone, type AnalysisTools } from './analysis-tools.js';
import { contactOf, givenAt, givenFields, logGivenCall } from './answer.acts.js';

const reportVersion = z.coerce.number('報告書の版を指定してください。').int().min(0).max(1_000_000);
const fieldText = z.string().max(50_000, '50000文字以内で入力してください。').optional();
const fieldShapes = Object.fromEntries(reportFieldNames.map((name) => [name, fieldText])) as Record<(typeof reportFieldNames)[number], typeof fieldText>;

const saveBody = z.strictObject({
  /** The version the person wrote on; left out or 0 begins a report. */
  reportVersion: reportVersion.default(0),
  edition: z.enum(editions).optional(),
  tlp: z.enum(tlpMarks).optional(),
  ...fieldShapes,
});
type SaveBody = z.output<typeof saveBody>;

/** Saves what is being written; it has a version of its own, so that saving disturbs nobody else. */
function saveReport({ reports }: AnalysisTools): Act {
  return defineAct({
    name: 'save-report',
    label: '報告書を保存する',
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
        return beginReport(tools, request, { serial: (await reports.all(row.id)).length + 1, draft: (at) => reports.draft(row, at) });
      }),
  });
}

function beginReport(
  tools: ActTools,
  request: ActRequest<SaveBody>,
  from: { readonly serial: number; readonly draft: (at: Instant) => Promise<ReportFields> },
): Promise<InquiryRow> {
  return tools.inquiries.perform({ kind: 'staff', scope: request.scope }, { id: request.id, version: null }, async (tx, row, now) => {
    const { edition, tlp } = request.body;
    const reportId = newId();
    const by = request.scope.staffId;
    await insert(tx, ReportRow, {
      id: reportId,
      inquiryId: row.id,
      serial: from.serial,
      number: `${row.number}-R${from.serial}`,
      edition: edition ?? (from.serial === 1 ? 'first' : 'follow_up'),
      tlp: tlp ?? 'TLP:AMBER',
      state: 'draft',
      version: 1,
      sections: { ...(await from.draft(now)), ...writtenFields(request.body) },
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

async function rewrite(tx: Tx, report: ReportRow, request: ActRequest<SaveBody>, now: Instant): Promise<void> {
  const { edition = report.edition, tlp = report.tlp, reportVersion: version } = request.body;
  const sections = { ...report.sections, ...writtenFields(request.body) };
  // A second click, or a save of what is saved already: nothing is lost and nothing changes.
  if (JSON.stringify([edition, tlp, sections]) === JSON.stringify([report.edition, report.tlp, report.sections])) return;
  const writerIds = [...new Set([...report.writerIds, request.scope.staffId])];
  const changed = await update(tx, ReportRow, { id: report.id, version, state: 'draft' }, { edition, tlp, sections, writerIds, version: version + 1, updatedAt: now });
  if (changed !== 1) throw staleReport(report.version);
}

function writtenFields(body: SaveBody): Partial<ReportFields> {
  return Object.fromEntries(reportFieldNames.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name].replaceAll(/\r\n?/g, '\n')]])));
}

function requireEditable(report: ReportRow): void {
  if (report.state === 'draft') return;
  throw new DomainError('illegal_transition', '報告書は確認中のため編集できません。修正するときは、確認者が「修正を依頼する」で戻してください。');
}

function requireNoVersion(body: SaveBody): void {
  if (body.reportVersion !== 0) throw new DomainError('version_stale', '作成中の報告書はもうありません。最新の状態を確認してください。');
}

function staleReport(version: number): DomainError {
  return new DomainError('version_stale', 'ほかの人が先にこの報告書を保存しました。入力した内容は残っています。最新の内容と見比べてから保存してください。', {
    facts: { reportVersion: version },
  });
}

/** The report in the version the person saw. */
async function reportSeen({ reports }: AnalysisTools, inquiryId: string, version: number): Promise<ReportRow> {
  const report = await reports.requireOpen(inquiryId);
  if (report.version !== version) throw staleReport(report.version);
  return report;
}

/** T23. */
function requestReview(own: AnalysisTools): Act {
  return defineAct({
    name: 'request-review',
    label: '報告書の確認を依頼する',
    permission: 'analysis.write',
    rule: 'request_review',
    body: z.strictObject({ reportVersion }),
    run: (tools, request) =>
      alone(tools, request.id, (tx) =>
        tools.perform(request, async (_tx, row, now) => {
          const report = await reportSeen(own, row.id, request.body.reportVersion);
          const { facts } = await own.reports.prepare(row, report, now);
          await update(tx, ReportRow, { id: report.id }, { state: 'in_review', updatedAt: now });
          return { command: { act: 'request_review', reportId: report.id, reportVersion: report.version, report: facts, occurredAt: now } };
        }),
      ),
  });
}

/** T24. */
function returnReport(own: AnalysisTools): Act {
  return defineAct({
    name: 'return-report',
    label: '報告書に修正を依頼する',
    permission: 'analysis.review',
    rule: 'return_report',
    body: z.strictObject({ comment: words(5000) }),
    run: (tools, request) =>
      alone(tools, request.id, (tx) =>
        tools.perform(request, async (_tx, row, now) => {
          const report = await own.reports.requireOpen(row.id);
          const comment = { kind: 'review_comment', disclosure: 'second_line', body: request.body.comment } as const;
          const commentTextId = await tools.text(tx, request, comment, now);
          await update(tx, ReportRow, { id: report.id }, { state: 'draft', updatedAt: now });
          await insert(tx, ReportReadingRow, { id: newId(), reportId: report.id, version: report.version, outcome: 'returned', readBy: request.scope.staffId, readAt: now, commentTextId });
          return { command: { act: 'return_report', reportId: report.id, commentTextId, occurredAt: now } };
        }),
      ),
  });
}

/** T24b: read by a second analyst: neither who asked nor anybody who wrote on it (C4). */
function approveReport(own: AnalysisTools): Act {
  return defineAct({
    name: 'approve-report',
    label: '報告書を確認済みにする',
    permission: 'analysis.review',
    rule: 'approve_report',
    body: z.strictObject({ reportVersion }),
    run: (tools, request) =>
      alone(tools, request.id, (tx) =>
        tools.perform(request, async (_tx, row, now) => {
          const report = await reportSeen(own, row.id, request.body.reportVersion);
          requireNotWriter(report, request.scope.staffId);
          await update(tx, ReportRow, { id: report.id }, { state: 'approved', updatedAt: now });
          await insert(tx, ReportReadingRow, { id: newId(), reportId: report.id, version: report.version, outcome: 'approved', readBy: request.scope.staffId, readAt: now, commentTextId: null });
          return { command: { act: 'approve_report', reportId: report.id, reportVersion: report.version, occurredAt: now } };
        }),
      ),
  });
}

function requireNotWriter(report: ReportRow, staffId: string): void {
  if (!report.writerIds.includes(staffId)) return;
  throw new DomainError('second_reader_required', '報告書は、作成した方とは別の分析担当者が確認してください。');
}

/** T25, C4, C7: by mail the report goes to the registered contact and the confirmed copies. */
function sendReport(own: AnalysisTools): Act {
  return defineAct({
    name: 'send-report',
    label: '報告する',
    permission: 'inquiry.answer_second_line',
    rule: 'send_report',
    body: z.strictObject({ ...givenFields, reportVersion, summary: optionalWords(5000) }),
    run: (tools, request) =>
      alone(tools, request.id, async (tx) => {
        const { means, countsAsFirstResponse } = request.body;
        const going = await preparedToSend(own, tools, request);
        const row = await tools.perform(request, async (_tx, before, now) => {
          const at = givenAt(request.body, now);
          const body = request.body.summary === '' ? `報告書 ${going.report.number}（${editionLabels[going.report.edition]}）` : request.body.summary;
          const summaryTextId = await tools.text(tx, request, { kind: 'answer_summary', disclosure: 'customer', body }, now);
          await logGivenCall(tools, tx, request, { row: before, at, now, purpose: 'report', noteTextId: summaryTextId });
          const facts = { ...going.facts, restrictedValues: going.facts.restrictedValues + restrictedPlaces(body, going.index).length };
          const given = { means, contactId: contactOf(request.body), summaryTextId, countsAsFirstResponse };
          const compromiseSuspected = await own.reports.compromiseSuspected(before.id);
          const { id: reportId, version } = going.report;
          return { command: { act: 'send_report', ...given, reportId, reportVersion: version, report: facts, compromiseSuspected, occurredAt: at } };
        });
        await markSent(tx, request, going, tools.clock.now());
        if (means === 'mail') await queueReport(tools, tx, row, { ...going, countsAsAnswer: countsAsFirstResponse && !going.wasAnswered });
        return row;
      }),
  });
}

interface Going extends PreparedReport {
  readonly report: ReportRow;
  readonly wasAnswered: boolean;
}

async function preparedToSend(own: AnalysisTools, tools: ActTools, request: ActRequest<{ readonly reportVersion: number }>): Promise<Going> {
  const row = await tools.db.tx((tx) => tools.inquiries.load(tx, { kind: 'staff', scope: request.scope }, { id: request.id, version: request.version }));
  requireLegal(row, 'send_report');
  const report = await reportSeen(own, row.id, request.body.reportVersion);
  return { ...(await own.reports.prepare(row, report, tools.clock.now())), report, wasAnswered: row.firstResponseAt !== null };
}

/** Freezes what the customer is told, word by word; from here on a trigger refuses every change. */
async function markSent(tx: Tx, request: ActRequest<{ readonly means: ReportRow['sentMeans'] }>, { report, sections, index }: Going, now: Instant): Promise<void> {
  const printed = disclose(sections, index);
  await update(tx, ReportRow, { id: report.id }, {
    state: 'sent',
    printed,
    contentSha256: sha256(JSON.stringify(printed)),
    sentAt: now,
    sentBy: request.scope.staffId,
    sentMeans: request.body.means,
    readBeforeSending: report.state === 'approved',
    updatedAt: now,
  });
}

async function queueReport(tools: ActTools, tx: Tx, row: InquiryRow, going: Going & { readonly countsAsAnswer: boolean }): Promise<void> {
  const now = tools.clock.now();
  const body = reportMail(going.report, disclose(going.sections, going.index), now);
  const sending = { withCopies: true, countsAsAnswer: going.countsAsAnswer };
  await tools.outbox.toContact(tx, row, { template: 'report', body, now }, sending);
}

/** C4: what went out unread after 60 minutes is read afterwards, which is recorded. */
function approveAfterwards(own: AnalysisTools): Act {
  return defineAct({
    name: 'approve-afterwards',
    label: '送付後に報告書を確認した',
    permission: 'analysis.review',
    rule: 'read_report_afterwards',
    body: z.strictObject({ comment: optionalWords(5000) }),
    run: (tools, request) =>
      alone(tools, request.id, (tx) =>
        tools.perform(request, async (_tx, row, now) => {
          const report = await own.reports.sentUnread(row.id);
          const { id: reportId = '', version = 0, writerIds = [], sentBy = null } = report ?? {};
          const comment = request.body.comment;
          const commentTextId = comment === '' ? null : await tools.text(tx, request, { kind: 'review_comment', disclosure: 'second_line', body: comment }, now);
          if (report !== undefined) {
            await insert(tx, ReportReadingRow, { id: newId(), reportId, version, outcome: 'approved_afterwards', readBy: request.scope.staffId, readAt: now, commentTextId });
          }
          const writtenBy = sentBy === null ? writerIds : [...writerIds, sentBy];
          return { command: { act: 'read_report_afterwards', reportId, reportVersion: version, sentUnread: report !== undefined, writtenBy, occurredAt: now } };
        }),
      ),
  });
}

/** The acts on the report. */
export function reportActs(own: AnalysisTools): readonly Act[] {
  return [saveReport(own), requestReview(own), returnReport(own), approveReport(own), sendReport(own), approveAfterwards(own)];
}
