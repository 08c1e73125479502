import { z } from 'zod';
import type { ActTools } from '../../inquiries/acts/act-tools.service.js';
import { defineAct, saidOfFirstAnswer, type Act, type ActRequest } from '../../inquiries/acts/act.js';
import { flag, optionalWords } from '../../inquiries/acts/act.schemas.js';
import type { InquiryRow } from '../../inquiries/inquiry.entity.js';
import { requireLegal } from '../../inquiries/rulebook/guards.js';
import type { Instant } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import { sha256 } from '../../platform/ids.js';
import { update } from '../../platform/write.js';
import { disclose, restrictedPlaces } from '../disclosure.rules.js';
import { editionLabels } from '../marking.rules.js';
import { reportMail } from '../outgoing-report.js';
import { ReportRow } from '../report.entity.js';
import type { PreparedReport } from '../reports.service.js';
import { alone, type AnalysisTools } from './analysis-tools.js';
import { contactOf, givenAt, givenFields, logGivenCall } from './answer.acts.js';
import { reportSeen, reportVersion } from './report-version.js';

/** T25, C4, C7: by mail the report goes to the registered contact and the confirmed copies. */
export function sendReport(own: AnalysisTools): Act {
  return defineAct({
    name: 'send-report',
    label: '報告する',
    done: ({ row, mailed }) =>
      `${mailed.includes('report') ? '報告書を、お客様への送信待ちに入れました。送信できたかどうかは「送信メール」で確かめられます。' : 'お客様へのご報告を記録しました。'}${saidOfFirstAnswer(row)}`,
    permission: 'inquiry.answer_second_line',
    rule: 'send_report',
    body: z.strictObject({ ...givenFields, reportVersion, summary: optionalWords(5000), unread: flag }),
    run: (tools, request) =>
      alone(tools, request.id, async (tx) => {
        const { means, countsAsFirstResponse } = request.body;
        const going = await preparedToSend(own, tools, request);
        const row = await tools.perform(request, async (_tx, before, now) => {
          const at = givenAt(request.body, now);
          const body = request.body.summary === '' ? `報告書 ${going.report.number}（${editionLabels[going.report.edition]}）` : request.body.summary;
          const summaryTextId = await tools.text(tx, request, { kind: 'answer_summary', disclosure: 'customer', body }, now);
          const callId = await logGivenCall(tools, tx, request, { row: before, at, now, purpose: 'report', noteTextId: summaryTextId });
          const lateReasonTextId = await tools.reason(tx, request, request.body.lateReason, now);
          const facts = { ...going.facts, restrictedValues: going.facts.restrictedValues + restrictedPlaces(body, going.index).length };
          const given = { means, contactId: contactOf(request.body), summaryTextId, callId, countsAsFirstResponse, lateReasonTextId };
          const compromiseSuspected = await own.reports.compromiseSuspected(before.id);
          const { id: reportId, version } = going.report;
          return { command: { act: 'send_report', ...given, reportId, reportVersion: version, report: facts, compromiseSuspected, unread: request.body.unread, occurredAt: at } };
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
