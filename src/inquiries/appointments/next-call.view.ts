import { civilDate, formatDateTime, formatTime } from '../../calendar/japanese-time.js';
import type { Instant } from '../../platform/clock.js';
import { appointmentKindLabels } from '../rulebook/status.js';
import type { PromisedCall } from './appointment.queries.js';

/** A promise in a word or two, as it stands above a queue. */
export interface NextCall {
  readonly inquiryId: string;
  readonly when: string;
  readonly kindLabel: string;
  readonly customerName: string | null;
  readonly callerName: string;
  readonly isPast: boolean;
}

/** Today's by its time alone. */
export function nextCall({ inquiryId, startsAt, kind, customerName, callerName }: PromisedCall, now: Instant): NextCall {
  const when = civilDate(startsAt) === civilDate(now) ? formatTime(startsAt) : formatDateTime(startsAt);
  return { inquiryId, when, kindLabel: appointmentKindLabels[kind], customerName, callerName, isPast: startsAt <= now };
}
