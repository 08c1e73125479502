import { civilDate } from '../../calendar/japanese-time.js';
import type { Instant } from '../../platform/clock.js';
import { DomainError } from '../../platform/errors.js';
import type { Facts } from './facts.js';
import type { Inquiry } from './inquiry.js';

/** When somebody will call the contact back. */
interface CallWindow {
  readonly callFrom: Instant;
  readonly callUntil: Instant;
}

const monthMs = 31 * 24 * 60 * 60 * 1000;

/**
 * A5: a call-back is announced to the registered contact who has still to be verified, for a time on one
 * day at which the desk is there to make it.
 *
 * @throws DomainError contact_replaced, illegal_transition, time_not_possible
 */
export function requireCallToAnnounce(inquiry: Inquiry, window: CallWindow, facts: Facts): void {
  if (inquiry.verification === 'verified') throw new DomainError('illegal_transition', '本人確認は済んでいます。お願いのメールは要りません。');
  if (facts.currentContactId === null) {
    throw new DomainError('contact_replaced', '本サービス担当者の登録がないため、メールを送れません。利用者を特定してください。');
  }
  const fault = faultOf(window, facts);
  if (fault !== undefined) throw new DomainError('time_not_possible', fault.message, { faults: [fault] });
}

function faultOf({ callFrom, callUntil }: CallWindow, { now, reception }: Facts): { readonly field: string; readonly message: string } | undefined {
  if (callFrom <= now || callFrom > now + monthMs) return { field: 'callFrom', message: '今より後の1か月以内の日時を入力してください。' };
  if (callUntil <= callFrom) return { field: 'callUntil', message: '始まりより後の日時を入力してください。' };
  if (civilDate(callFrom) !== civilDate(callUntil)) return { field: 'callUntil', message: '始まりと同じ日の時刻を入力してください。' };
  if (!reception.isOpen(callFrom)) return { field: 'callFrom', message: '受付時間内の日時を入力してください。' };
  // 17:00 is the end of the last hour, and no longer open itself.
  if (!reception.isOpen(callUntil - 1)) return { field: 'callUntil', message: '受付時間内の日時を入力してください。' };
  return undefined;
}
