import type { SenderStanding } from '../../inquiries/intake/mail-intake.js';
import type { Authentication } from './authentication.rules.js';

/** What a message is before anybody asks who sent it. */
export const mailKinds = ['message', 'automatic', 'bounce', 'unreadable'] as const;
export type MailKind = (typeof mailKinds)[number];

/** Why a message waits for a person. */
const quarantineReasons = ['sender_malformed', 'spoof_suspected', 'unregistered', 'several_customers', 'inquiry_unclear', 'unreadable', 'too_costly', 'not_processed'] as const;
export type QuarantineReason = (typeof quarantineReasons)[number];

/** What is shown for each reason. */
export const reasonTexts: Readonly<Record<QuarantineReason, string>> = {
  sender_malformed: '差出人の記載に誤りがあり、誰からのメールか分かりません。',
  spoof_suspected: '本サービス担当者のアドレスですが、送信元の認証に失敗しました（なりすましの疑い）。',
  unregistered: '本サービス担当者として届け出のないアドレスからのメールです。',
  several_customers: '複数の利用者の本サービス担当者です。どの利用者のお問い合わせか、確認が必要です。',
  // Neither word nor code says that it is another's inquiry: that is none of the reader's business (B5).
  inquiry_unclear: '示された受付番号などから、お問い合わせを特定できません。どのお問い合わせか、確認が必要です。',
  unreadable: 'メールを読み取れませんでした（要確認）。原本は保存してあります。',
  too_costly: '読み取りに時間やメモリーがかかりすぎるメールです（要確認）。原本は保存してあります。',
  not_processed: '処理を繰り返しましたが、完了できませんでした（要確認）。原本は保存してあります。',
};

/** All that the decision depends on. */
export interface IntakeFacts {
  readonly kind: MailKind;
  /** Exactly one From line with one mailbox, read alike by the strict grammar and by the parser. */
  readonly senderWellFormed: boolean;
  readonly authentication: Authentication;
  /** The customers whose registered contact has exactly this address now; more than one where nothing tells them apart. */
  readonly registeredCustomerIds: readonly string[];
  /** What token, Message-ID or number point to. */
  readonly found: { readonly inquiryId: string; readonly customerId: string | null } | null;
}

export type IntakeDecision =
  | { readonly act: 'record' }
  | { readonly act: 'quarantine'; readonly reason: QuarantineReason }
  | { readonly act: 'reply'; readonly inquiryId: string; readonly sender: SenderStanding }
  | { readonly act: 'new_inquiry'; readonly sender: SenderStanding };

/**
 * What to do with a message (security.md 2.7; the first row that fits wins). A token only finds:
 * who may add to an inquiry is decided by authentication and registration (V04-V09), and never by
 * what somebody wrote into a subject.
 */
export function decideIntake(facts: IntakeFacts): IntakeDecision {
  const { kind, found } = facts;
  const [registeredCustomerId, another] = facts.registeredCustomerIds;
  if (kind === 'unreadable') return { act: 'quarantine', reason: 'unreadable' };
  // A bounce names no sender that matters, and often none at all: it changes only the mail it is about (V11).
  if (kind === 'bounce') return { act: 'record' };
  if (!facts.senderWellFormed) return { act: 'quarantine', reason: 'sender_malformed' };
  if (kind === 'automatic') return { act: 'record' };
  if (registeredCustomerId === undefined) return { act: 'quarantine', reason: 'unregistered' };
  if (facts.authentication === 'fail') return { act: 'quarantine', reason: 'spoof_suspected' };
  if (another !== undefined) return { act: 'quarantine', reason: 'several_customers' };
  if (found !== null && found.customerId !== null && found.customerId !== registeredCustomerId) return { act: 'quarantine', reason: 'inquiry_unclear' };
  const sender = standingOf(facts);
  return found === null ? { act: 'new_inquiry', sender } : { act: 'reply', inquiryId: found.inquiryId, sender };
}

/** How sure the desk is of the sender. */
export function standingOf(facts: Pick<IntakeFacts, 'authentication' | 'registeredCustomerIds' | 'senderWellFormed'>): SenderStanding {
  if (facts.registeredCustomerIds.length !== 1 || !facts.senderWellFormed || facts.authentication === 'fail') return 'unregistered';
  return facts.authentication === 'pass' ? 'registered_authenticated' : 'registered_unauthenticated';
}
