/** Where an inquiry stands (`domain.md` 3.2); what else is true of it are facets, and no status waits for one. */
export const statuses = [
  'received',
  'hearing',
  'first_line_work',
  'escalated',
  'second_line_work',
  'report_review',
  'awaiting_customer',
  'answered',
  'closed',
  'declined',
  'transferred',
  'merged',
  'withdrawn',
] as const;

export type Status = (typeof statuses)[number];

/** What people read (requirements section G). */
export const statusLabels: Readonly<Record<Status, string>> = {
  received: '未受付',
  hearing: '一次ヒアリング中',
  first_line_work: '一次対応中',
  escalated: '二次受付待ち',
  second_line_work: '二次対応中',
  report_review: '報告書確認中',
  awaiting_customer: 'お客様ご回答待ち',
  answered: '回答済み（ご確認待ち）',
  closed: '対応完了',
  declined: '受付対象外（ご案内済み）',
  transferred: '他窓口へ引継ぎ',
  merged: '統合',
  withdrawn: '取下げ',
};

/** A status as people read it: a report that was read waits to be sent, and no longer to be read. */
export type ShownStatus = Status | 'report_read';

export const shownStatusLabels: Readonly<Record<ShownStatus, string>> = { ...statusLabels, report_read: '確認済み・報告待ち' };

/** All of them, in their order. */
export const shownStatuses: readonly ShownStatus[] = statuses.flatMap((status) => (status === 'report_review' ? [status, 'report_read'] : [status]));

/** What a status is read from. */
export interface StatusFacts {
  readonly status: Status;
  /** Who has read the report; null while nobody has. */
  readonly reportApprovedBy: string | null;
}

export function shownStatusOf({ status, reportApprovedBy }: StatusFacts): ShownStatus {
  return status === 'report_review' && reportApprovedBy !== null ? 'report_read' : status;
}

/** The word for a status that every page, list, file and program gets. */
export function statusLabelOf(facts: StatusFacts): string {
  return shownStatusLabels[shownStatusOf(facts)];
}

/** Statuses in which somebody still has a next move. */
export const openStatuses = [
  'received',
  'hearing',
  'first_line_work',
  'escalated',
  'second_line_work',
  'report_review',
  'awaiting_customer',
  'answered',
] as const satisfies readonly Status[];

export function isOpen(status: Status): boolean {
  return (openStatuses as readonly Status[]).includes(status);
}

export const verifications = ['pending', 'colleague', 'verified', 'failed'] as const;
export type Verification = (typeof verifications)[number];

export const verificationLabels: Readonly<Record<Verification, string>> = {
  pending: '本人確認待ち',
  colleague: '代表番号経由の同僚の方（保護の助言のみ）',
  verified: '本人確認済み',
  failed: '本人確認できず',
};

/** How a person was verified (`domain.md` 1.3, B5). */
export const verificationMethods = [
  'callback_to_registered_phone',
  'registered_email_roundtrip',
  'registered_attributes_match',
  'shared_passphrase',
] as const;
export type VerificationMethod = (typeof verificationMethods)[number];

export const verificationMethodLabels: Readonly<Record<VerificationMethod, string>> = {
  callback_to_registered_phone: '登録電話番号への折り返し',
  registered_email_roundtrip: '登録メールアドレスとの往復',
  registered_attributes_match: '登録情報との照合',
  shared_passphrase: '合言葉',
};

export const entitlements = ['in_force', 'unclear', 'ended'] as const;
export type Entitlement = (typeof entitlements)[number];

export const entitlementLabels: Readonly<Record<Entitlement, string>> = {
  in_force: '契約期間内',
  unclear: '契約確認待ち',
  ended: '契約終了',
};

export type Line = 'first' | 'second';

/** The response target of the current cycle (D1, D2). */
export const clocks = ['running', 'met', 'missed', 'not_applicable'] as const;
export type ResponseClock = (typeof clocks)[number];

export const clockLabels: Readonly<Record<ResponseClock, string>> = {
  running: '目標期限内',
  met: '目標期限内に回答',
  missed: '目標期限超過',
  not_applicable: '対象外',
};

export const resolutions = [
  'answered_by_first_line',
  'answered_by_second_line',
  'no_response',
  'withdrawn',
  'out_of_scope_guided',
  'duplicate',
  'contract_ended',
  'referred_to_specialist',
] as const;
export type Resolution = (typeof resolutions)[number];

export const resolutionLabels: Readonly<Record<Resolution, string>> = {
  answered_by_first_line: '一次受付窓口で回答',
  answered_by_second_line: '二次受付窓口で回答',
  no_response: 'ご返答なし',
  withdrawn: 'お取下げ',
  out_of_scope_guided: '対象外としてご案内',
  duplicate: '重複',
  contract_ended: '契約終了',
  referred_to_specialist: '専門事業者をご紹介',
};

export const channels = ['phone', 'email'] as const;
export type Channel = (typeof channels)[number];

export const channelLabels: Readonly<Record<Channel, string>> = { phone: '電話', email: 'メール' };

/** How an answer is given (B3, C7). */
export const answerMeans = ['phone', 'mail', 'meeting'] as const;
export type AnswerMeans = (typeof answerMeans)[number];

export const answerMeansLabels: Readonly<Record<AnswerMeans, string>> = {
  phone: '電話',
  mail: 'メール',
  meeting: 'オンライン会議',
};

/** Support kinds of 第5条1 and what is not of them. */
export const supportKinds = [
  'incident_support',
  'onboarding',
  'hardware_failure',
  'defect_or_usage',
  'termination',
  'insurance',
  'contract',
  'out_of_scope',
] as const;
export type SupportKind = (typeof supportKinds)[number];

export const supportKindLabels: Readonly<Record<SupportKind, string>> = {
  incident_support: 'インシデント対応支援',
  onboarding: '新規導入',
  hardware_failure: '機器の故障',
  defect_or_usage: '不具合・利用方法',
  termination: '終了・解約',
  insurance: '保険',
  contract: '契約',
  out_of_scope: 'サービス対象外',
};

/** T12: from whom the customer was told to hear next. */
export const nextCallers = ['sales_partner', 'support_desk', 'service_owner', 'other', 'customer_calls'] as const;
export type NextCaller = (typeof nextCallers)[number];

export const nextCallerLabels: Readonly<Record<NextCaller, string>> = {
  sales_partner: '販売パートナー',
  support_desk: '一次受付窓口',
  service_owner: 'サービス主管',
  other: 'その他（引き継ぐ内容に書く）',
  customer_calls: 'お客様からかけていただく',
};

/** Outcomes of a call to the customer. */
export const callOutcomes = ['absent', 'busy', 'answered_by_other', 'voicemail', 'talked'] as const;
export type CallOutcome = (typeof callOutcomes)[number];

export const callOutcomeLabels: Readonly<Record<CallOutcome, string>> = {
  absent: '不在',
  busy: '話中',
  answered_by_other: '代理応対',
  voicemail: '留守電',
  talked: '通話',
};

/** Why the second line is asked (L3); 別紙3 1(2)③ knows the first two, the others belong to 「不十分」. */
export const escalationReasons = ['cannot_answer', 'answer_insufficient', 'customer_not_satisfied', 'high_risk_kind'] as const;
export type EscalationReason = (typeof escalationReasons)[number];

export const escalationReasonLabels: Readonly<Record<EscalationReason, string>> = {
  cannot_answer: '一次受付窓口では回答できない',
  answer_insufficient: '回答が不十分',
  customer_not_satisfied: 'お客様がご納得されていない',
  high_risk_kind: '危険度の高い種類',
};

export const declineReasons = ['not_registered_contact', 'verification_failed', 'not_a_customer', 'language', 'spam'] as const;
export type DeclineReason = (typeof declineReasons)[number];

export const declineReasonLabels: Readonly<Record<DeclineReason, string>> = {
  not_registered_contact: '本サービス担当者以外の方',
  verification_failed: '本人確認ができなかった',
  not_a_customer: 'サービスのご利用者でない',
  language: '日本語以外のお問い合わせ',
  spam: '迷惑メール',
};

/** What is promised to a customer for a certain time. */
export const appointmentKinds = ['callback', 'meeting', 'supervisor_call'] as const;
export type AppointmentKind = (typeof appointmentKinds)[number];

export const appointmentKindLabels: Readonly<Record<AppointmentKind, string>> = {
  callback: '折り返し電話',
  meeting: 'オンライン会議',
  supervisor_call: '上長からの電話',
};

/** What became of a promise; 不参加 counts as an attempt to reach the customer (C8). */
export const appointmentOutcomes = ['kept', 'no_show', 'cancelled'] as const;
export type AppointmentOutcome = (typeof appointmentOutcomes)[number];

export const appointmentOutcomeLabels: Readonly<Record<AppointmentOutcome, string>> = {
  kept: 'お話しできた',
  no_show: '不参加・つながらなかった',
  cancelled: '取りやめ',
};

/** How a call that was held for the second line went on. */
export const warmTransferOutcomes = ['connected', 'nobody_free'] as const;
export type WarmTransferOutcome = (typeof warmTransferOutcomes)[number];

export const warmTransferOutcomeLabels: Readonly<Record<WarmTransferOutcome, string>> = {
  connected: 'おつなぎした',
  nobody_free: '出られる人がいなかった（折り返しを約束）',
};
