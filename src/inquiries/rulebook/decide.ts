import type { Instant } from '../../platform/clock.js';
import { DomainError } from '../../platform/errors.js';
import type { EventData } from '../../platform/events.js';
import { answerActs, decideAnswer } from './answer.rules.js';
import { appointmentActs, appointmentsEnded, decideAppointment } from './appointment.rules.js';
import { closingActs, decideClosing } from './closing.rules.js';
import type { Command } from './commands.js';
import { copiesEnded, copyActs, decideCopy } from './copy.rules.js';
import { decideEscalation, escalationActs } from './escalation.rules.js';
import type { InquiryEvent } from './events.js';
import { isOf } from './family.js';
import type { Facts } from './facts.js';
import { requireCallBack, requireDoer, requireLegal, requireNotBeforeReceipt, requirePast, requireVerified } from './guards.js';
import type { Inquiry } from './inquiry.js';
import { requireCallToAnnounce } from './identity-request.rules.js';
import { decideReport, reportActs } from './report.rules.js';
import type { Ruling } from './ruling.js';
import { decideWarmTransfer, warmTransferActs } from './warm-transfer.rules.js';
import { transitionOf, type ActName } from './transitions.js';

/**
 * 別紙3 as a function: what follows when somebody wants to do something. Returns the facts to record.
 *
 * @throws DomainError with a Japanese sentence where the clauses refuse it
 */
export function decide(inquiry: Inquiry, command: Command, facts: Facts): readonly InquiryEvent[] {
  requireLegal(inquiry, command.act);
  requireDoer(facts, command.act);
  requirePast(command.occurredAt, facts);
  if (facts.doing.kind === 'staff') requireNotBeforeReceipt(inquiry, command.occurredAt, facts);
  const ruling = rule(inquiry, command, facts);
  const by = facts.doing.kind === 'staff' ? facts.doing.id : null;
  const data = { by, from: inquiry.status, to: inquiry.status, ...fixedTarget(inquiry, command.act), ...ruling.data, ...copiesEnded(inquiry, command, facts), ...appointmentsEnded(command, facts) };
  return [...(ruling.before ?? []), { type: command.act, occurredAt: command.occurredAt, data }];
}

function fixedTarget(inquiry: Inquiry, act: ActName): EventData {
  const [target, ...others] = transitionOf(act).to;
  if (target === undefined || target === 'same' || others.length > 0) return {};
  if (target === 'return') return { to: inquiry.returnStatus ?? 'hearing' };
  return { to: target };
}

function rule(inquiry: Inquiry, command: Command, facts: Facts): Ruling {
  if (isOf(answerActs, command)) return decideAnswer(inquiry, command, facts);
  if (isOf(escalationActs, command)) return decideEscalation(inquiry, command, facts);
  if (isOf(reportActs, command)) return decideReport(inquiry, command, facts);
  if (isOf(copyActs, command)) return decideCopy(inquiry, command, facts);
  if (isOf(closingActs, command)) return decideClosing(inquiry, command, facts);
  if (isOf(appointmentActs, command)) return { data: decideAppointment(command, facts) };
  if (isOf(warmTransferActs, command)) return { data: decideWarmTransfer(command) };
  return { data: decideOther(inquiry, command, facts) };
}

type Decided = (typeof answerActs)[number] | (typeof escalationActs)[number] | (typeof reportActs)[number] | (typeof closingActs)[number]
  | (typeof copyActs)[number] | (typeof appointmentActs)[number] | (typeof warmTransferActs)[number];
type Other = Exclude<Command, { act: Decided }>;

function decideOther(inquiry: Inquiry, command: Other, facts: Facts): EventData {
  const { act: _act, occurredAt: _occurredAt, ...data } = command;
  switch (command.act) {
    case 'take_up':
      requireReceptionOpen(facts);
      break;
    case 'verify':
      requireKnownContact(command.result, command.contactId, facts);
      requireCallBack(command.method, command.result, facts);
      break;
    case 'assign':
      requireChange(inquiry, command);
      break;
    case 'request_identity':
      requireCallToAnnounce(inquiry, command, facts);
      break;
    case 'await_customer':
      requireConsent(command.forLogs, command.consentRecorded);
      requireAhead(command.answerBy, facts);
      break;
    case 'ask_questions':
      requireAhead(command.answerBy, facts);
      break;
    case 'introduce_specialist':
      requireWish(inquiry);
      requireVerified(inquiry, '専門事業者のご紹介は、本サービス担当者の本人確認が済んでから行えます。先に本人確認を記録してください。');
      break;
    case 'guide_insurance':
      requireVerified(inquiry, '保険のご案内は、本サービス担当者の本人確認が済んでから行えます。先に本人確認を記録してください。');
      break;
    case 'note_delivery_failed':
    case 'note_answer_withdrawn':
      return { ...data, missed: inquiry.dueAt < facts.now };
    default:
      break;
  }
  return data;
}

/** T5: what waits since the night is taken up once reception is open. */
function requireReceptionOpen(facts: Facts): void {
  if (facts.reception.isOpen(facts.now)) return;
  const nextOpeningAt = facts.reception.nextOpening(facts.now);
  throw new DomainError(
    'outside_reception_hours',
    `受付時間外です。次の受付開始 ${facts.reception.formatDateTime(nextOpeningAt)} から受付を開始できます。`,
    { facts: { nextOpeningAt } },
  );
}

function requireKnownContact(result: string, contactId: string | null, facts: Facts): void {
  if (result !== 'verified') return;
  if (contactId === null) {
    throw new DomainError('validation_failed', '利用者と本サービス担当者を特定してから、本人確認済みにしてください。');
  }
  if (contactId !== facts.currentContactId) {
    throw new DomainError('contact_replaced', '本サービス担当者の登録が変わりました。最新の担当者で本人確認をやり直してください。');
  }
}

/** Nobody is told that something was changed where nothing was. */
function requireChange(inquiry: Inquiry, { ownerId, providerId, consentToPassData }: Extract<Command, { act: 'assign' }>): void {
  if (ownerId !== inquiry.ownerId || providerId !== inquiry.providerId || consentToPassData) return;
  throw new DomainError('validation_failed', '担当は変わっていません。変更後の担当を選んでください。', {
    faults: [{ field: 'ownerId', message: 'いまの担当と同じです。' }],
  });
}

const yearMs = 366 * 24 * 60 * 60 * 1000;

/** Until when the customer is asked to answer: he reads it in a mail, so it is a day he can still keep. */
function requireAhead(answerBy: Instant, facts: Facts): void {
  if (answerBy > facts.now && answerBy <= facts.now + yearMs) return;
  throw new DomainError('time_not_possible', 'ご回答の期限は、今より後の1年以内の日時にしてください。', {
    faults: [{ field: 'answerBy', message: '今より後の1年以内の日時を入力してください。' }],
  });
}

/** E2: a log request goes out with the customer's declaration on record. */
function requireConsent(forLogs: boolean, consentRecorded: boolean): void {
  if (!forLogs || consentRecorded) return;
  throw new DomainError('consent_missing', 'ログ等のご提供について、お客様の同意を記録してから依頼してください。');
}

/** C5: a specialist is introduced when the customer asks for it. */
function requireWish(inquiry: Inquiry): void {
  if (inquiry.wishForSpecialistAt === null) {
    throw new DomainError('wish_not_recorded', '専門事業者のご紹介は、お客様のご要望を記録してから行えます。');
  }
  if (inquiry.consentToSpecialistAt === null) {
    throw new DomainError('consent_missing', '専門事業者へ情報を渡すことへのお客様の同意を記録してください。');
  }
}
