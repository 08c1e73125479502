import type { Instant } from '../../platform/clock.js';
import type {
  Channel, Entitlement, Line, Resolution, ResponseClock, Status, SupportKind, Verification, VerificationMethod,
} from './status.js';

/** What the rules know of an inquiry. Changed by `apply` alone; never carries personal data or free text. */
export interface Inquiry {
  readonly id: string;
  readonly status: Status;
  readonly line: Line;
  readonly channel: Channel;
  readonly supportKind: SupportKind;
  readonly supportDeskId: string | null;
  readonly customerId: string | null;
  readonly contactId: string | null;
  readonly verification: Verification;
  readonly verificationMethod: VerificationMethod | null;
  /** When the contact was first known to be the one; null while he is not verified. */
  readonly verifiedAt: Instant | null;
  readonly entitlement: Entitlement;
  readonly clock: ResponseClock;
  /** 1 for the first question; a follow-up or a re-opening starts the next. */
  readonly cycle: number;
  readonly receivedAt: Instant;
  readonly acceptedAt: Instant;
  readonly dueAt: Instant;
  readonly firstResponseAt: Instant | null;
  readonly ownerId: string | null;
  readonly providerId: string | null;
  /** Where お客様ご回答待ち returns to. */
  readonly returnStatus: Status | null;
  readonly resolution: Resolution | null;
  readonly everEscalated: boolean;
  readonly fastTrack: boolean;
  readonly escalatedAt: Instant | null;
  /** A malware download or anything further along: closed by a person only (C8). */
  readonly grave: boolean;
  readonly reviewRequestedAt: Instant | null;
  readonly reviewRequestedBy: string | null;
  readonly reportApprovedBy: string | null;
  readonly openAdditionRequest: boolean;
  readonly wishForSpecialistAt: Instant | null;
  readonly consentToSpecialistAt: Instant | null;
  readonly closingAnnouncedAt: Instant | null;
  /** Calls to the customer since the last contact that nobody answered. */
  readonly unansweredCalls: number;
  /** The registered contact changed while the inquiry was open. */
  readonly contactChanged: boolean;
  /** When the customer asked for a supervisor (上長対応); null where nobody did, or it is settled. */
  readonly complaintAt: Instant | null;
  /** When it truly ended; null while somebody has a next move. */
  readonly endedAt: Instant | null;
  /** When the customer truly came back and the present cycle began; null in the first one. */
  readonly resumedAt: Instant | null;
}
