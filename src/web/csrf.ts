import { timingSafeEqual } from 'node:crypto';

/** What a browser and a form say about where a request comes from. */
export interface RequestOrigin {
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
}

/**
 * Whether a request that changes something may come from where it comes from: our own pages
 * (ASVS 3.5.1). Programs send neither header and are let through; what they prove, they prove with
 * their token.
 */
export function isOwnOrigin({ origin, fetchSite }: RequestOrigin, baseUrl: string): boolean {
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') return false;
  return origin === undefined || origin === new URL(baseUrl).origin;
}

/** Compares two secrets without telling by the time taken how much of them agrees. */
export function sameSecret(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
