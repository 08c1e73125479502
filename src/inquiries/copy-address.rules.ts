/** Addresses a copy must not go to, as they are known when it is named. */
export interface TakenAddresses {
  readonly contact: string | null;
  readonly desks: readonly string[];
  /** Domain of the desk's own addresses. */
  readonly mailDomain: string;
  readonly copies: readonly string[];
}

/** Why an address is no copy recipient's, in a sentence; undefined where it may be one. */
export function copyAddressFault(address: string, taken: TakenAddresses): string | undefined {
  const same = (other: string): boolean => folded(other) === folded(address);
  if (taken.contact !== null && same(taken.contact)) return '本サービス担当者ご本人のアドレスです。ご本人にはいつも送られます。';
  if (taken.desks.some(same) || domainOf(address) === taken.mailDomain.toLowerCase()) return '窓口のアドレスは、同報先にできません。';
  if (taken.copies.some(same)) return 'このアドレスは、すでに同報先です。';
  return undefined;
}

/** What comes after a plus sign reaches the same mailbox. */
function folded(address: string): string {
  const local = address.slice(0, address.lastIndexOf('@')).toLowerCase();
  return `${local.replace(/\+.*$/, '')}@${domainOf(address)}`;
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
