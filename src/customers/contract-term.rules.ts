import { dateOf, dayFromParts, existingDay, parseDate, partsOf, type CivilDate, type CivilDay } from '../calendar/civil-day.rules.js';
import type { ContractRow } from './contract.entity.js';

/** What the rules read of a contract; dates are civil dates in Japan, `YYYY-MM-DD`. */
export type ContractTerm = Pick<ContractRow, 'deliveredOn' | 'termStartsOn' | 'endedOn'>;

/** Whether a customer may have incident support (A7). `before_term`: bought, but not delivered yet. */
export type TermState = 'before_term' | 'in_force' | 'ended' | 'unclear';

/**
 * The state of one contract on a civil date. A term that has run out is in force: it renews by itself,
 * and only a recorded notice or cancellation ends it, with its last day included (第4条2-4).
 */
export function termStateOn(contract: ContractTerm, date: CivilDate): TermState {
  const startsOn = useBeganOn(contract);
  if (contract.endedOn !== null && date > contract.endedOn) return 'ended';
  if (startsOn === null) return 'unclear';
  return date < startsOn ? 'before_term' : 'in_force';
}

/** The first day of use (第4条2): as the papers say, otherwise the day of delivery; null where neither is on record. */
export function useBeganOn({ termStartsOn, deliveredOn }: Pick<ContractTerm, 'termStartsOn' | 'deliveredOn'>): CivilDate | null {
  return termStartsOn ?? deliveredOn;
}

/** The best state among all contracts of a customer; without any it is unclear, and the owner decides (A7). */
export function entitlementOn(contracts: readonly ContractTerm[], date: CivilDate): TermState {
  const states = contracts.map((contract) => termStateOn(contract, date));
  const order: readonly TermState[] = ['in_force', 'unclear', 'before_term', 'ended'];
  return order.find((state) => states.includes(state)) ?? 'unclear';
}

/** Which of the two notices that a term is about to end is due. */
export type TermNotice = 'first' | 'second';

/**
 * The notice to the partner that is due (F1): 90 days before the term ends, and again 60 days before or on
 * the last day for an answer, whichever comes first. What falls between today and the next open day is due
 * today, so that no closed day lets a deadline pass; once it has passed nothing is.
 */
export function termNoticeOn(termEndsOn: CivilDate, noticeBy: CivilDate, today: CivilDate, nextOpenDay: CivilDate): TermNotice | undefined {
  if (today > noticeBy) return undefined;
  const [ninety, sixty] = [90, 60].map((days) => dateOf(dayOfDate(termEndsOn) - days)) as [CivilDate, CivilDate];
  if ((sixty < noticeBy ? sixty : noticeBy) < nextOpenDay) return 'second';
  return ninety < nextOpenDay ? 'first' : undefined;
}

/**
 * First day of the cyber insurance for who inquires on a date: counted from the beginning of use under the
 * contracts in force then, the earliest where there are several. One that ended before tells nothing of the
 * cover of a later one, and counts only where there is no other.
 */
export function insuredFrom(contracts: readonly ContractTerm[], date: CivilDate): CivilDate | undefined {
  const inForce = contracts.filter((contract) => termStateOn(contract, date) === 'in_force');
  const days = (inForce.length === 0 ? contracts : inForce).map(useBeganOn).filter((day) => day !== null);
  const began = days.toSorted()[0];
  return began === undefined ? undefined : insuranceEffectiveFrom(began);
}

/** First day of the cyber insurance: the first of the month after the one in which use began (別紙5, C6). */
export function insuranceEffectiveFrom(useBeganOn: CivilDate): CivilDate {
  const { year, month } = partsOf(dayOfDate(useBeganOn));
  return dateOf(dayFromParts({ ...monthAfter(year, month, 1), day: 1 }));
}

/**
 * Last day on which a notice not to renew is in time: as many months before the term ends as the
 * service asks for (F1), on the last day of the month where that one is shorter. Holidays do not move it.
 */
export function nonRenewalNoticeDeadline(termEndsOn: CivilDate, noticeMonths: number): CivilDate {
  const { year, month, day } = partsOf(dayOfDate(termEndsOn));
  const deadline = monthAfter(year, month, -noticeMonths);
  const next = monthAfter(deadline.year, deadline.month, 1);
  const lastDay = dayFromParts({ ...next, day: 1 }) - 1;
  return dateOf(existingDay({ ...deadline, day }) ?? lastDay);
}

function monthAfter(year: number, month: number, months: number): { year: number; month: number } {
  const count = year * 12 + (month - 1) + months;
  return { year: Math.floor(count / 12), month: (count % 12) + 1 };
}

function dayOfDate(date: CivilDate): CivilDay {
  const day = parseDate(date);
  if (day === undefined) throw new Error(`Not a civil date: ${date}`);
  return day;
}
