import { dateOf, dayOf, partsOf, type CivilDate, type CivilDay } from '../../calendar/civil-day.rules.js';
import type { Instant } from '../../platform/clock.js';

/** When the reports that the law may want are due (個人情報保護法26条, 同法施行規則8条). */
export interface ReportDays {
  /** 速報: within about three to five days of coming to know. */
  readonly preliminaryFrom: CivilDate;
  readonly preliminaryBy: CivilDate;
  /** 確報: within 30 days, 60 where 不正の目的 may be behind it. */
  readonly finalBy: CivilDate;
  readonly finalDays: 30 | 60;
}

/** Whether a day is a Saturday, a Sunday or a national holiday. */
export type IsDayOff = (date: CivilDate) => boolean;

/**
 * The day of coming to know is the first day (ガイドライン通則編 3-5-3-4). Where the last day of the 確報 is a day
 * off, or lies from 12/29 to 1/3, the day after counts; the 速報 is not put off.
 */
export function reportDays(discoveredAt: Instant, malicious: boolean, isDayOff: IsDayOff): ReportDays {
  const first = dayOf(discoveredAt);
  const finalDays = malicious ? 60 : 30;
  return { preliminaryFrom: dateOf(first + 2), preliminaryBy: dateOf(first + 4), finalBy: dateOf(officeDayFrom(first + finalDays - 1, isDayOff)), finalDays };
}

function officeDayFrom(day: CivilDay, isDayOff: IsDayOff): CivilDay {
  return isDayOff(dateOf(day)) || isYearEnd(day) ? officeDayFrom(day + 1, isDayOff) : day;
}

/** 行政機関の休日: 12/29 to 1/3. */
function isYearEnd(value: CivilDay): boolean {
  const { month, day } = partsOf(value);
  return (month === 12 && day >= 29) || (month === 1 && day <= 3);
}

/** Which day it is today, counted as the law does: 1 on the day of coming to know. */
export function dayNumber(discoveredAt: Instant, now: Instant): number {
  return dayOf(now) - dayOf(discoveredAt) + 1;
}
