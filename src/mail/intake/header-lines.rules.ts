/** One line of a message's head, unfolded. `value` has one character a byte (latin1). */
export interface HeaderLine {
  /** Lower case. */
  readonly name: string;
  readonly value: string;
}

/** A head, and where in the bytes the body begins. */
export interface Head {
  readonly lines: readonly HeaderLine[];
  readonly bodyStart: number;
  /** False where lines in between are no header, or the blank line below the head is missing. */
  readonly clean: boolean;
}

const headLimit = 1024 * 1024;
const headerLine = /^([\u0021-\u0039\u003B-\u007E]{1,200})[ \t]*:/;
/** What a head that goes on after a broken line goes on with. */
const knownHeader = /^(?:from|to|cc|subject|date|received|return-path|content-(?:type|transfer-encoding|disposition)|mime-version|message-id|reply-to|references|in-reply-to|x-[a-z-]+)\s*:/i;
/** How far to look for that. */
const lookAhead = 20;

/** The head of a message as it came, in its order; an mbox `From ` line on top is left out. */
export function headerLines(raw: Buffer): readonly HeaderLine[] {
  return readHead(raw).lines;
}

/**
 * Reads the head of a message. A line that is no header ends it, as in a message whose blank line is
 * missing, unless more of the head follows below it.
 */
export function readHead(raw: Buffer): Head {
  const text = raw.subarray(0, headLimit).toString('latin1');
  return readFrom(raw, text, leadingBlank(text));
}

/** The same of a part, where a blank line on top means that there is no head. */
export function readPartHead(raw: Buffer): Head {
  return readFrom(raw, raw.subarray(0, headLimit).toString('latin1'), 0);
}

function readFrom(raw: Buffer, text: string, start: number): Head {
  const lines = new Lines();
  let clean = true;
  let at = start;
  while (at < text.length) {
    const next = lineEnd(text, at);
    const line = withoutEnd(text.slice(at, next));
    if (line === '') return { lines: lines.all(), bodyStart: next, clean };
    const name = headerLine.exec(line)?.[1];
    if (/^[ \t]/.test(line)) lines.goOn(line);
    else if (name !== undefined) lines.begin(name, line);
    else if (!isEnvelopeLine(line, lines.count)) {
      if (!headGoesOn(text, next)) return { lines: lines.all(), bodyStart: at, clean: false };
      clean = false;
    }
    at = next;
  }
  return { lines: lines.all(), bodyStart: Math.min(at, raw.byteLength), clean };
}

/** Header lines as they grow; pieces are joined once, however many there are. */
class Lines {
  readonly #lines: { readonly name: string; readonly pieces: string[] }[] = [];

  get count(): number {
    return this.#lines.length;
  }

  begin(name: string, line: string): void {
    this.#lines.push({ name: name.toLowerCase(), pieces: [withoutSpaceAround(line.slice(line.indexOf(':') + 1))] });
  }

  goOn(line: string): void {
    this.#lines.at(-1)?.pieces.push(withoutSpaceAround(line));
  }

  all(): HeaderLine[] {
    return this.#lines.map(({ name, pieces }) => ({ name, value: withoutSpaceAround(pieces.join(' ')) }));
  }
}

const space = ' \t\r\n\v\f';

/** Without white space at both ends; of bytes, A0 is none: it may be the end of a character. */
export function withoutSpaceAround(bytes: string): string {
  let [start, end] = [0, bytes.length];
  while (start < end && space.includes(bytes[start] ?? '')) start += 1;
  while (end > start && space.includes(bytes[end - 1] ?? '')) end -= 1;
  return bytes.slice(start, end);
}

/** Blank lines or a byte order mark above a head, which some programs leave. */
function leadingBlank(text: string): number {
  const blank = /^(?:\u00EF\u00BB\u00BF)?(?:[ \t]*\r*\n){1,5}(?=(?:From |Return-Path|Received|Delivered-To|Envelope-To|Authentication-Results|DKIM-Signature|From|Sender|Reply-To|Date|Subject|To|X-[\w-]+|MIME-Version|Content-Type|Message-ID)[: ])/i.exec(text);
  if (blank !== null) return blank[0].length;
  return text.startsWith('\u00EF\u00BB\u00BF') ? 3 : 0;
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at === -1 ? text.length : at + 1;
}

function withoutEnd(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === '\n' || line[end - 1] === '\r')) end -= 1;
  return line.slice(0, end);
}

/** `From taro@customer.example Tue Nov 24 10:00:00 2026`, or the same quoted, of an mbox. */
function isEnvelopeLine(line: string, linesSoFar: number): boolean {
  return linesSoFar < 3 && /^>?From /.test(line);
}

function headGoesOn(text: string, from: number): boolean {
  let at = from;
  for (let count = 0; count < lookAhead && at < text.length; count += 1) {
    const next = lineEnd(text, at);
    const line = withoutEnd(text.slice(at, Math.min(next, at + 300)));
    if (line === '') return false;
    if (knownHeader.test(line)) return true;
    at = next;
  }
  return false;
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
  for (const { name, value } of lines) {
    const values = found.get(name);
    if (values === undefined) found.set(name, [value]);
    else values.push(value);
  }
  return found;
}
