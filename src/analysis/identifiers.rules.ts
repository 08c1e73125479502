import { isIPv6 } from 'node:net';
import { foldText, refangedText } from './folded-text.rules.js';

/** Kinds of value that tell an address, a place or a file apart from all others. */
const identifierKinds = ['ipv4', 'ipv6', 'url', 'domain', 'email', 'mac', 'hash'] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

/** A value in the one form in which it is compared, with other ways to write the same. */
export interface Identifier {
  readonly kind: IdentifierKind | 'text';
  readonly value: string;
  readonly spellings: readonly string[];
}

const patterns: readonly { readonly kind: IdentifierKind; readonly pattern: RegExp }[] = [
  { kind: 'url', pattern: /(?:https?|ftp|wss?):\/\/[a-z0-9\-._~:/?#[\]@!$&*+,;=%]+/g },
  { kind: 'email', pattern: /(?<![a-z0-9._%+-])[a-z0-9._%+-]+@(?:[a-z0-9_-]+\.)+[a-z0-9-]{2,63}/g },
  { kind: 'ipv4', pattern: /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d)/g },
  { kind: 'ipv6', pattern: /(?<![0-9a-z:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![0-9a-z:])/g },
  { kind: 'mac', pattern: /(?<![0-9a-z])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![0-9a-z])/g },
  { kind: 'hash', pattern: /(?<![0-9a-z])(?:[0-9a-f]{128}|[0-9a-f]{96}|[0-9a-f]{64}|[0-9a-f]{56}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-z])/g },
  { kind: 'domain', pattern: /(?<![a-z0-9@_.-])(?<!(?<!\/)\/)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})(?![a-z0-9-])/g },
];

/** Every identifier in a text, however it is defanged, spelt in full width or set in another case. */
export function identifiersIn(text: string): readonly Identifier[] {
  const plain = spacedRefanged(text);
  const found = new Map<string, Identifier>();
  for (const { kind, pattern } of patterns) {
    for (const [match] of plain.matchAll(pattern)) {
      for (const identifier of readAs(kind, match)) found.set(`${identifier.kind} ${identifier.value}`, identifier);
    }
  }
  return [...found.values()];
}

/** A value that is meant as a whole, such as a released one or a file name; undefined where nothing is left of it. */
export function wholeIdentifier(text: string): Identifier | undefined {
  const trimmed = spacedRefanged(text).trim();
  for (const { kind, pattern } of patterns) {
    const match = [...trimmed.matchAll(pattern)][0];
    const [first] = match?.[0] === trimmed ? readAs(kind, trimmed) : [];
    if (first !== undefined) return first;
  }
  const value = refangedText(foldText(text)).text;
  return value === '' ? undefined : { kind: 'text', value, spellings: [value] };
}

function spacedRefanged(text: string): string {
  const { text: plain, gaps } = refangedText(foldText(text));
  return plain.split('').map((unit, at) => (gaps[at] === true ? ` ${unit}` : unit)).join('');
}

function readAs(kind: IdentifierKind, match: string): readonly Identifier[] {
  if (kind === 'ipv4') return ipv4(match);
  if (kind === 'ipv6') return ipv6(match);
  if (kind === 'url') return url(match);
  if (kind === 'mac') return mac(match);
  return [{ kind, value: match, spellings: [match] }];
}

function ipv4(match: string): readonly Identifier[] {
  const octets = match.split('.').map(Number);
  if (octets.some((octet) => octet > 255)) return [];
  const value = octets.join('.');
  const padded = octets.map((octet) => String(octet).padStart(3, '0')).join('.');
  const number = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const asNumber = number >= 16_777_216 ? [String(number), `0x${number.toString(16).padStart(8, '0')}`] : [];
  return [{ kind: 'ipv4', value, spellings: [...new Set([value, match, padded, ...asNumber])] }];
}

function mac(match: string): readonly Identifier[] {
  const pairs = match.split(/[:-]/);
  const dotted = [0, 2, 4].map((at) => `${pairs[at] ?? ''}${pairs[at + 1] ?? ''}`).join('.');
  return [{ kind: 'mac', value: pairs.join(':'), spellings: [pairs.join(':'), pairs.join('-'), dotted, pairs.join('')] }];
}

function ipv6(match: string): readonly Identifier[] {
  if (!isIPv6(match) || !/[0-9a-f]{2}/.test(match)) return [];
  const value = new URL(`http://[${match}]/`).hostname.slice(1, -1);
  const groups = expandIpv6(value);
  const full = groups.map((group) => group.padStart(4, '0')).join(':');
  return [{ kind: 'ipv6', value, spellings: [...new Set([value, match, groups.join(':'), full])] }];
}

function expandIpv6(value: string): readonly string[] {
  const [head = '', tail] = value.split('::');
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before;
  const after = tail === '' ? [] : tail.split(':');
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
}

/** A URL without its scheme, and its host: who knows the host knows where. */
function url(match: string): readonly Identifier[] {
  const bare = match.replace(/^[a-z]+:\/\//, '').replace(/[.,;:!?\])}]+$/, '').replace(/\/$/, '');
  const host = bare.replace(/^[^/]*@/, '').replace(/[/?#].*$/s, '').replace(/:\d+$/, '');
  const whole: Identifier = { kind: 'url', value: bare, spellings: [bare] };
  if (host === '' || host === bare) return host === '' ? [] : hostOf(host);
  return [whole, ...hostOf(host)];
}

function hostOf(host: string): readonly Identifier[] {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return ipv4(host);
  return [{ kind: 'domain', value: host, spellings: [host] }];
}
