import type { Instant } from '../platform/clock.js';
import { dateOf, dayOf, hourMs, instantOn, parseDate, type CivilDate, type CivilDay } from './civil-day.rules.js';
import { closedDaysBy, type ClosedDay, type DayRules } from './closed-days.rules.js';
import { OpenDays } from './open-days.js';
import { Suspensions, type Span, type Suspension } from './suspensions.rules.js';

/** Reception lasts from 09:00:00.000 up to, not including, 17:00:00.000 in Tokyo (A1), after midnight in ms. */
export const receptionHours = { from: 9 * hourMs, to: 17 * hourMs } as const;

const receptionMs = receptionHours.to - receptionHours.from;

/** A day without reception between arrival and target, and why. */
export interface SkippedDay {
  readonly date: CivilDate;
  readonly reason: string;
}

/** When the first response is due (D1), with what explains it (D3). Instants are UTC epoch milliseconds. */
export interface ResponseTarget {
  readonly arrivedAt: Instant;
  readonly acceptedAt: Instant;
  readonly dueAt: Instant;
  readonly calendarVersion: number;
  readonly skipped: readonly SkippedDay[];
}

/** What a version of the calendar consists of. */
export interface CalendarContent extends DayRules {
  readonly version: number;
  /** The last day for which the official list decides; undefined where none was imported. */
  readonly officialThrough: CivilDate | undefined;
  readonly suspensions: readonly Suspension[];
}

const nothingSkipped: readonly SkippedDay[] = Object.freeze([]);

/** When reception is open, as one version of the calendar has it. Immutable; knows no "now". */
export class ReceptionCalendar {
  readonly version: number;
  /** The last day for which the official list of the Cabinet Office decides, `YYYY-MM-DD`. */
  readonly officialThrough: CivilDate | undefined;
  readonly #closedDay: (day: CivilDay) => ClosedDay | undefined;
  readonly #openDays: OpenDays;
  readonly #suspensions: Suspensions;
  readonly #skipped = new Map<number, readonly SkippedDay[]>();

  constructor(content: CalendarContent) {
    this.version = content.version;
    this.officialThrough = content.officialThrough;
    this.#closedDay = closedDaysBy(content);
    this.#openDays = new OpenDays((day) => this.#closedDay(day) !== undefined);
    this.#suspensions = new Suspensions(content.suspensions);
  }

  /** Whether something that comes in at this instant is accepted at once. */
  isOpen(at: Instant): boolean {
    return this.nextOpening(at) === at;
  }

  /** The instant itself while reception is open, otherwise the next instant at which it is. */
  nextOpening(at: Instant): Instant {
    let opening = this.#nextReception(at);
    while (!this.#suspensions.noneAfter(opening)) {
      const suspension = this.#suspensions.inForce(opening);
      if (suspension === undefined) return opening;
      opening = this.#nextReception(suspension.to);
    }
    return opening;
  }

  /** When what arrived is accepted (A4). */
  acceptedAt(arrivedAt: Instant): Instant {
    return this.nextOpening(arrivedAt);
  }

  /** When the first response to what arrived is due: 17:00 of the business day after the acceptance (D1). */
  responseTarget(arrivedAt: Instant): ResponseTarget {
    return this.responseTargetFromAcceptance(this.nextOpening(arrivedAt), arrivedAt);
  }

  /** The same where the acceptance is already fixed; it must lie in reception hours. */
  responseTargetFromAcceptance(acceptedAt: Instant, arrivedAt: Instant = acceptedAt): ResponseTarget {
    const dueDay = this.#businessDayAfter(acceptedAt, 1);
    return {
      arrivedAt,
      acceptedAt,
      dueAt: instantOn(dueDay, receptionHours.to),
      calendarVersion: this.version,
      skipped: this.#skippedDays(dayOf(arrivedAt), dueDay, acceptedAt),
    };
  }

  /** 17:00 of the nth business day after the day of an instant; n is 1 or more. */
  addBusinessDays(at: Instant, n: number): Instant {
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`Business days to add must be 1 or more, not ${n}.`);
    return instantOn(this.#businessDayAfter(at, n), receptionHours.to);
  }

  /**
   * Reception time between two instants, negative where the second is before the first. Suspensions
   * count from their declaration on for what had not begun by then, so those declared after the
   * earlier instant do not.
   */
  businessMsBetween(from: Instant, to: Instant): number {
    if (to < from) return -this.businessMsBetween(to, from);
    const receptionTime = this.#receptionMsBetween(from, to);
    if (this.#suspensions.noneAfter(from)) return receptionTime;
    const closed = this.#suspensions.declaredBy(from).map((span) => clip(span, from, to));
    return closed.reduce((left, span) => left - this.#receptionMsBetween(span.from, span.to), receptionTime);
  }

  /** The first instant at which a share (0 to 1) of the reception time between two instants has passed (D4). */
  instantAtShare(from: Instant, to: Instant, share: number): Instant {
    const wanted = Math.round(this.businessMsBetween(from, to) * share);
    let before = from - 1;
    let reached = to;
    while (reached - before > 1) {
      const middle = Math.floor((before + reached) / 2);
      if (middle >= from && this.businessMsBetween(from, middle) >= wanted) reached = middle;
      else before = middle;
    }
    return reached;
  }

  /** Why a date (`YYYY-MM-DD`) has no reception, in Japanese; undefined for a business day and for what is no date. */
  closedReason(date: CivilDate): string | undefined {
    return this.closedDay(date)?.reason;
  }

  /** The same with the kind of the reason. */
  closedDay(date: CivilDate): ClosedDay | undefined {
    const day = parseDate(date);
    return day === undefined ? undefined : this.#closedDay(day);
  }

  /** The suspension of reception in force at an instant (A8). */
  suspensionAt(at: Instant): Suspension | undefined {
    return this.#suspensions.noneAfter(at) ? undefined : this.#suspensions.inForce(at);
  }

  /** Business days from one date up to, not including, another. */
  businessDaysBetween(from: CivilDate, to: CivilDate): number {
    const [first, end] = [parseDate(from), parseDate(to)];
    return first === undefined || end === undefined || end < first ? 0 : this.#openDays.count(first, end);
  }

  #nextReception(at: Instant): Instant {
    const day = dayOf(at);
    const openDay = this.#openDays.from(at < instantOn(day, receptionHours.to) ? day : day + 1);
    return Math.max(at, instantOn(openDay, receptionHours.from));
  }

  /** A day whose whole reception was suspended by the time of the acceptance is no business day. */
  #businessDayAfter(at: Instant, n: number): CivilDay {
    const day = dayOf(at);
    if (this.#suspensions.noneAfter(at)) return this.#openDays.after(day, n);
    let found = day;
    for (let left = n; left > 0; ) {
      found = this.#openDays.after(found, 1);
      if (!this.#isSuspended(found, at)) left -= 1;
    }
    return found;
  }

  #isSuspended(day: CivilDay, acceptedAt: Instant): boolean {
    const [opens, closes] = [instantOn(day, receptionHours.from), instantOn(day, receptionHours.to)];
    return this.#suspensions.declaredBy(acceptedAt).some((span) => span.from <= opens && closes <= span.to);
  }

  #receptionMsBetween(from: Instant, to: Instant): number {
    const [first, last] = [dayOf(from), dayOf(to)];
    return this.#openDays.count(first, last) * receptionMs + this.#receptionMsInto(last, to) - this.#receptionMsInto(first, from);
  }

  #receptionMsInto(day: CivilDay, at: Instant): number {
    const passed = Math.min(receptionMs, Math.max(0, at - instantOn(day, receptionHours.from)));
    return passed > 0 && this.#openDays.isOpen(day) ? passed : 0;
  }

  /** Lists are shared between all that arrive on the same day, so that a target costs no list of its own. */
  #skippedDays(from: CivilDay, dueDay: CivilDay, acceptedAt: Instant): readonly SkippedDay[] {
    if (dueDay - from <= 1) return nothingSkipped;
    if (!this.#suspensions.noneAfter(instantOn(from, 0))) return this.#listSkipped(from, dueDay, acceptedAt);
    const key = from * 1024 + (dueDay - from);
    const known = this.#skipped.get(key) ?? this.#listSkipped(from, dueDay, acceptedAt);
    this.#skipped.set(key, known);
    return known;
  }

  #listSkipped(from: CivilDay, dueDay: CivilDay, acceptedAt: Instant): readonly SkippedDay[] {
    const days: SkippedDay[] = [];
    for (let day = from; day < dueDay; day += 1) {
      const reason = this.#closedDay(day)?.reason ?? this.#suspendedReason(day, acceptedAt);
      if (reason !== undefined) days.push(Object.freeze({ date: dateOf(day), reason }));
    }
    return Object.freeze(days);
  }

  #suspendedReason(day: CivilDay, acceptedAt: Instant): string | undefined {
    if (day === dayOf(acceptedAt) || !this.#isSuspended(day, acceptedAt)) return undefined;
    const reception = { from: instantOn(day, receptionHours.from), to: instantOn(day, receptionHours.to) };
    return `受付停止（${this.#suspensions.reasonWithin(reception, acceptedAt) ?? ''}）`;
  }
}

function clip(span: Span, from: Instant, to: Instant): Span {
  const start = Math.min(to, Math.max(from, span.from));
  return { from: start, to: Math.max(start, Math.min(to, span.to)) };
}
