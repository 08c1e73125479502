import { decodeText } from './decode-text.js';
import { decodeWords, readRawHeader } from './encoded-words.rules.js';

/** A structured value such as that of Content-Type: what it says first, and its parameters. */
export interface StructuredValue {
  /** Lower case, without parameters. */
  readonly value: string;
  /** By lower-case name, decoded as a person reads them. */
  readonly parameters: ReadonlyMap<string, string>;
}

interface Section {
  readonly order: number;
  readonly encoded: boolean;
  readonly text: string;
}

const mostSections = 1_000;
const longestValue = 200_000;

/**
 * Reads `value; name=text; …` as it is truly written: RFC 2231 in pieces and in any charset, RFC 2047
 * where it must not stand, raw bytes of any encoding, quotes that are missing.
 *
 * @param raw one character a byte
 */
export function readStructured(raw: string, hint = ''): StructuredValue {
  const text = readRawHeader(raw.slice(0, longestValue), hint);
  const [first, ...rest] = splitAt(text);
  const found = new Map<string, Section[]>();
  for (const piece of rest.slice(0, mostSections)) {
    const at = piece.indexOf('=');
    if (at <= 0) continue;
    const [, name, order, star] = /^\s*([^\s*=]+)(?:\*(\d{1,4}))?(\*)?\s*$/.exec(piece.slice(0, at)) ?? [];
    if (name === undefined) continue;
    const section = { order: Number(order ?? 0), encoded: star !== undefined, text: unquoted(piece.slice(at + 1).trim()) };
    const key = `${name.toLowerCase()}${order === undefined && star === undefined ? '' : '*'}`;
    found.set(key, [...(found.get(key) ?? []), section]);
  }
  return { value: (first ?? '').trim().toLowerCase(), parameters: readAll(found) };
}

/** RFC 2231 says it more exactly than what older programs are told beside it. */
function readAll(found: ReadonlyMap<string, readonly Section[]>): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [key, sections] of found) {
    const name = key.replace(/\*$/, '');
    if (key.endsWith('*')) parameters.set(name, readSections(sections));
    else if (!found.has(`${key}*`)) parameters.set(name, decodeWords(sections[0]?.text ?? ''));
  }
  return parameters;
}

/** Continuations in their order; the bytes of all encoded ones belong together. */
function readSections(sections: readonly Section[]): string {
  const inOrder = sections.toSorted((a, b) => a.order - b.order);
  const [, charset, start] = /^([^']*)'[^']*'(.*)$/s.exec(inOrder[0]?.encoded === true ? inOrder[0].text : '') ?? [];
  const bytes = inOrder.map(({ encoded, text }, index) => {
    const own = index === 0 && start !== undefined ? start : text;
    return encoded ? percentBytes(own) : Buffer.from(own);
  });
  const decoded = decodeText(Buffer.concat(bytes), charset ?? '');
  return decodeWords(decoded);
}

function percentBytes(text: string): Buffer {
  const pieces = text.split(/((?:%[\dA-F]{2})+)/i);
  return Buffer.concat(pieces.map((piece, index) => (index % 2 === 1 ? Buffer.from(piece.replaceAll('%', ''), 'hex') : Buffer.from(piece))));
}

/** Pieces between semicolons that stand in no quotes. */
function splitAt(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '\\' && quoted) {
      piece += sign + (text[at + 1] ?? '');
      at += 1;
    } else if (sign === ';' && !quoted) {
      pieces.push(piece);
      piece = '';
    } else {
      if (sign === '"') quoted = !quoted && /=\s*$/.test(piece);
      piece += sign;
    }
  }
  return [...pieces, piece];
}

/** A name may hold a path of Windows, whose backslashes quote nothing. */
function unquoted(text: string): string {
  const inner = /^"((?:[^"\\]|\\.)*)"?/s.exec(text)?.[1];
  if (inner === undefined) return text.replace(/\s*\([^()]*\)$/, '');
  return /^[A-Za-z]:\\|^\\\\/.test(inner) ? inner : inner.replaceAll(/\\(.)/gs, '$1');
}
