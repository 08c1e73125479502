/** How many months before the end of a term a notice not to renew must be there, by service profile (F1, F2). */
const noticeMonths: Readonly<Record<string, number>> = {
  soc_in_pocket: 2,
  sspm: 1,
  cloud_security_support: 1,
  mdr_ndr: 2,
};

/** Of a profile that is not known, the longest: a warning too early costs nothing. */
export function noticeMonthsOf(serviceProfile: string): number {
  return noticeMonths[serviceProfile] ?? Math.max(...Object.values(noticeMonths));
}
