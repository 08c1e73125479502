import { BlockList, isIP } from 'node:net';
import type { HeaderLine } from './header-lines.rules.js';

/**
 * Where the lines begin that were in the message before it came to us: at the first `Received` below
 * the one with which our server (`host`, by its own name) took it from a public address. Whatever stands
 * from there on is foreign, whoever it claims to be by. The number of lines where nothing tells.
 *
 * Between our server's own `Received` and the next one nothing can be told apart: some servers write
 * their results above their `Received` (OpenDMARC), others below (Google, OpenDKIM), where a sender's
 * first lines stand as well. So the server must still take out what comes in under its name (RFC 8601, 5).
 * Several servers may share the name of their domain: then each host of it counts, unless it took the
 * message from another one. Servers behind ours, of whatever name, cannot be told from foreign ones.
 */
export function foreignFrom(head: readonly HeaderLine[], host: string): number {
  const hops = head.flatMap(({ name, value }, index) => (name === 'received' ? [{ index, value }] : []));
  const border = hops.findIndex(({ value }) => tookFromOutside(value, host));
  return border === -1 ? head.length : (hops[border + 1]?.index ?? head.length);
}

/** What ends the name of a host in a `Received` line. */
const nameEnd = /[\s;()]/;

function tookFromOutside(received: string, host: string): boolean {
  const text = received.toLowerCase();
  const from = sayingBefore(text, `by ${host}`) ?? fromOutsideOf(host, text);
  // A step within one machine names no address, or one that is not of the public network.
  return from !== undefined && addressesIn(from).some((address) => !isInternal(address));
}

/** What a host of the domain says of where it took the message from; undefined where that is in the domain, too. */
function fromOutsideOf(domain: string, text: string): string | undefined {
  const by = /(?:^|\s)by ([^\s;()]{1,255})/.exec(text);
  if (by?.[1]?.endsWith(`.${domain}`) !== true) return undefined;
  const from = text.slice(0, by.index);
  // The name a host greets with is its own choice; the one in brackets was looked up by who took the message.
  const lookedUp = /\(([^\s()[\]]{1,255}?)\.? \[/.exec(from)?.[1] ?? '';
  return lookedUp.endsWith(`.${domain}`) && !from.includes('may be forged') ? undefined : from;
}

/** What stands before the words; undefined where they are not there, or only as the beginning of longer ones. */
function sayingBefore(text: string, words: string): string | undefined {
  const at = ` ${text}`.indexOf(` ${words}`);
  const next = text[at + words.length];
  return at === -1 || (next !== undefined && !nameEnd.test(next)) ? undefined : text.slice(0, at);
}

/** Addresses in the notations of Postfix, Exim, qmail, Exchange and Google: `[IPv6:2001:db8::1]`, `(user@192.0.2.1)`. */
function addressesIn(text: string): string[] {
  const words = text.split(/[\s[\]()@=,]+/).map((word) => word.replace(/^ipv6:/, ''));
  return words.filter((word) => isIP(word) !== 0);
}

const internal = new BlockList();
for (const [network, bits] of [['127.0.0.0', 8], ['10.0.0.0', 8], ['172.16.0.0', 12], ['192.168.0.0', 16], ['169.254.0.0', 16], ['100.64.0.0', 10]] as const) internal.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [['::1', 128], ['fc00::', 7], ['fe80::', 10]] as const) internal.addSubnet(network, bits, 'ipv6');

function isInternal(address: string): boolean {
  return internal.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
