import type { AnswerSource } from '../../hearing/answers.rules.js';
import type { PersonKey } from '../register/people.js';
import type { ActStep, Answers, CallStep, HearStep, MailStep, Told, When } from './story.js';

/** `at` of the nth business day before the demo's now. */
export function daysAgo(businessDaysBefore: number, at: string): When {
  return { businessDaysBefore, at };
}

/** So many minutes of reception before the demo's now. */
export function minutesAgo(minutesBefore: number): When {
  return { minutesBefore };
}

/** `at` of the nth business day after the date that the story tests; 0 is that date. */
export function onDay(dayAfterDate: number, at: string): When {
  return { dayAfterDate, at };
}

export function call(at: When, by: PersonKey, taken: Omit<CallStep, 'kind' | 'at' | 'by'>): CallStep {
  return { kind: 'call', at, by, ...taken };
}

export function mail(at: When, sent: Omit<MailStep, 'kind' | 'at'>): MailStep {
  return { kind: 'mail', at, ...sent };
}

interface Heard {
  readonly unknown?: readonly string[];
  readonly declined?: readonly string[];
  readonly source?: AnswerSource;
}

export function hear(at: When, by: PersonKey, answers: Answers, { unknown = [], declined = [], source = 'customer_phone' }: Heard = {}): HearStep {
  return { kind: 'hear', at, by, answers, unknown, declined, source };
}

type Body = Readonly<Record<string, unknown>> | ((told: Told) => Readonly<Record<string, unknown>>);

/** Any act by its name, with the body its form would send. */
export function act(at: When, by: PersonKey, name: string, body: Body = {}): ActStep {
  return { kind: 'act', at, by, act: name, body };
}

/** The number that was called and who took the call. */
export type Reached = readonly [number: string, person: string];

/** Called back under the registered number, and it was him. */
export function verifiedByCallback(at: When, by: PersonKey, [number, person]: Reached, note = ''): ActStep {
  return act(at, by, 'verify', ({ contactId }) => ({ method: 'callback_to_registered_phone', result: 'verified', contactId, number, person, note }));
}

/** Verified by what only the registered contact would know. */
export function verifiedByAttributes(at: When, by: PersonKey, note: string): ActStep {
  return act(at, by, 'verify', ({ contactId }) => ({ method: 'registered_attributes_match', result: 'verified', contactId, note }));
}

/** The first line answers by telephone; it counts as the first response. */
export function answeredByPhone(at: When, by: PersonKey, [number, person]: Reached, summary: string): ActStep {
  return act(at, by, 'answer-by-phone', ({ contactId }) => ({ contactId, number, person, summary, countsAsFirstResponse: true }));
}

/** Up to the second line; what is still open becomes 不明 with one reason. */
export function escalated(at: When, by: PersonKey, reason: string, said: { readonly comment: string; readonly unknownReason: string }): ActStep {
  return act(at, by, 'escalate', { reason, markOpenUnknown: true, ...said });
}

export function closed(at: When, by: PersonKey, resolution: string): ActStep {
  return act(at, by, 'close', { resolution, confirmedByCustomer: true });
}
