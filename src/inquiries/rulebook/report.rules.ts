import { DomainError } from '../../platform/errors.js';
import { lateEntry, requireCallbackWhereCompromised, requireReasonWhenLate, stillOwed } from './answer.rules.js';
import type { ReportFacts } from './commands.js';
import type { Ruling } from './ruling.js';
import type { CommandOf } from './family.js';
import type { Facts } from './facts.js';
import { requireCurrentContact, requireDisclosureAllowed, requireFields, requireNothingRestricted, requirePersonSpokenTo } from './guards.js';
import type { Inquiry } from './inquiry.js';

/** The acts decided here. */
export const reportActs = ['request_review', 'return_report', 'take_back_report', 'approve_report', 'send_report', 'read_report_afterwards'] as const;

type ReportCommand = CommandOf<typeof reportActs>;

/** C4: by the clock, from the request. */
export const reviewWaitMs = 60 * 60 * 1000;

/** T23-T25: the report is written, read by a second analyst, and given (C3, C4). */
export function decideReport(inquiry: Inquiry, command: ReportCommand, facts: Facts): Ruling {
  switch (command.act) {
    case 'request_review':
      requireComplete(command.report);
      return { data: { reportId: command.reportId, reportVersion: command.reportVersion, readerId: command.readerId } };
    case 'return_report':
      requireSecondReader(inquiry, facts);
      return { data: { reportId: command.reportId, commentTextId: command.commentTextId, ...askedBy(inquiry) } };
    case 'take_back_report':
      requireAsker(inquiry, facts);
      return { data: { reportId: command.reportId, reportVersion: command.reportVersion } };
    case 'approve_report':
      requireSecondReader(inquiry, facts);
      return { data: { reportId: command.reportId, reportVersion: command.reportVersion, ...askedBy(inquiry) } };
    case 'read_report_afterwards':
      requireUnreadByOthers(command, facts);
      return { data: { reportId: command.reportId, reportVersion: command.reportVersion, authors: command.writtenBy } };
    case 'send_report':
      return sendReport(inquiry, command, facts);
  }
}

/** Who waits for what the reader says. */
function askedBy({ reviewRequestedBy }: Inquiry): { readonly authors: readonly string[] } {
  return { authors: reviewRequestedBy === null ? [] : [reviewRequestedBy] };
}

function sendReport(inquiry: Inquiry, command: Extract<ReportCommand, { act: 'send_report' }>, facts: Facts): Ruling {
  requireComplete(command.report);
  requireDisclosureAllowed(inquiry, command.occurredAt, facts);
  requireCurrentContact(command.contactId, facts);
  requirePersonSpokenTo(facts.call);
  requireReasonWhenLate(inquiry, command, facts);
  requireCallbackWhereCompromised(inquiry, command.means, command.compromiseSuspected);
  requireReadOrWaited(inquiry, command, facts);
  return {
    data: {
      to: stillOwed(inquiry, command) ? 'second_line_work' : 'answered',
      means: command.means,
      contactId: command.contactId,
      reportId: command.reportId,
      reportVersion: command.reportVersion,
      summaryTextId: command.summaryTextId,
      countsAsFirstResponse: command.countsAsFirstResponse,
      ...lateEntry(inquiry, command, facts),
      readAfterwards: inquiry.reportApprovedBy === null,
    },
  };
}

function requireComplete(report: ReportFacts): void {
  if (!report.portalNoticeChecked) {
    throw new DomainError('fields_missing', 'お客様への通知内容（CTSポータルからの通知）を確認し、報告書に引用してください（別紙3 1(3)③）。');
  }
  if (!report.progressSet) {
    throw new DomainError('fields_missing', '攻撃工程のうち、分かっているものの状態を記録してください（別紙3 1(3)③）。');
  }
  requireFields(report.emptySections, '報告書');
  requireNothingRestricted(report.restrictedValues);
}

/** The second reader is another analyst than the one who asked. */
function requireSecondReader(inquiry: Inquiry, facts: Facts): void {
  if (facts.doing.kind === 'staff' && facts.doing.id !== inquiry.reviewRequestedBy) return;
  throw new DomainError('second_reader_required', '報告書は、作成した方とは別の分析担当者が確認してください。');
}

/** Who asked may think better of it until it goes, the lead where that person is away; a reading that was done counts no more. */
function requireAsker(inquiry: Inquiry, { doing }: Facts): void {
  const mine = doing.kind === 'staff' && (doing.id === inquiry.reviewRequestedBy || doing.roles.includes('second_line_lead'));
  if (!mine) throw new DomainError('forbidden', '報告書を書き直しに戻せるのは、確認を依頼した方と二次受付窓口の責任者です。ほかの方は、修正を依頼してください。');
}

/** When no second analyst was free for 60 minutes the report may go and is read afterwards; never by a slip. */
function requireReadOrWaited(inquiry: Inquiry, { occurredAt: at, unread }: Extract<ReportCommand, { act: 'send_report' }>, facts: Facts): void {
  if (inquiry.reportApprovedBy !== null) return;
  const mayGoAt = (inquiry.reviewRequestedAt ?? at) + reviewWaitMs;
  if (facts.now >= mayGoAt) return requireMeantUnread(unread);
  throw new DomainError(
    'second_reader_required',
    `別の分析担当者の確認を待っています。確認がない場合は ${facts.reception.formatDateTime(mayGoAt)} から送付でき、確認は後から行います。`,
    { facts: { mayGoAt } },
  );
}

function requireMeantUnread(unread: boolean): void {
  if (unread) return;
  const message = 'この報告書は、まだ別の分析担当者が確認していません。確認を待たずに報告するときは、「確認を待たずに報告する」にチェックを付けてください。';
  throw new DomainError('second_reader_required', message, { faults: [{ field: 'unread', message: 'チェックを付けるか、確認を待ってください。' }] });
}

/** C4: what went out unread after 60 minutes is read afterwards, by somebody who did not write or send it. */
function requireUnreadByOthers(command: Extract<ReportCommand, { act: 'read_report_afterwards' }>, facts: Facts): void {
  if (!command.sentUnread) {
    throw new DomainError('illegal_transition', 'この報告書は確認済みか、まだ送付されていません。送付後の確認は必要ありません。');
  }
  if (facts.doing.kind === 'staff' && !command.writtenBy.includes(facts.doing.id)) return;
  throw new DomainError('second_reader_required', '報告書は、作成・送付した方とは別の分析担当者が確認してください。');
}
