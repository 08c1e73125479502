import type { Instant } from '../platform/clock.js';
import type { Inquiry } from './rulebook/inquiry.js';
import { isOpen } from './rulebook/status.js';

/** Further apart than two targets of open inquiries ever lie. */
const apartMs = 10 * 366 * 24 * 3_600_000;

/**
 * Where an inquiry stands in a queue, as one number that an index can hold: emergencies without an
 * answer first, then what waits for its first response by its target, then what has been answered.
 * What has ended stands by its target alone.
 */
export function queueAtOf(inquiry: Pick<Inquiry, 'status' | 'fastTrack' | 'firstResponseAt' | 'dueAt'>): Instant {
  if (!isOpen(inquiry.status)) return inquiry.dueAt;
  if (inquiry.firstResponseAt !== null) return inquiry.dueAt + apartMs;
  return inquiry.fastTrack ? inquiry.dueAt - apartMs : inquiry.dueAt;
}
