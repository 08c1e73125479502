import { isIP } from 'node:net';

const named = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** Addresses and networks of a comma-separated list, without empty entries. */
export function trustedProxies(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');
}

/**
 * Whether an entry names proxies that can be meant: an address, a network or one of the names that
 * `proxy-addr` knows. A network that is the whole internet would let everybody write his own address.
 */
export function isTrustedProxy(entry: string): boolean {
  if (named.has(entry)) return true;
  const [address = '', prefix, ...more] = entry.split('/');
  const kind = isIP(address);
  if (kind === 0 || more.length > 0) return false;
  if (prefix === undefined) return true;
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : 0;
  return bits >= 8 && bits <= (kind === 4 ? 32 : 128);
}
