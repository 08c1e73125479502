import type { Instant } from '../../platform/clock.js';
import { DomainError } from '../../platform/errors.js';
import type { EventData } from '../../platform/events.js';
import type { Heard } from './commands.js';
import type { Ruling } from './ruling.js';
import type { CommandOf } from './family.js';
import type { Facts } from './facts.js';
import { requireNotBeforeReturn, requireVerified } from './guards.js';
import type { Inquiry } from './inquiry.js';

/** The acts decided here. */
export const closingActs = ['announce_closing', 'close', 'follow_up', 'reopen', 'resume_declined', 'merge', 'withdraw'] as const;

type ClosingCommand = CommandOf<typeof closingActs>;

/** T11, T29-T35: how an inquiry ends, and how it comes back (C8). */
export function decideClosing(inquiry: Inquiry, command: ClosingCommand, facts: Facts): Ruling {
  switch (command.act) {
    case 'close':
      requireEndPossible(inquiry, command.occurredAt, facts);
      requireMayClose(inquiry, command.confirmedByCustomer, facts);
      requireNothingOpen(inquiry, command.promisesEnded, facts);
      return { data: { resolution: command.resolution, confirmedByCustomer: command.confirmedByCustomer, ...heardOf(command), ...(command.watchTextId === undefined ? {} : { watchTextId: command.watchTextId }) } };
    case 'follow_up':
      requireAfterAnswer(inquiry, command.occurredAt, facts);
      return { data: { ...command.newCycle, ...heardOf(command), to: inquiry.line === 'second' ? 'second_line_work' : 'first_line_work' } };
    case 'reopen':
      requireAfterAnswer(inquiry, command.occurredAt, facts);
      requireAfterEnd(inquiry, command.occurredAt, facts);
      return command.because === 'closed_by_mistake' ? undoClosing(inquiry, facts) : reopenAnew(inquiry, command);
    case 'resume_declined':
      requireAfterEnd(inquiry, command.occurredAt, facts);
      return { data: newCycle(command.occurredAt, facts) };
    case 'merge':
      requireSameCustomer(inquiry, command.intoInquiryId, command.sameCustomer);
      if (inquiry.everEscalated) requireLead(facts, '統合');
      return { data: { intoInquiryId: command.intoInquiryId } };
    case 'withdraw':
      requireVerified(inquiry, '取下げは、本人確認済みの本サービス担当者からの申出で行えます。');
      return { data: { reasonTextId: command.reasonTextId } };
    case 'announce_closing':
      return { data: { closesAfter: command.closesAfter } };
  }
}

/** The customer is back: a new response cycle (D2). */
function reopenAnew(inquiry: Inquiry, command: Extract<ClosingCommand, { act: 'reopen' }>): Ruling {
  const because = command.because === undefined ? {} : { because: command.because };
  return { data: { ...command.newCycle, ...because, ...heardOf(command), to: workStatus(inquiry) } };
}

/** Nobody came back: the closing itself was the mistake, and the cycle goes on where it stood. */
function undoClosing(inquiry: Inquiry, facts: Facts): Ruling {
  if (inquiry.everEscalated) requireLead(facts, '対応完了の取消し');
  return { data: { because: 'closed_by_mistake', to: inquiry.firstResponseAt === null ? workStatus(inquiry) : 'answered' } };
}

function workStatus({ everEscalated }: Inquiry): 'second_line_work' | 'hearing' {
  return everEscalated ? 'second_line_work' : 'hearing';
}

function heardOf({ means, saidTextId, callId }: Heard): EventData {
  return { ...(means === undefined ? {} : { means }), ...(saidTextId === undefined ? {} : { saidTextId }), ...(callId === undefined ? {} : { callId }) };
}

/** Whether the closing must be a person's act: escalated, a malware download and further along, or a complaint. */
export function needsPersonToClose(inquiry: Inquiry): boolean {
  return inquiry.everEscalated || inquiry.grave || inquiry.complaintAt !== null;
}

function requireMayClose(inquiry: Inquiry, confirmedByCustomer: boolean, facts: Facts): void {
  if (facts.doing.kind === 'system' && needsPersonToClose(inquiry)) {
    throw new DomainError('forbidden', 'エスカレーションした問合せなどの対応完了は、人が確認して行います。');
  }
  if (inquiry.everEscalated) requireLead(facts, '対応完了');
  if (confirmedByCustomer) return;
  if (inquiry.closingAnnouncedAt === null) {
    throw new DomainError('illegal_transition', 'お客様のご確認がない場合は、先に「対応完了の事前ご案内」を行ってください。');
  }
  if (inquiry.unansweredCalls < 2) {
    throw new DomainError('illegal_transition', 'お客様のご確認がない場合は、2回以上架電した記録が必要です。');
  }
}

/** What the customer was promised, or complained of, does not end by the way: somebody says so of each. */
function requireNothingOpen(inquiry: Inquiry, promisesEnded: boolean, facts: Facts): void {
  if (inquiry.complaintAt !== null) {
    throw new DomainError('illegal_transition', '上長対応が終わっていません。窓口の責任者（二次受付窓口では責任者）が「上長対応の結果を記録する」を記録してから、対応完了にしてください。');
  }
  if (facts.openAppointments === 0 || promisesEnded) return;
  throw new DomainError('validation_failed', `お客様との約束が${facts.openAppointments}件残っています。果たした約束は結果を記録し、残りは取りやめてよいことを確かめてください。`, {
    faults: [{ field: 'promisesEnded', message: `残っている約束（${facts.openAppointments}件）を取りやめてよいときは、印を付けてください。` }],
  });
}

/** Section I: closing and merging of escalated inquiries is the second-line lead's. */
function requireLead(facts: Facts, act: string): void {
  if (facts.doing.kind === 'staff' && facts.doing.roles.includes('second_line_lead')) return;
  throw new DomainError('forbidden', `エスカレーションした問合せの${act}は、二次受付窓口の責任者が行います。必要なときは、責任者に依頼してください。`);
}

/** A further question cannot have come before the answer to the first; a mail may well have crossed it. */
function requireAfterAnswer({ firstResponseAt }: Inquiry, occurredAt: Instant, facts: Facts): void {
  if (facts.doing.kind === 'staff') requireNotBefore(firstResponseAt, '最初のご回答', occurredAt, facts);
}

/** It cannot have ended before the answer, before its end was announced, or before the customer came back. */
function requireEndPossible(inquiry: Inquiry, occurredAt: Instant, facts: Facts): void {
  requireNotBeforeReturn(inquiry, occurredAt, facts);
  requireNotBefore(inquiry.firstResponseAt, '最初のご回答', occurredAt, facts);
  requireNotBefore(inquiry.closingAnnouncedAt, '対応完了の事前ご案内', occurredAt, facts);
}

/** What came while it was still open was no re-opening; a mail may well have crossed the closing. */
function requireAfterEnd(inquiry: Inquiry, occurredAt: Instant, facts: Facts): void {
  if (facts.doing.kind === 'staff') requireNotBefore(inquiry.endedAt, '対応を終えた日時', occurredAt, facts);
}

function requireNotBefore(earlier: Instant | null, what: string, occurredAt: Instant, facts: Facts): void {
  if (earlier === null || occurredAt >= earlier) return;
  throw new DomainError('time_not_possible', `${what}（${facts.reception.formatDateTime(earlier)}）より前の日時は記録できません。`, {
    faults: [{ field: 'occurredAt', message: `${facts.reception.formatDateTime(earlier)}以降の日時を入力してください。` }],
  });
}

function newCycle(at: Instant, facts: Facts): EventData {
  const { acceptedAt, dueAt, calendarVersion } = facts.reception.responseTarget(at);
  return { acceptedAt, dueAt, calendarVersion };
}

function requireSameCustomer(inquiry: Inquiry, intoInquiryId: string, sameCustomer: boolean): void {
  if (sameCustomer && inquiry.id !== intoInquiryId) return;
  throw new DomainError('illegal_transition', '統合できるのは、同じ利用者の別の問合せだけです。');
}
