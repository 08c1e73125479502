import { DomainError } from '../../platform/errors.js';
import type { EventData } from '../../platform/events.js';
import type { Ruling } from './ruling.js';
import type { CommandOf } from './family.js';
import type { Facts } from './facts.js';
import {
  requireCurrentContact, requireDisclosureAllowed, requireFields, requireNothingRestricted, requirePersonSpokenTo, requireTelephone,
} from './guards.js';
import type { Inquiry } from './inquiry.js';

/** The acts decided here. */
export const answerActs = ['answer_by_phone', 'answer_second_line'] as const;

type AnswerCommand = CommandOf<typeof answerActs>;

/** T15 and T26: an answer to the verified registered contact (A5, B3, C7, D2). */
export function decideAnswer(inquiry: Inquiry, command: AnswerCommand, facts: Facts): Ruling {
  if (command.act === 'answer_by_phone') requireTelephone(command.means);
  requireDisclosureAllowed(inquiry, command.occurredAt, facts);
  requireCurrentContact(command.contactId, facts);
  requirePersonSpokenTo(facts.call);
  requireReasonWhenLate(inquiry, command, facts);
  return command.act === 'answer_by_phone' ? answerByPhone(inquiry, command, facts) : answerSecondLine(inquiry, command, facts);
}

function answerByPhone(inquiry: Inquiry, command: Extract<AnswerCommand, { act: 'answer_by_phone' }>, facts: Facts): Ruling {
  const data = {
    to: stillOwed(inquiry, command) ? 'first_line_work' : 'answered',
    means: command.means,
    contactId: command.contactId,
    summaryTextId: command.summaryTextId,
    callId: command.callId,
    countsAsFirstResponse: command.countsAsFirstResponse,
    ...lateEntry(inquiry, command, facts),
  };
  if (inquiry.status !== 'hearing') return { data };
  requireFields(facts.sheet?.missingForReception ?? [], '回答');
  return { data: { ...data, from: 'first_line_work' }, before: [receptionCompleted(inquiry, command, facts)] };
}

function answerSecondLine(inquiry: Inquiry, command: Extract<AnswerCommand, { act: 'answer_second_line' }>, facts: Facts): Ruling {
  requireNothingRestricted(command.restrictedValues);
  requireCallbackWhereCompromised(inquiry, command.means, command.compromiseSuspected);
  return {
    data: {
      to: command.final && !stillOwed(inquiry, command) ? 'answered' : 'second_line_work',
      means: command.means,
      contactId: command.contactId,
      summaryTextId: command.summaryTextId,
      countsAsFirstResponse: command.countsAsFirstResponse,
      ...lateEntry(inquiry, command, facts),
    },
  };
}

/** D2: what is told without being the first answer, while that is owed, leaves the work with whoever has to give it; the target runs on. */
export function stillOwed(inquiry: Inquiry, { countsAsFirstResponse }: Pick<FirstAnswer, 'countsAsFirstResponse'>): boolean {
  return !countsAsFirstResponse && firstAnswerIsOwed(inquiry);
}

/** Whether the first answer of the cycle is still to be given, in time or late. */
export function firstAnswerIsOwed({ firstResponseAt, clock }: Pick<Inquiry, 'firstResponseAt' | 'clock'>): boolean {
  return firstResponseAt === null && clock !== 'not_applicable';
}

/** How an act says that it was the first answer, and when. */
interface FirstAnswer {
  readonly countsAsFirstResponse: boolean;
  readonly lateReasonTextId: string | null;
  readonly occurredAt: number;
}

/** Whether the target is over, and an answer is now said to have been given before it. */
function isLateEntry(inquiry: Inquiry, { countsAsFirstResponse, occurredAt }: FirstAnswer, facts: Facts): boolean {
  return countsAsFirstResponse && inquiry.firstResponseAt === null && inquiry.clock !== 'not_applicable' && occurredAt <= inquiry.dueAt && facts.now > inquiry.dueAt;
}

/** D1, D2: an answer counts with its true time; one that turns a missed target into a met one says why nobody wrote it down before. */
export function requireReasonWhenLate(inquiry: Inquiry, command: FirstAnswer, facts: Facts): void {
  if (command.lateReasonTextId !== null || !isLateEntry(inquiry, command, facts)) return;
  const due = facts.reception.formatDateTime(inquiry.dueAt);
  throw new DomainError('validation_failed', `目標期限（${due}）を過ぎてから、期限内の回答として記録しようとしています。あとから記録する理由を残してください。`, {
    faults: [{ field: 'lateReason', message: 'あとから記録する理由を入力してください。理由は、記録と目標期限超過の一覧に残ります。' }],
  });
}

/** The mark on the record of an answer that was written down only after the target. */
export function lateEntry(inquiry: Inquiry, command: FirstAnswer, facts: Facts): EventData {
  return isLateEntry(inquiry, command, facts) ? { recordedAfterDue: true, lateReasonTextId: command.lateReasonTextId } : {};
}

/** A5: a hijacked mailbox passes every check, so findings wait for a call to the registered number. */
export function requireCallbackWhereCompromised(inquiry: Inquiry, means: string, compromiseSuspected: boolean): void {
  if (means !== 'mail' || !compromiseSuspected || inquiry.verificationMethod === 'callback_to_registered_phone') return;
  throw new DomainError(
    'contact_not_verified',
    'メールやアカウントの侵害が疑われるため、メールで送る前に登録電話番号へ折り返して本人確認を記録してください。',
  );
}

/** T13 within another act: the reception part of the sheet was done in the same call. */
export function receptionCompleted(inquiry: Inquiry, command: { readonly occurredAt: number }, facts: Facts): {
  readonly type: 'complete_reception';
  readonly occurredAt: number;
  readonly data: { readonly by: string | null; readonly from: string; readonly to: string };
} {
  const by = facts.doing.kind === 'staff' ? facts.doing.id : null;
  return { type: 'complete_reception', occurredAt: command.occurredAt, data: { by, from: inquiry.status, to: 'first_line_work' } };
}
