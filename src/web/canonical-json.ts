import { sha256 } from '../platform/ids.js';

/** JSON in which equal values have equal texts: names sorted, bytes by their SHA-256. */
export function canonicalJson(value: unknown): string {
  // Not by a replacer, with which JSON.stringify takes several times as long.
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (value instanceof Uint8Array) return sha256(value);
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [name, sorted(inner)]);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
