import { sha256 } from '../platform/ids.js';

/** JSON in which equal values have equal texts: names sorted, bytes by their SHA-256. */
export function canonicalJson(value: unknown): string {
  if (value instanceof Uint8Array) return `"${sha256(value)}"`;
  if (Array.isArray(value)) return `[${value.map((inner) => canonicalJson(inner ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = value as Readonly<Record<string, unknown>>;
  // Written out at once: sorted copies of objects cost several times as much as their texts.
  const members = Object.keys(inner).toSorted().filter((name) => inner[name] !== undefined);
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonicalJson(inner[name])}`).join(',')}}`;
}
