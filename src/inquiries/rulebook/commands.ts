import type { Instant } from '../../platform/clock.js';
import type {
  AnswerMeans, AppointmentKind, AppointmentOutcome, CallOutcome, DeclineReason, Entitlement, EscalationReason, Resolution, NextCaller, SupportKind, Verification, VerificationMethod, WarmTransferOutcome,
} from './status.js';
import type { ActName } from './transitions.js';

/** What every act says: when it truly happened (D2: never in the future; both times are kept). */
interface Base<Act extends ActName> {
  readonly act: Act;
  readonly occurredAt: Instant;
}

/** A reference to a text kept apart from the record (E1). */
type TextId = string;

interface Answer {
  readonly means: AnswerMeans;
  /** Whom it was given to: the registered contact as the person who answered saw him. */
  readonly contactId: string | null;
  readonly summaryTextId: TextId;
  /** The call in which it was given; null for another means. */
  readonly callId: string | null;
  /** Marked by the person who gave it as substantive (D2). */
  readonly countsAsFirstResponse: boolean;
  /** Why a first answer given in time is written down only after the target; null where it is not. */
  readonly lateReasonTextId: TextId | null;
}

/** What the customer said when he came back, and how; left out where nobody wrote it down. */
export interface Heard {
  readonly means?: AnswerMeans;
  readonly saidTextId?: TextId;
  /** The call in which he said it. */
  readonly callId?: string;
}

/** A mail that the contact did not get. */
interface LostAnswer {
  readonly outboxId: string;
  /** It had stopped the clock of the present cycle. */
  readonly countedAsAnswer: boolean;
  /** When a later answer was given, which then is the first response; null where there is none. */
  readonly answeredAt: Instant | null;
}

/** An act somebody wants to do. Texts were stored before and are referred to. */
export type Command =
  | Base<'take_up'>
  | (Base<'decline'> & { readonly reason: DeclineReason })
  | (Base<'verify'> & {
      readonly method: VerificationMethod;
      readonly result: Extract<Verification, 'verified' | 'pending' | 'failed'>;
      readonly contactId: string | null;
      /** The call-back by which it was done. */
      readonly callId: string | null;
      readonly noteTextId: TextId | null;
    })
  | (Base<'request_identity'> & { readonly callFrom: Instant; readonly callUntil: Instant })
  | (Base<'accept_colleague'> & { readonly reasonTextId: TextId })
  | Base<'resume_declined'>
  | (Base<'transfer'> & { readonly supportKind: Exclude<SupportKind, 'incident_support'>; readonly nextCaller: NextCaller; readonly reasonTextId: TextId })
  | Base<'complete_reception'>
  | (Base<'await_customer'> & { readonly askedTextId: TextId; readonly answerBy: Instant; readonly forLogs: boolean; readonly consentRecorded: boolean })
  | (Base<'ask_questions'> & { readonly questionIds: readonly string[]; readonly answerBy: Instant })
  | (Base<'answer_by_phone'> & Answer & { readonly callId: string })
  | (Base<'escalate'> & { readonly reason: EscalationReason; readonly reasonTextId: TextId; readonly sheetHash: string; readonly sheetVersion: number })
  | (Base<'escalate_fast_track'> & { readonly reasonTextId: TextId; readonly sheetHash: string; readonly sheetVersion: number })
  | Base<'take'>
  | (Base<'request_addition'> & { readonly requestId: string; readonly questionIds: readonly string[]; readonly commentTextId: TextId })
  | (Base<'complete_addition'> & { readonly requestId: string })
  | (Base<'withdraw_escalation'> & { readonly reasonTextId: TextId })
  | (Base<'request_review'> & { readonly reportId: string; readonly reportVersion: number; readonly report: ReportFacts; /** Who is asked; null for whoever is free. */ readonly readerId: string | null })
  | (Base<'return_report'> & { readonly reportId: string; readonly commentTextId: TextId })
  | (Base<'take_back_report'> & { readonly reportId: string; readonly reportVersion: number })
  | (Base<'approve_report'> & { readonly reportId: string; readonly reportVersion: number })
  | (Base<'send_report'> & Answer & { readonly reportId: string; readonly reportVersion: number; readonly report: ReportFacts; readonly compromiseSuspected: boolean; /** The person knows that nobody has read it. */ readonly unread: boolean })
  | (Base<'read_report_afterwards'> & { readonly reportId: string; readonly reportVersion: number; readonly sentUnread: boolean; readonly writtenBy: readonly string[] })
  | (Base<'record_analysis'> & { readonly record: AnalysisRecord; readonly recordId: string })
  | (Base<'save_report'> & { readonly reportId: string })
  | (Base<'release_value'> & { readonly releaseId: string; readonly reasonTextId: TextId })
  | (Base<'receive_evidence'> & { readonly evidenceId: string; readonly sha256: string; readonly size: number; readonly via: string })
  | (Base<'answer_second_line'> & Answer & { readonly final: boolean; readonly restrictedValues: number; readonly compromiseSuspected: boolean })
  | (Base<'customer_answered'> & Heard)
  | Base<'remind'>
  | (Base<'announce_closing'> & { readonly closesAfter: Instant })
  | (Base<'close'> & Heard & { readonly resolution: Resolution; readonly confirmedByCustomer: boolean; readonly promisesEnded: boolean; /** What the customer was asked to watch, and until when. */ readonly watchTextId?: TextId })
  | (Base<'follow_up'> & Heard & { readonly newCycle: NewCycle })
  | (Base<'reopen'> & Heard & { readonly newCycle: NewCycle; readonly because?: 'undelivered' | 'closed_by_mistake' })
  | (Base<'merge'> & { readonly intoInquiryId: string; readonly sameCustomer: boolean })
  | (Base<'withdraw'> & { readonly reasonTextId: TextId })
  | (Base<'record_specialist_wish'> & { readonly consentToPassData: boolean })
  | (Base<'introduce_specialist'> & { readonly providerNames: number })
  | (Base<'guide_insurance'> & { readonly effectiveFrom: string })
  | (Base<'change_desk'> & { readonly supportDeskId: string })
  | Base<'end_by_contract'>
  | Base<'raise_gateway_proposal'>
  | (Base<'arrange_appointment'> & { readonly appointmentId: string; readonly invited: boolean; readonly noteTextId: TextId | null } & Promised)
  | (Base<'move_appointment'> & { readonly appointmentId: string } & Promised)
  | (Base<'settle_appointment'> & { readonly appointmentId: string; readonly outcome: AppointmentOutcome; readonly startsAt: Instant })
  | (Base<'record_complaint'> & { readonly appointmentId: string; readonly reasonTextId: TextId } & Promised)
  | (Base<'settle_complaint'> & { readonly appointmentId: string | null; readonly noteTextId: TextId })
  | (Base<'request_warm_transfer'> & { readonly transferId: string; readonly isOneOpen: boolean })
  | (Base<'decline_warm_transfer'> & { readonly transferId: string | null })
  | (Base<'end_warm_transfer'> & { readonly transferId: string | null; readonly outcome: WarmTransferOutcome; readonly taken: boolean; readonly callBackAt: Instant | null })
  | (Base<'record_log_retention'> & { readonly retentionId: string; readonly days: number })
  | (Base<'log_call'> & { readonly callId: string; readonly outcome: CallOutcome; readonly purpose: CallPurpose })
  | (Base<'add_copy'> & { readonly copyId: string; readonly contactId: string | null; readonly callId: string })
  | (Base<'remove_copy'> & { readonly copyId: string })
  | (Base<'record_hearing'> & { readonly questionIds: readonly string[]; readonly grave: boolean })
  | (Base<'decide_entitlement'> & { readonly entitlement: Entitlement; readonly reasonTextId: TextId })
  | (Base<'identify_customer'> & { readonly customerId: string; readonly contactId: string | null; readonly supportDeskId: string; readonly entitlement: Entitlement })
  | (Base<'assign'> & { readonly ownerId: string | null; readonly providerId: string | null; readonly consentToPassData: boolean })
  | (Base<'add_note'> & { readonly textId: TextId })
  | Base<'note_target_missed'>
  | (Base<'move_due'> & { readonly acceptedAt: Instant; readonly dueAt: Instant; readonly calendarVersion: number })
  | (Base<'note_delivery_failed'> & LostAnswer)
  | (Base<'note_answer_withdrawn'> & LostAnswer)
  | (Base<'take_back_answer'> & { readonly outboxId: string; readonly because: 'undelivered' | 'withdrawn' })
  | (Base<'restore_answer'> & { readonly outboxId: string })
  | (Base<'note_delivered'> & { readonly outboxId: string; readonly countsAsFirstResponse: true })
  | Base<'guide_language'>
  | Base<'note_contact_changed'>
  | (Base<'note_unconfirmed_reply'> & { readonly rawMessageId: string; readonly textId: TextId; readonly arrivedAt: Instant; readonly ofOtherCustomer: boolean })
  | (Base<'detach_mail'> & { readonly rawMessageId: string; readonly reasonTextId: TextId })
  | (Base<'note_reply'> & { readonly rawMessageId: string })
  | (Base<'read_statement'> & { readonly rawMessageId: string; readonly questionIds: readonly string[] })
  | (Base<'read_alert'> & { readonly rawMessageId: string; readonly questionIds: readonly string[]; readonly grave: boolean })
  | (Base<'leave_alert'> & { readonly rawMessageId: string });

/** What was promised to the customer: when, how, and whether he himself wants it outside reception hours. */
interface Promised {
  readonly kind: AppointmentKind;
  readonly startsAt: Instant;
  readonly outsideHoursAgreed: boolean;
}

export const callPurposes = ['verification', 'answer', 'hearing', 'report', 'other'] as const;
export type CallPurpose = (typeof callPurposes)[number];

/** What an analyst wrote down beside the inquiry; the record holds its key, never its contents (C3, E1). */
export const analysisRecords = [
  'portal_notice', 'portal_note', 'attack_progress', 'attack_progress_taken_back', 'assessment', 'indicator', 'log_request', 'evidence', 'configuration',
] as const;
export type AnalysisRecord = (typeof analysisRecords)[number];

/** The target of a new response cycle, from the calendar. */
export interface NewCycle {
  readonly acceptedAt: Instant;
  readonly dueAt: Instant;
  readonly calendarVersion: number;
}

/** What the analysis room knows of a report when it is to be read or sent (C3, C4). */
export interface ReportFacts {
  /** The customer's portal notice was checked and is quoted. */
  readonly portalNoticeChecked: boolean;
  /** What is known of the steps of the attack was recorded; of the others the report says that nobody has judged them. */
  readonly progressSet: boolean;
  /** Sections that are still empty, by heading. */
  readonly emptySections: readonly string[];
  /** Restricted values found in the text and not released. */
  readonly restrictedValues: number;
}

/** An opening (T1-T3b): what is known when an inquiry begins. */
export interface Opening {
  readonly act: 'receive_mail' | 'take_call' | 'record_out_of_hours_call' | 'receive_exceptionally';
  readonly inquiryId: string;
  /** When the call came in or the mail arrived. */
  readonly receivedAt: Instant;
  readonly supportDeskId: string | null;
  readonly customerId: string | null;
  readonly contactId: string | null;
  readonly supportKind: SupportKind;
  readonly entitlement: Entitlement;
  readonly reasonTextId: TextId | null;
}
