import type { Inquiry } from './rulebook/inquiry.js';

const keys = [
  'id', 'status', 'line', 'channel', 'supportKind', 'supportDeskId', 'customerId', 'contactId', 'verification',
  'verificationMethod', 'verifiedAt', 'entitlement', 'clock', 'cycle', 'receivedAt', 'acceptedAt', 'dueAt', 'firstResponseAt', 'ownerId',
  'providerId', 'returnStatus', 'resolution', 'everEscalated', 'fastTrack', 'escalatedAt', 'grave', 'reviewRequestedAt',
  'reviewRequestedBy', 'reportApprovedBy', 'openAdditionRequest', 'wishForSpecialistAt', 'consentToSpecialistAt',
  'closingAnnouncedAt', 'unansweredCalls', 'contactChanged', 'complaintAt', 'endedAt', 'resumedAt',
] as const satisfies readonly (keyof Inquiry)[];

type Missing = Exclude<keyof Inquiry, (typeof keys)[number]>;
const complete: [Missing] extends [never] ? true : Missing = true;

/** The part of a stored inquiry that the rules know. */
export function inquiryOf(row: Inquiry): Inquiry {
  return Object.fromEntries(keys.map((key) => [key, row[key]])) as unknown as Inquiry;
}

/** The columns that differ after a change. */
export function changedColumns(before: Inquiry, after: Inquiry): Partial<Inquiry> {
  return Object.fromEntries(keys.filter((key) => complete && before[key] !== after[key]).map((key) => [key, after[key]]));
}
