import type { Instant } from '../platform/clock.js';
import type { Channel, Resolution, Status } from '../inquiries/rulebook/status.js';

/** Whose figures a fact belongs to. */
export interface Placed {
  readonly deskId: string | null;
  readonly providerId: string | null;
}

/** An inquiry that was accepted in the month. */
export interface AcceptedFact extends Placed {
  readonly id: string;
  readonly channel: Channel;
  readonly kinds: readonly string[];
  readonly status: Status;
  readonly everEscalated: boolean;
}

/** An inquiry that arrived in the month. */
export interface ArrivedFact extends Placed {
  readonly channel: Channel;
  readonly receivedAt: Instant;
}

/** An act on an inquiry. */
export interface ActFact extends Placed {
  readonly inquiryId: string;
  readonly type: string;
  readonly at: Instant;
  readonly acceptedAt: Instant;
  readonly everEscalated: boolean;
  readonly resolution: Resolution | null;
  /** Why something was declined; of no other act. */
  readonly reason: string | null;
}

/** A response target that was met or missed and due in the month. */
export interface CycleFact extends Placed {
  readonly acceptedAt: Instant;
  readonly dueAt: Instant;
  readonly firstResponseAt: Instant | null;
  readonly result: 'met' | 'missed';
  /** Somebody called before it was due and reached nobody. */
  readonly attempted: boolean;
  /** Where it stood when it fell due; null where that is not known. */
  readonly statusWhenDue: Status | null;
}

/** An inquiry that was open at the end of the month. */
export interface OpenFact extends Placed {
  readonly acceptedAt: Instant;
  readonly status: Status;
}

/** An answer, stage or judgement of an inquiry accepted in the month. */
export interface LabelFact extends Placed {
  readonly inquiryId: string;
  readonly label: string;
}

export interface AdditionFact extends Placed {
  readonly inquiryId: string;
  readonly questionIds: readonly string[];
}

export interface LogRequestFact extends Placed {
  readonly requestedAt: Instant;
  readonly receivedAt: Instant | null;
  readonly unusable: boolean;
}

/** Everything a month is counted from, for all subjects. */
export interface MonthFacts {
  readonly from: Instant;
  readonly to: Instant;
  /** When it was looked at: the end of a month that is not over is now. */
  readonly until: Instant;
  readonly accepted: readonly AcceptedFact[];
  readonly arrived: readonly ArrivedFact[];
  readonly acts: readonly ActFact[];
  readonly cycles: readonly CycleFact[];
  readonly open: readonly OpenFact[];
  readonly additions: readonly AdditionFact[];
  /** Kinds of threat, one per alert. */
  readonly threats: readonly LabelFact[];
  readonly stages: readonly LabelFact[];
  readonly dispositions: readonly LabelFact[];
  readonly logRequests: readonly LogRequestFact[];
  /** Customers of each desk, by its id. */
  readonly customers: ReadonlyMap<string, number>;
}
