import type { InquiryRow } from '../inquiries/inquiry.entity.js';
import type { ReportFacts } from '../inquiries/rulebook/commands.js';
import { lacksForDisclosure } from '../inquiries/rulebook/guards.js';
import { reviewWaitMs } from '../inquiries/rulebook/report.rules.js';
import { entitlementLabels, verificationLabels } from '../inquiries/rulebook/status.js';
import type { Instant } from '../platform/clock.js';
import type { ErrorCode } from '../platform/errors.js';

/** What must be done elsewhere first, and where. */
export interface Hold {
  readonly text: string;
  readonly link: string;
  readonly href: string;
}

type HeldInquiry = Pick<InquiryRow, 'id' | 'customerId' | 'verification' | 'entitlement'>;

/** Where the identity is recorded; before anybody is known to be the customer, where that is said. */
function towardsVerification({ id, customerId }: Pick<HeldInquiry, 'id' | 'customerId'>): Pick<Hold, 'link' | 'href'> {
  if (customerId === null) return { link: '利用者を特定する', href: `/inquiries/${id}#panel-identify-customer` };
  return { link: '本人確認を記録する', href: `/inquiries/${id}#panel-verify` };
}

/** Why a report cannot go to the customer yet by whatever means, said before anybody fills a form in (A5, A7). */
export function holdsOf(inquiry: HeldInquiry): readonly Hold[] {
  return lacksForDisclosure(inquiry).map((lack) =>
    lack === 'verification'
      ? { text: `報告する前に、本人確認が必要です（いまは「${verificationLabels[inquiry.verification]}」）。電話・会議でお伝えするときも同じです。`, ...towardsVerification(inquiry) }
      : { text: `報告する前に、契約の確認が必要です（いまは「${entitlementLabels[inquiry.entitlement]}」）。サービス主管が判断します。`, link: '問合せで契約の状態を見る', href: `/inquiries/${inquiry.id}#next-step` },
  );
}

/** What is recorded elsewhere before a reading may be asked for (T23, C3). */
export function holdsOfReview({ portalNoticeChecked, progressSet }: Pick<ReportFacts, 'portalNoticeChecked' | 'progressSet'>, { id }: Pick<HeldInquiry, 'id'>): readonly Hold[] {
  const analysis = `/inquiries/${id}/analysis`;
  return [
    ...(portalNoticeChecked ? [] : [{ text: '確認を依頼する前に、お客様への通知内容の確認が必要です。', link: '通知内容を確認する', href: `${analysis}#panel-save-portal-notice` }]),
    ...(progressSet ? [] : [{ text: '確認を依頼する前に、攻撃工程の進み具合の記録が必要です。', link: '攻撃工程を記録する', href: `${analysis}#panel-set-attack-progress` }]),
  ];
}

/** Where a refusal leads on to; undefined where it can be mended on the page itself. */
export function wayOutOf(code: ErrorCode, inquiry: HeldInquiry): Pick<Hold, 'link' | 'href'> | undefined {
  if (code === 'contact_not_verified' || code === 'contact_replaced') return towardsVerification(inquiry);
  return code === 'contract_not_in_force' ? holdsOf(inquiry).at(-1) : undefined;
}

/** What a report still waits for before it may be sent. */
export interface SendingStanding {
  readonly holds: readonly Hold[];
  /** Until when a second analyst is waited for (C4); null where nobody is. */
  readonly waitsUntil: Instant | null;
  /** Nobody has read it, and it may go all the same. */
  readonly unread: boolean;
}

/** C4, A5, A7: the same questions as the rulebook asks when it is sent. */
export function sendingStanding(row: HeldInquiry & Pick<InquiryRow, 'reportApprovedBy' | 'reviewRequestedAt'>, now: Instant): SendingStanding {
  const isRead = row.reportApprovedBy !== null;
  const mayGoAt = (row.reviewRequestedAt ?? now) + reviewWaitMs;
  return { holds: holdsOf(row), waitsUntil: isRead || now >= mayGoAt ? null : mayGoAt, unread: !isRead && now >= mayGoAt };
}

/** What the second reader is told when he is done: whether it may go now, or what comes first. */
export function saidOfReading(row: HeldInquiry): string {
  const holds = holdsOf(row);
  return `報告書を確認済みにしました。${holds.length === 0 ? 'お客様に報告できます。' : holds.map(({ text }) => text).join('')}`;
}
