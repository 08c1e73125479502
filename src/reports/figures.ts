/** A share with its denominator, so that nobody reads a percentage of three as one of three hundred. */
export interface Share {
  readonly n: number;
  readonly of: number;
}

/** Lengths of time in milliseconds of reception time unless its definition says otherwise; null where there is none. */
export interface Times {
  readonly n: number;
  readonly median: number | null;
  readonly p90: number | null;
  readonly mean: number | null;
}

/** How many by what; what is not named did not occur. */
export type Counts = Readonly<Record<string, number>>;

/** Every figure of a month for one subject (`domain.md` 8). What each means and counts stands in `definitions.ts`. */
export interface Figures {
  readonly accepted: number;
  readonly byChannel: Counts;
  readonly byKind: Counts;
  readonly declined: number;
  readonly declinedBy: Counts;
  readonly firstLineResolution: Share;
  readonly escalation: Share;
  readonly addition: Share;
  /** Question ids of 追記依頼. */
  readonly additionFields: Counts;
  readonly target: Share;
  readonly attemptedInTime: number;
  readonly missedBecause: Counts;
  readonly firstResponse: Times;
  readonly resolution: Times;
  readonly resolutionWithoutWaiting: Times;
  readonly receipt: Times;
  readonly secondLineResponse: Times;
  readonly backlog: number;
  /** 0-1, 2-3, 4-5, 6-10 and more than 10 business days. */
  readonly ageing: readonly number[];
  readonly waitingOn: Counts;
  readonly reopened: Share;
  readonly threatsByInquiry: Counts;
  readonly threatsByAlert: Counts;
  readonly categories: Counts;
  readonly stages: Counts;
  readonly dispositions: Counts;
  readonly outOfHours: Share;
  /** Arrivals by weekday (0 is Sunday) and hour in Japan. */
  readonly load: readonly (readonly number[])[];
  readonly logRequests: Share;
  /** Days from request to receipt by the calendar of the desk, in milliseconds of reception time. */
  readonly logTurnaround: Times;
  readonly referrals: number;
  readonly insuranceGuided: number;
  readonly gatewayProposals: number;
  readonly customers: number;
}
