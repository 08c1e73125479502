/** One line of a message's head, unfolded. `value` has one character a byte (latin1). */
export interface HeaderLine {
  /** Lower case. */
  readonly name: string;
  readonly value: string;
}

/** The head of a message as it came, in its order; an mbox `From ` line on top is left out. */
export function headerLines(raw: Buffer): HeaderLine[] {
  const lines = headOf(raw).replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  if (lines[0]?.startsWith('From ') === true) lines.shift();
  return lines.flatMap((line) => {
    const at = line.indexOf(':');
    const name = line.slice(0, at).trim().toLowerCase();
    return at > 0 && /^[\u0021-\u0039\u003B-\u007E]+$/.test(name) ? [{ name, value: line.slice(at + 1).trim() }] : [];
  });
}

const headLimit = 1024 * 1024;

function headOf(raw: Buffer): string {
  const start = raw.subarray(0, headLimit).toString('latin1');
  const end = /\r?\n\r?\n/.exec(start);
  return end === null ? start : start.slice(0, end.index);
}

/** The values of all lines of one name, in order. */
export function valuesOf(lines: readonly HeaderLine[], name: string): string[] {
  return lines.filter((line) => line.name === name).map((line) => line.value);
}

/** Message-IDs in a value, without brackets, in order; no more than a thread needs. */
export function messageIdsIn(value: string): string[] {
  return [...value.slice(0, 20_000).matchAll(/<([^<>\s]{1,990})>/g)].slice(0, 100).map((found) => found[1] ?? '');
}

/** The values of all lines by name, each in order. */
export function byName(lines: readonly HeaderLine[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { name, value } of lines) found.set(name, [...(found.get(name) ?? []), value]);
  return found;
}
