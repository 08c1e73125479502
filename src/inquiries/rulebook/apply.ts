import type { Instant } from '../../platform/clock.js';
import type { EventData } from '../../platform/events.js';
import type { InquiryEvent } from './events.js';
import type { Inquiry } from './inquiry.js';
import {
  isOpen, type Channel, type Entitlement, type Resolution, type ResponseClock, type Status, type SupportKind, type Verification, type VerificationMethod,
} from './status.js';

/** The only way an inquiry changes. The decision has been made; this does what the fact says. */
export function apply(inquiry: Inquiry, event: InquiryEvent): Inquiry {
  const { data } = event;
  const moved = typeof data['to'] === 'string' ? movedTo(inquiry, data['to'] as Status, event.occurredAt) : inquiry;
  const answered = withFirstResponse(moved, event);
  return { ...answered, ...changeOf(answered, event) };
}

/** An end is dated with the true time of the act; what is open again has none. */
function movedTo(inquiry: Inquiry, status: Status, at: Instant): Inquiry {
  if (isOpen(status)) return { ...inquiry, status, endedAt: null };
  return { ...inquiry, status, endedAt: isOpen(inquiry.status) ? at : inquiry.endedAt };
}

/** The inquiry that an opening makes. */
export function begin(inquiryId: string, event: InquiryEvent): Inquiry {
  const { data } = event;
  const channel: Channel = event.type === 'receive_mail' ? 'email' : 'phone';
  return {
    id: inquiryId,
    status: data['to'] as Status,
    line: 'first',
    channel,
    supportKind: data['supportKind'] as SupportKind,
    supportDeskId: textOrNull(data['supportDeskId']),
    customerId: textOrNull(data['customerId']),
    contactId: textOrNull(data['contactId']),
    verification: 'pending',
    verificationMethod: null,
    verifiedAt: null,
    entitlement: data['entitlement'] as Entitlement,
    clock: 'running',
    cycle: 1,
    receivedAt: data['receivedAt'] as Instant,
    acceptedAt: data['acceptedAt'] as Instant,
    dueAt: data['dueAt'] as Instant,
    firstResponseAt: null,
    ownerId: textOrNull(data['ownerId']),
    providerId: null,
    returnStatus: null,
    resolution: null,
    everEscalated: false,
    fastTrack: false,
    escalatedAt: null,
    grave: false,
    reviewRequestedAt: null,
    reviewRequestedBy: null,
    reportApprovedBy: null,
    openAdditionRequest: false,
    wishForSpecialistAt: null,
    consentToSpecialistAt: null,
    closingAnnouncedAt: null,
    unansweredCalls: 0,
    contactChanged: false,
    complaintAt: null,
    endedAt: null,
    resumedAt: null,
  };
}

/** D2: the first substantive answer settles the clock of the cycle; 17:00:00.000 of the day is in time. */
function withFirstResponse(inquiry: Inquiry, event: InquiryEvent): Inquiry {
  if (event.data['countsAsFirstResponse'] !== true || inquiry.firstResponseAt !== null) return inquiry;
  return { ...inquiry, firstResponseAt: event.occurredAt, clock: settled(inquiry, event.occurredAt) };
}

function settled(inquiry: Inquiry, answeredAt: Instant): ResponseClock {
  if (inquiry.clock === 'not_applicable') return 'not_applicable';
  return answeredAt <= inquiry.dueAt ? 'met' : 'missed';
}

type Change = (inquiry: Inquiry, data: EventData, event: InquiryEvent) => Partial<Inquiry>;

/** What ends unanswered owes no answer any more; a target that was missed by then stays missed (D1). */
const notDue = (inquiry: Inquiry, endedAt: Instant): { readonly clock: ResponseClock } => {
  if (inquiry.clock !== 'running') return { clock: inquiry.clock };
  return { clock: endedAt <= inquiry.dueAt ? 'not_applicable' : 'missed' };
};

/** A5: who is on the other side is not known (any more); disclosure waits, work does not. */
const unverified = { verification: 'pending', verificationMethod: null, verifiedAt: null } as const;

/** What was told resolves the inquiry where it leaves it answered. */
function answeredBy(line: 'first' | 'second', data: EventData): { readonly resolution?: Resolution } {
  return data['to'] === 'answered' ? { resolution: `answered_by_${line}_line` } : {};
}

const changes: { readonly [Type in InquiryEvent['type']]?: Change } = {
  take_up: (_, data) => ({ ownerId: textOrNull(data['by']) }),
  decline: (inquiry, _, event) => notDue(inquiry, event.occurredAt),
  verify: (inquiry, data, event) => ({
    verification: data['result'] as Verification,
    verificationMethod: data['method'] as VerificationMethod,
    ...(data['contactId'] === null ? {} : { contactId: textOrNull(data['contactId']) }),
    ...(data['result'] === 'verified'
      ? { contactChanged: false, unansweredCalls: 0, verifiedAt: inquiry.verification === 'verified' ? inquiry.verifiedAt : event.occurredAt }
      : { verifiedAt: null }),
  }),
  accept_colleague: () => ({ verification: 'colleague', verifiedAt: null }),
  resume_declined: (inquiry, data, event) => ({ ...cycleFrom(inquiry, event), ...unverified, ownerId: textOrNull(data['by']) }),
  transfer: (inquiry, data, event) => ({ supportKind: data['supportKind'] as SupportKind, ...notDue(inquiry, event.occurredAt) }),
  await_customer: (_, data) => ({ returnStatus: data['from'] as Status, closingAnnouncedAt: null }),
  ask_questions: (_, data) => ({ returnStatus: data['from'] as Status, closingAnnouncedAt: null }),
  answer_by_phone: (_, data) => ({ unansweredCalls: 0, ...answeredBy('first', data) }),
  escalate: (_, __, event) => ({ line: 'second', everEscalated: true, escalatedAt: event.occurredAt, ownerId: null }),
  escalate_fast_track: (_, __, event) => ({
    line: 'second', everEscalated: true, escalatedAt: event.occurredAt, ownerId: null, fastTrack: true, grave: true,
  }),
  take: (_, data) => ({ ownerId: textOrNull(data['by']) }),
  request_addition: () => ({ openAdditionRequest: true }),
  complete_addition: () => ({ openAdditionRequest: false }),
  withdraw_escalation: (_, data) => ({ line: 'first', ownerId: textOrNull(data['by']) }),
  request_review: (_, data, event) => ({ reviewRequestedAt: event.occurredAt, reviewRequestedBy: textOrNull(data['by']), reportApprovedBy: null }),
  return_report: () => ({ reviewRequestedAt: null, reviewRequestedBy: null, reportApprovedBy: null }),
  take_back_report: () => ({ reviewRequestedAt: null, reviewRequestedBy: null, reportApprovedBy: null }),
  approve_report: (_, data) => ({ reportApprovedBy: textOrNull(data['by']) }),
  send_report: (_, data) => ({ reviewRequestedAt: null, reviewRequestedBy: null, unansweredCalls: 0, ...answeredBy('second', data) }),
  answer_second_line: (_, data) => (data['to'] === 'answered' ? { resolution: 'answered_by_second_line', unansweredCalls: 0 } : {}),
  customer_answered: () => ({ returnStatus: null, closingAnnouncedAt: null, unansweredCalls: 0 }),
  announce_closing: (_, __, event) => ({ closingAnnouncedAt: event.occurredAt }),
  close: (inquiry, data, event) => ({ resolution: data['resolution'] as Resolution, returnStatus: null, ...notDue(inquiry, event.occurredAt) }),
  end_by_contract: (inquiry, _, event) => ({ resolution: 'contract_ended', entitlement: 'ended', ...notDue(inquiry, event.occurredAt) }),
  follow_up: (inquiry, _, event) => ({ ...cycleFrom(inquiry, event), resolution: null }),
  reopen: (inquiry, data, event) => {
    if (data['because'] === 'closed_by_mistake') return neverClosed(inquiry);
    // Where a mail of ours came back, nobody has contacted us: who he is stands as it stood.
    return { ...cycleFrom(inquiry, event), resolution: null, ...(data['because'] === undefined ? unverified : {}) };
  },
  merge: (inquiry, _, event) => notDue(inquiry, event.occurredAt),
  withdraw: (inquiry, _, event) => ({ resolution: 'withdrawn', ...notDue(inquiry, event.occurredAt) }),
  record_specialist_wish: (inquiry, data, event) => ({
    wishForSpecialistAt: event.occurredAt,
    consentToSpecialistAt: data['consentToPassData'] === true ? event.occurredAt : inquiry.consentToSpecialistAt,
  }),
  // The old desk's people lose the inquiry with the desk; an analyst keeps it.
  change_desk: (inquiry, data) => ({
    supportDeskId: textOrNull(data['supportDeskId']),
    ownerId: inquiry.line === 'first' ? null : inquiry.ownerId,
  }),
  settle_appointment: (inquiry, data) => unansweredAfter(inquiry, data['outcome']),
  record_complaint: (_, __, event) => ({ complaintAt: event.occurredAt }),
  settle_complaint: () => ({ complaintAt: null, unansweredCalls: 0 }),
  log_call: (inquiry, data) => ({ unansweredCalls: data['outcome'] === 'talked' ? 0 : inquiry.unansweredCalls + 1 }),
  record_hearing: (inquiry, data) => ({ grave: inquiry.grave || data['grave'] === true }),
  read_alert: (inquiry, data) => ({ grave: inquiry.grave || data['grave'] === true }),
  decide_entitlement: (_, data) => ({ entitlement: data['entitlement'] as Entitlement }),
  identify_customer: (_, data) => ({
    customerId: textOrNull(data['customerId']),
    contactId: textOrNull(data['contactId']),
    supportDeskId: textOrNull(data['supportDeskId']),
    entitlement: data['entitlement'] as Entitlement,
    ...unverified,
  }),
  assign: (_, data) => ({ ownerId: textOrNull(data['ownerId']), providerId: textOrNull(data['providerId']) }),
  note_target_missed: () => ({ clock: 'missed' }),
  move_due: (_, data) => ({ acceptedAt: data['acceptedAt'] as Instant, dueAt: data['dueAt'] as Instant }),
  note_delivery_failed: (inquiry, data) => (data['countedAsAnswer'] === true ? takenBack(inquiry, data) : {}),
  note_answer_withdrawn: (inquiry, data) => (data['countedAsAnswer'] === true ? takenBack(inquiry, data) : {}),
  take_back_answer: () => ({ resolution: null, closingAnnouncedAt: null }),
  restore_answer: () => ({ resolution: 'answered_by_second_line', unansweredCalls: 0 }),
  note_contact_changed: () => ({ contactChanged: true, ...unverified }),
};

/** C8: a customer who did not come to what was promised was attempted to be reached. */
function unansweredAfter(inquiry: Inquiry, outcome: unknown): Partial<Inquiry> {
  if (outcome === 'no_show') return { unansweredCalls: inquiry.unansweredCalls + 1 };
  return outcome === 'kept' ? { unansweredCalls: 0 } : {};
}

function changeOf(inquiry: Inquiry, event: InquiryEvent): Partial<Inquiry> {
  return changes[event.type]?.(inquiry, event.data, event) ?? {};
}

/** A new response cycle; the old one's result stays with it (D2). */
function cycleFrom(inquiry: Inquiry, { data, occurredAt }: InquiryEvent): Partial<Inquiry> {
  return {
    cycle: inquiry.cycle + 1,
    acceptedAt: data['acceptedAt'] as Instant,
    dueAt: data['dueAt'] as Instant,
    clock: 'running',
    firstResponseAt: null,
    closingAnnouncedAt: null,
    resumedAt: occurredAt,
  };
}

/** The same cycle goes on; what the closing had excused is owed again (D1). */
function neverClosed(inquiry: Inquiry): Partial<Inquiry> {
  const owed = inquiry.firstResponseAt === null && inquiry.clock === 'not_applicable';
  return { resolution: null, ...(owed ? { clock: 'running' as const } : {}) };
}

/** A lost answer does not count: a later one does, or the clock runs again, or has been missed meanwhile. */
function takenBack(inquiry: Inquiry, data: EventData): Partial<Inquiry> {
  const answeredAt = data['answeredAt'];
  if (typeof answeredAt === 'number') return { firstResponseAt: answeredAt, clock: settled(inquiry, answeredAt) };
  const open = isOpen(inquiry.status) ? 'running' : 'not_applicable';
  return { firstResponseAt: null, clock: data['missed'] === true ? 'missed' : open };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
