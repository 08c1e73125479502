import type { ContractRow } from './contract.entity.js';

/** What the rules read of a contract; dates are civil dates in Japan, `YYYY-MM-DD`. */
export type ContractTerm = Pick<ContractRow, 'deliveredOn' | 'termStartsOn' | 'endedOn'>;

/** Whether a customer may have incident support (A7). `before_term`: bought, but not delivered yet. */
export type TermState = 'before_term' | 'in_force' | 'ended' | 'unclear';

/**
 * The state of one contract on a civil date. A term that has run out is in force: it renews by itself,
 * and only a recorded notice or cancellation ends it, with its last day included (第4条2-4).
 */
export function termStateOn(contract: ContractTerm, date: string): TermState {
  const startsOn = contract.termStartsOn ?? contract.deliveredOn;
  if (contract.endedOn !== null && date > contract.endedOn) return 'ended';
  if (startsOn === null) return 'unclear';
  return date < startsOn ? 'before_term' : 'in_force';
}

/** The best state among all contracts of a customer; without any it is unclear, and the owner decides (A7). */
export function entitlementOn(contracts: readonly ContractTerm[], date: string): TermState {
  const states = contracts.map((contract) => termStateOn(contract, date));
  const order: readonly TermState[] = ['in_force', 'unclear', 'before_term', 'ended'];
  return order.find((state) => states.includes(state)) ?? 'unclear';
}

/** First day of the cyber insurance: the first of the month after the one in which use began (別紙5, C6). */
export function insuranceEffectiveFrom(useBeganOn: string): string {
  const { year, month } = partsOf(useBeganOn);
  return format(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1);
}

/**
 * Last day on which a notice not to renew is in time: some months before the term ends (F1; SOC in
 * Pocket two), on the last day of the month where that one is shorter. Holidays do not move it.
 */
export function nonRenewalNoticeDeadline(termEndsOn: string, noticeMonths = 2): string {
  const { year, month, day } = partsOf(termEndsOn);
  const months = year * 12 + (month - 1) - noticeMonths;
  const [deadlineYear, deadlineMonth] = [Math.floor(months / 12), (months % 12) + 1];
  return format(deadlineYear, deadlineMonth, Math.min(day, daysInMonth(deadlineYear, deadlineMonth)));
}

/** Whether the text is a day of the calendar written `YYYY-MM-DD`. */
export function isCivilDate(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return false;
  const { year, month, day } = partsOf(text);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function partsOf(date: string): { year: number; month: number; day: number } {
  const [year, month, day] = date.split('-').map(Number);
  if (year === undefined || month === undefined || day === undefined) throw new Error(`Not a civil date: ${date}`);
  return { year, month, day };
}

/** Days of a month of the Gregorian calendar; `month` counts from 1. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function format(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
