import type { Instant } from '../platform/clock.js';
import type { ReceptionCalendar, ResponseTarget } from './reception-calendar.js';

/**
 * The target of an open inquiry after the calendar has changed (D5). The same object comes back
 * where it stays as it is.
 *
 * - An acceptance that has passed stays; what is still to be accepted is accepted at the next opening from now.
 * - A target that has passed stays: a closure declared afterwards hides no miss.
 * - A new target is never in the past: a day re-opened too late leaves the old one standing.
 */
export function followChange(target: ResponseTarget, before: ReceptionCalendar, after: ReceptionCalendar, now: Instant): ResponseTarget {
  if (target.dueAt <= now) return target;
  const moved = recompute(target, after, now);
  const unaffected = sameTimes(moved, recompute(target, before, now));
  return unaffected || moved.dueAt <= now || sameTimes(moved, target) ? target : moved;
}

function recompute(target: ResponseTarget, calendar: ReceptionCalendar, now: Instant): ResponseTarget {
  const isAccepted = target.acceptedAt <= now;
  const acceptedAt = isAccepted ? target.acceptedAt : calendar.nextOpening(Math.max(target.arrivedAt, now));
  return calendar.responseTargetFromAcceptance(acceptedAt, target.arrivedAt);
}

function sameTimes(one: ResponseTarget, other: ResponseTarget): boolean {
  return one.acceptedAt === other.acceptedAt && one.dueAt === other.dueAt;
}
