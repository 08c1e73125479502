import type { Instant } from '../../platform/clock.js';
import type { Role } from '../../platform/scope.js';

/** Who acts: a person with roles, or the desk itself. */
export type Doing =
  | { readonly kind: 'staff'; readonly id: string; readonly roles: readonly Role[] }
  | { readonly kind: 'system' };

/** What the sheet still lacks; labels in Japanese. */
export interface SheetFacts {
  readonly missingForReception: readonly string[];
  readonly missingForEscalation: readonly string[];
  readonly fastTrackSigns: boolean;
  readonly missingForFastTrack: readonly string[];
}

/** What a call proves: where it went, and whether it is written down who was spoken to. */
export interface CallFacts {
  /** To a number of the contact in force, or the customer's main number. */
  readonly toRegisteredNumber: boolean;
  readonly personNamed: boolean;
}

/** The part of the calendar that the rules ask. */
export interface ReceptionFacts {
  readonly isOpen: (at: Instant) => boolean;
  readonly nextOpening: (at: Instant) => Instant;
  readonly responseTarget: (arrivedAt: Instant) => { readonly acceptedAt: Instant; readonly dueAt: Instant; readonly calendarVersion: number };
  readonly formatDateTime: (at: Instant) => string;
}

/** Everything outside the inquiry that a decision depends on. */
export interface Facts {
  readonly doing: Doing;
  readonly now: Instant;
  readonly reception: ReceptionFacts;
  /** The registered contact of the customer at `now`; null where there is none. */
  readonly currentContactId: string | null;
  /** The call of a verification or an answer; null where it was none. */
  readonly call: CallFacts | null;
  /** 同報先 not ended yet; counted only for the acts that ask it, otherwise 0. */
  readonly activeCopies: number;
  /** Promises to the customer that are still open; counted only for the acts that ask it, otherwise 0. */
  readonly openAppointments: number;
  /** Loaded only for the acts that ask it. */
  readonly sheet: SheetFacts | null;
}
