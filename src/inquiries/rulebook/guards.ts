import type { Instant } from '../../platform/clock.js';
import { DomainError } from '../../platform/errors.js';
import { roleNames } from '../../staff/permissions.js';
import type { CallFacts, Facts } from './facts.js';
import type { Inquiry } from './inquiry.js';
import { eventLabels } from './events.js';
import { answerMeansLabels, statusLabelOf, verificationLabels, type AnswerMeans, type Verification, type VerificationMethod } from './status.js';
import { transitionOf, type ActName, type Doer } from './transitions.js';

/** Refuses an act that the table does not know from this status. */
export function requireLegal(inquiry: Inquiry, act: ActName): void {
  if (transitionOf(act).from.includes(inquiry.status)) return;
  throw new DomainError(
    'illegal_transition',
    `この問合せは「${statusLabelOf(inquiry)}」のため、「${eventLabels[act]}」はできません。`,
    { facts: { status: inquiry.status, act } },
  );
}

/** Refuses an act to a person whose roles may not do it. */
export function requireDoer(facts: Facts, act: ActName): void {
  const doers: readonly Doer[] = facts.doing.kind === 'system' ? ['system'] : facts.doing.roles;
  if (transitionOf(act).by.some((doer) => doers.includes(doer))) return;
  const whose = transitionOf(act).by.flatMap((doer) => (doer === 'system' ? [] : [roleNames[doer]]));
  throw new DomainError('forbidden', whose.length === 0 ? `「${eventLabels[act]}」は、デスクが自動で行います。` : `「${eventLabels[act]}」は${whose.join('・')}の操作です。必要なときは、その担当者に依頼してください。`);
}

/** D2: an act typed in later counts with its true time, which cannot lie in the future. */
export function requirePast(occurredAt: Instant, facts: Facts, field: 'occurredAt' | 'receivedAt' = 'occurredAt'): void {
  if (occurredAt <= facts.now) return;
  throw new DomainError('time_in_future', `日時が未来になっています。現在は ${facts.reception.formatDateTime(facts.now)} です。`, {
    faults: [{ field, message: '現在以前の日時を入力してください。' }],
  });
}

/** An act cannot have happened before the inquiry itself. */
export function requireNotBeforeReceipt(inquiry: Inquiry, occurredAt: Instant, facts: Facts): void {
  if (occurredAt >= inquiry.receivedAt) return;
  const received = facts.reception.formatDateTime(inquiry.receivedAt);
  throw new DomainError('time_not_possible', `この問合せの受信（${received}）より前の日時は記録できません。`, {
    faults: [{ field: 'occurredAt', message: '受信日時以降を入力してください。' }],
  });
}

/** What must be settled before findings may be told to the customer, the first thing first (A5, A7). */
export function lacksForDisclosure({ verification, entitlement }: Pick<Inquiry, 'verification' | 'entitlement'>): readonly ('verification' | 'entitlement')[] {
  return [...(verification === 'verified' ? [] : (['verification'] as const)), ...(entitlement === 'in_force' ? [] : (['entitlement'] as const))];
}

/** A5: what tells of the inquiry goes to the verified registered contact alone; `says` is for the person refused. */
export function requireVerified(inquiry: Inquiry, says: string): void {
  if (lacksForDisclosure(inquiry).includes('verification')) throw new DomainError('contact_not_verified', says);
}

/** A5: what a colleague of the contact may be told, and where it is written down: it is no answer. */
export const adviceToColleague = '同僚の方には身を守るための助言だけをお伝えできます。お伝えした内容は「メモを追加する」で残します。';

/** A5: findings go to the verified registered contact alone. */
export function requireDisclosureAllowed(inquiry: Inquiry, occurredAt: Instant, facts: Facts): void {
  const standing = verificationLabels[inquiry.verification];
  const advice = inquiry.verification === 'colleague' ? adviceToColleague : '';
  requireVerified(inquiry, `本人確認が済んでいないため回答できません（${standing}）。${advice}登録電話番号へ折り返して本人確認を記録してください。調査や記録は続けられます。`);
  requireNotBeforeVerification(inquiry, occurredAt, facts);
  requireNotBeforeReturn(inquiry, occurredAt, facts);
  if (lacksForDisclosure(inquiry).includes('entitlement')) {
    throw new DomainError(
      'contract_not_in_force',
      '契約の確認が済んでいないため回答できません。サービス主管の判断をお待ちください。調査や記録は続けられます。',
    );
  }
}

/** What only the verified contact may be told or asked happened after he was known to be the one. */
export function requireNotBeforeVerification({ verifiedAt }: Inquiry, occurredAt: Instant, facts: Facts): void {
  if (verifiedAt === null || occurredAt >= verifiedAt) return;
  throw new DomainError('time_not_possible', `本人確認（${facts.reception.formatDateTime(verifiedAt)}）より前の日時では記録できません。日時を確認してください。`, {
    faults: [{ field: 'occurredAt', message: '本人確認の日時以降を入力してください。' }],
  });
}

/** An answer of this cycle was given after the customer had come back; one before belongs to the old cycle (D2). */
export function requireNotBeforeReturn({ resumedAt }: Inquiry, occurredAt: Instant, facts: Facts): void {
  if (resumedAt === null || occurredAt >= resumedAt) return;
  throw new DomainError('time_not_possible', `お客様から再びご連絡のあった日時（${facts.reception.formatDateTime(resumedAt)}）より前の日時は記録できません。`, {
    faults: [{ field: 'occurredAt', message: '再開・追加のご質問の日時以降を入力してください。' }],
  });
}

/** The contact may have been replaced since the person opened the page (A6). */
export function requireCurrentContact(contactId: string | null, facts: Facts): void {
  if (contactId !== null && contactId === facts.currentContactId) return;
  throw new DomainError(
    'contact_replaced',
    '本サービス担当者の登録が変わりました。最新の担当者を確認し、本人確認をやり直してから回答してください。',
  );
}

/** A5: a call-back proves who it was only where it went to a registered number, and it is known who took it. */
export function requireCallBack(method: VerificationMethod, result: Verification, { call }: Facts): void {
  if (method !== 'callback_to_registered_phone' || result !== 'verified') return;
  if (call?.toRegisteredNumber !== true) {
    throw new DomainError('validation_failed', '登録されている番号へ折り返した記録がないため、本人確認済みにできません。', {
      faults: [{ field: 'number', message: '登録されている番号のうち、折り返した番号を選んでください。' }],
    });
  }
  requirePersonSpokenTo(call);
}

/** Whether it was the registered contact can be seen later only from who is written down. */
export function requirePersonSpokenTo(call: CallFacts | null): void {
  if (call === null || call.personNamed) return;
  throw new DomainError('validation_failed', '電話でお話しした方が記録されていません。', {
    faults: [{ field: 'person', message: 'お話しした方のお名前を入力してください。' }],
  });
}

/** B3: the first line answers by telephone, whatever page or API asks. */
export function requireTelephone(means: AnswerMeans): void {
  if (means === 'phone') return;
  throw new DomainError(
    'channel_not_allowed',
    `一次受付窓口からの回答は電話のみです（別紙3 2(4)②）。「${answerMeansLabels[means]}」では回答できません。`,
  );
}

/** Names what is missing, so that nobody hunts for it. */
export function requireFields(missing: readonly string[], before: string): void {
  if (missing.length === 0) return;
  throw new DomainError('fields_missing', `${before}には次の項目が必要です（「不明」でも構いません）：${missing.join('、')}`, {
    facts: { missing },
  });
}

/** C3: what only the portal's management screen shows never goes to the customer unreleased. */
export function requireNothingRestricted(restrictedValues: number): void {
  if (restrictedValues === 0) return;
  throw new DomainError(
    'restricted_value',
    `利用者非公開の内容が${restrictedValues}か所含まれています。文面から除くか、二次受付窓口の責任者の開示承認を得てください。`,
  );
}
