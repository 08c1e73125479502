/** A template asked for a value that is not there: a fault of ours, never to be sent as "undefined". */
export class MissingMailValue extends Error {}

// C0 and C1 controls, DEL, invisible direction marks, line and paragraph separators, byte order mark.
// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu;

/** A value for one line of a mail: no control or direction characters, line breaks and tabs become a space. */
export function oneLine(value: unknown): string {
  return asText(value)
    .replaceAll(/[\r\n\t\u2028\u2029]+/gu, ' ')
    .replaceAll(unprintable, '')
    .trim();
}

/** A name on one line, with nothing in it that a mail program would make a link of (V56). */
export function unlinked(name: unknown): string {
  return oneLine(name).replaceAll('://', '：／／').replaceAll(/\bwww\./giu, 'www．');
}

/** A value that may have several lines; only LF separates them. */
export function manyLines(value: unknown): string {
  return asText(value)
    .replaceAll(/\r\n?|[\u2028\u2029]/gu, '\n')
    .replaceAll('\t', '    ')
    .replaceAll(unprintable, '');
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new MissingMailValue(`A mail template prints ${value === undefined ? 'a value that is missing' : `a ${typeof value}`}.`);
}
