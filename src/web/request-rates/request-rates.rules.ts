import { isIPv6 } from 'node:net';

/** Kinds of requests that are counted apart. */
const requestKinds = ['reading', 'acts', 'papers', 'uploads', 'unauthenticated'] as const;

export type RequestKind = (typeof requestKinds)[number];

/**
 * Requests a minute of one account, of one token for programs, or, where nobody is signed in, of one
 * address (ASVS 2.4.1). A busy desk stays below a tenth of each: they stop programs that ask without end.
 */
export const mostAMinute: Readonly<Record<RequestKind, number>> = {
  reading: 6_000,
  acts: 3_000,
  /** What is made or taken out whole: PDF, CSV, workbooks, raw mails, files. */
  papers: 120,
  /** Pieces of files by an upload address; 4 MB each. */
  uploads: 3_000,
  unauthenticated: 1_200,
};

/** What decides of which kind a request is. */
export interface RequestShape {
  readonly method: string;
  /** As registered: `/inquiries/:id`. */
  readonly route: string;
  readonly signedIn: boolean;
}

const takenOut = /\.(?:pdf|csv|xlsx|zip)$|\/evidence\/:evidenceId\/content$|^\/mail\/messages\/:id\/(?:source|files\/:position)$|\/data\/export$|^\/exports(?:\/:id\/file)?$/;
const reads = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The kind a request counts as; undefined for the pages' own static files, which cost no more than a refusal. */
export function kindOfRequest({ method, route, signedIn }: RequestShape): RequestKind | undefined {
  if (route.startsWith('/assets/')) return undefined;
  if (route.startsWith('/upload/')) return 'uploads';
  if (!signedIn) return 'unauthenticated';
  if (isTakenOut(method, route)) return 'papers';
  return reads.has(method) ? 'reading' : 'acts';
}

function isTakenOut(method: string, route: string): boolean {
  const plain = route.replace(/^\/api\/v1/, '');
  return takenOut.test(plain) && (plain !== '/exports' || method === 'POST');
}

/** Whoever has an IPv6 address has the 64 bits below it too. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('::');
  const [before, after] = [head.split(':').filter(Boolean), tail.split(':').filter(Boolean)];
  const missing = Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array.from({ length: missing }, () => '0'), ...after].slice(0, 4).join(':');
}

export const windowMs = 60_000;

/** The start of the minute in which requests are counted together. */
export function windowOf(now: number): number {
  return now - (now % windowMs);
}
