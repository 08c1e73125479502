import type { Instant } from '../../platform/clock.js';

/** Whom a customer mail is addressed to and who signs it; captured when the mail is queued. */
export interface CustomerMailHead {
  readonly customerName: string;
  /** Who sold the contract; empty where no partner did. */
  readonly partnerName: string;
  readonly contactName: string;
  readonly contactDepartment: string;
  readonly contactTitle: string;
  readonly inquiryNumber: string;
  readonly signature: MailSignature;
}

/** The same for a mail about the registration as a whole, which has no receipt number. */
export type CustomerNoticeHead = Omit<CustomerMailHead, 'inquiryNumber'>;

/** The block under a mail: the support desk for the first line, the second line's desk for the second. */
export interface MailSignature {
  readonly deskName: string;
  readonly companyName: string;
  /** As it is read out: `03-1234-5678`. */
  readonly phone: string;
  readonly mailAddress: string;
  /** Where the privacy policy of whoever signs can be read; empty where none is registered. */
  readonly privacyUrl: string;
}

/**
 * What each template is printed from. Nothing else reaches a mail, so what is not here cannot leak:
 * texts are those that `disclose(…, 'customer')` let through.
 */
export interface OutgoingMails {
  /** 受付確認 (H1: carries the mutual code). */
  readonly receipt: CustomerMailHead & {
    readonly acceptedAt: Instant;
    readonly dueAt: Instant;
    readonly mutualCode: string;
    readonly kindLabels: readonly string[];
    readonly channel: 'phone' | 'email';
  };
  /** 受付時間外の自動返信 (A4). */
  readonly outside_hours: CustomerMailHead & {
    readonly arrivedAt: Instant;
    readonly nextOpeningAt: Instant;
    readonly dueAt: Instant;
    /** Why the desk is closed until then, in words, such as 「年末年始休業」. */
    readonly closedBecause: string;
    readonly mutualCode: string;
  };
  /** 未認証の送信者への定型の受領通知 (A5b): says nothing of any inquiry. */
  readonly fixed_receipt: { readonly signature: MailSignature };
  /** 本サービス担当者以外への案内; by a person's click only. Says nothing of customer, contract or inquiry. */
  readonly unregistered: { readonly signature: MailSignature };
  /** 日本語以外のお問い合わせへのご案内 (A3), Japanese and English. */
  readonly japanese_only: { readonly signature: MailSignature };
  /** 本人確認のお願い. */
  readonly identity_request: CustomerMailHead & { readonly callWindow: string };
  /** ご確認のお願い: questions made from the open questions of the sheet, no free text (section I). */
  readonly question: CustomerMailHead & { readonly questions: readonly string[]; readonly answerBy: Instant };
  /** 二次受付窓口での対応について. */
  readonly escalation: CustomerMailHead & { readonly escalatedAt: Instant; readonly dueAt: Instant };
  /** ログ・構成情報ご提供のお願い. */
  readonly log_request: CustomerMailHead & {
    readonly requestNumber: string;
    readonly items: readonly string[];
    readonly periodText: string;
    readonly purpose: string;
    readonly handling: string;
    readonly delivery: string;
    readonly answerBy: Instant;
  };
  /** ご返答のお願い（再送）. */
  readonly reminder: CustomerMailHead & { readonly askedAt: Instant; readonly openItems: readonly string[] };
  /** 最初のご回答・途中経過 by the second line (T26). */
  readonly interim_answer: CustomerMailHead & { readonly paragraphs: readonly string[] };
  /** ご報告 (T25): the report as text, in its order, the page for the president first. */
  readonly report: CustomerMailHead & {
    readonly reportNumber: string;
    readonly editionLabel: string;
    readonly tlp: string;
    readonly reportedAt: Instant;
    readonly sections: readonly { readonly heading: string; readonly lines: readonly string[] }[];
  };
  /** 専門事業者のご紹介 (C5). */
  readonly specialist: CustomerMailHead & { readonly requestedAt: Instant; readonly providers: readonly string[] };
  /** 保険のご案内 (C6). */
  readonly insurance: CustomerMailHead & { readonly effectiveFrom: string };
  /** 対応完了のご連絡. */
  readonly closing: CustomerMailHead & { readonly answeredAt: Instant | null };
  /** 対応完了前のご案内: announces the closing (C8). */
  readonly closing_announced: CustomerMailHead & { readonly closesAfter: Instant };
  /** 日程のご案内 with an invitation for the calendar: when and how, never about what. */
  readonly appointment: CustomerMailHead & {
    readonly appointmentId: string;
    readonly startsAt: Instant;
    readonly minutes: number;
    readonly means: 'phone' | 'meeting';
    /** The address of the meeting; empty for a call. */
    readonly place: string;
    readonly sequence: number;
    readonly isCancelled: boolean;
    readonly madeAt: Instant;
  };
  /** お電話でのご回答の控え (別紙3 2(4)②): when, by whom and about what, never the answer itself. */
  readonly phone_record: CustomerMailHead & { readonly answeredAt: Instant; readonly answeredBy: string; readonly kindLabels: readonly string[] };
  /** 本サービス担当者の変更: to the new contact. */
  readonly contact_changed: CustomerNoticeHead & { readonly effectiveFrom: Instant };
  /** The same to the contact who was replaced: nothing of any inquiry. */
  readonly contact_replaced: CustomerNoticeHead & { readonly effectiveFrom: Instant };
  /** 受付窓口変更のご案内 (第5条2): the new desk and from when, no reasons. */
  readonly desk_changed: CustomerNoticeHead & { readonly newDesk: MailSignature; readonly effectiveFrom: Instant };
  /** データの返還・廃棄の完了 (第10条4): what, how and when, never the data. */
  readonly data_disposed: CustomerNoticeHead & { readonly items: readonly string[]; readonly method: string; readonly disposedOn: string };
  /** メールの誤送信のお詫びとご報告 (E5): what was disclosed and what was done, never to whom it went. */
  readonly incident_notice: CustomerNoticeHead & { readonly mailLabel: string; readonly sentAt: Instant; readonly items: readonly string[]; readonly measures: readonly string[] };
  /** To the partner: 対策機器のご提案のお願い (B7); the customer and why, no detail of an attack. */
  readonly gateway_proposal: PartnerMailHead & { readonly customerName: string; readonly reasonLabel: string };
  /** To the partner: 契約の更新・終了の予告 (F1). */
  readonly term_notice: PartnerMailHead & {
    readonly customerName: string;
    readonly contractNumber: string;
    readonly termEndsOn: string;
    readonly noticeBy: string;
  };
  /** Internal: 目標期限のお知らせ (D4). No customer data. */
  readonly target_warning: InternalMailHead & {
    readonly statusLabel: string;
    readonly dueAt: Instant;
    /** Business time to the target in words; empty where it has passed, and missing in rows from before it was told. */
    readonly remaining?: string;
    readonly missed: boolean;
  };
  /** Internal: エスカレーションの通知. Link only. */
  readonly escalation_notice: InternalMailHead & { readonly fastTrack: boolean; readonly dueAt: Instant; readonly kindLabels?: readonly string[] };
  /** Internal: 追記依頼の通知. */
  readonly addition_notice: InternalMailHead & { readonly fieldLabels: readonly string[] };
  /** Internal: メール不達（要架電）. */
  readonly undelivered_notice: InternalMailHead;
  /** Internal: 受付開始時のまとめ: what came while reception was closed. */
  readonly morning_summary: {
    readonly closedFrom: Instant;
    readonly openedAt: Instant;
    readonly items: readonly { readonly label: string; readonly inquiryNumber: string; readonly count: number }[];
    readonly link: string;
  };
  /** Internal: a mailbox cannot be fetched any more. */
  readonly mail_trouble: { readonly mailboxName: string; readonly since: Instant; readonly link: string };
  /** Internal: the daily head of the record, kept by its reader apart from the desk. */
  readonly record_head: { readonly day: string; readonly number: number; readonly streams: number; readonly events: number; readonly hash: string; readonly link: string };
}

/** Notices to colleagues: links, never contents. They neither wait for a customer's mail nor hold one up. */
export const internalTemplates = ['target_warning', 'escalation_notice', 'addition_notice', 'undelivered_notice', 'morning_summary', 'mail_trouble', 'record_head'] as const;
export type InternalTemplate = (typeof internalTemplates)[number];

/** Fixed texts to somebody who is not a registered contact. */
export const strangerTemplates = ['fixed_receipt', 'unregistered', 'japanese_only'] as const;

/** Mails to a sales partner: to his desk, or to a colleague there. */
export const partnerTemplates = ['gateway_proposal', 'term_notice'] as const;
export type PartnerTemplate = (typeof partnerTemplates)[number];

/** A mail to a sales partner. */
export interface PartnerMailHead {
  readonly partnerName: string;
  readonly signature: MailSignature;
  readonly link: string;
}

export interface InternalMailHead {
  readonly inquiryNumber: string;
  readonly link: string;
}

export type MailTemplate = keyof OutgoingMails;

/** Templates that go to the registered contact and confirmed copies; the others are internal or to strangers. */
export type CustomerTemplate = {
  [Name in MailTemplate]: OutgoingMails[Name] extends CustomerMailHead ? Name : never;
}[MailTemplate];

/** Templates that go to the registered contact and concern no inquiry. */
export type NoticeTemplate = Exclude<
  { [Name in MailTemplate]: OutgoingMails[Name] extends CustomerNoticeHead ? Name : never }[MailTemplate],
  CustomerTemplate
>;
