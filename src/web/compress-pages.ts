import { gzip } from 'node:zlib';
import type { DoneFuncWithErrOrRes, FastifyReply, FastifyRequest } from 'fastify';

/** Less than that fits into a packet or two anyway. */
const leastBytes = 2_048;

/**
 * Sends pages compressed to browsers that ask for it, unless another site made them ask. Whoever can
 * guess at a secret by the size of a compressed page (BREACH) has to make a signed-in browser fetch it
 * over and over with words of his own; such requests say so (Fetch Metadata) and get the page as it is.
 */
export function compressPage(request: FastifyRequest, reply: FastifyReply, payload: unknown, done: DoneFuncWithErrOrRes): void {
  const type = reply.getHeader('content-type');
  if (typeof payload !== 'string' || typeof type !== 'string' || !type.startsWith('text/html')) return done();
  void reply.header('vary', 'accept-encoding, sec-fetch-site');
  if (!mayCompress(request.headers) || Buffer.byteLength(payload) < leastBytes) return done();
  gzip(payload, { level: 5 }, (error, bytes) => {
    if (error !== null) return done(error);
    void reply.header('content-encoding', 'gzip').header('content-length', bytes.byteLength);
    done(null, bytes);
  });
}

/** Whether the browser takes gzip and came from our own pages or its address bar. */
export function mayCompress(headers: Readonly<Record<string, string | readonly string[] | undefined>>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== 'same-origin' && site !== 'none') return false;
  return String(headers['accept-encoding'] ?? '').split(',').some((each) => /^\s*gzip\s*(;\s*q=(1(\.0*)?|0\.\d*[1-9]\d*))?\s*$/i.test(each));
}
