import { explainTarget } from './explain-target.rules.js';
import { readInstant } from './iso-instant.rules.js';
import { toIsoTokyo } from './japanese-time.js';
import type { ReceptionCalendar, ResponseTarget } from './reception-calendar.js';

/** What `calendar explain` says of one instant; instants as ISO 8601 with +09:00. */
export interface Explained {
  readonly arrivedAt: string;
  readonly acceptedAt: string;
  readonly dueAt: string;
  /** One Japanese sentence (D3). */
  readonly explanation: string;
}

/** Explains one ISO 8601 instant, white space and a byte order mark around it aside; a text that is none gives the reason. */
export function explainInstant(calendar: ReceptionCalendar, text: string): Explained | { readonly error: string } {
  const read = readInstant(text.trim());
  if ('fault' in read) return { error: read.fault };
  return describeTarget(calendar.responseTarget(read.at));
}

/** A target with its explanation, as programs read it. */
export function describeTarget(target: ResponseTarget): Explained {
  return {
    arrivedAt: toIsoTokyo(target.arrivedAt),
    acceptedAt: toIsoTokyo(target.acceptedAt),
    dueAt: toIsoTokyo(target.dueAt),
    explanation: explainTarget(target),
  };
}
