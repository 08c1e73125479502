import { open, type FileHandle } from 'node:fs/promises';
import { linesOf } from './lines-of.js';

/** The largest message that is looked at. */
const mostBytes = 50 * 1024 * 1024;

const weekday = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
/** A line that begins a message in an mbox: `From `, one sender, and a date as C writes it. */
const separator = new RegExp(String.raw`^From \S{1,200}(?: at \S{1,200})?[ \t]{1,10}${weekday},?[ \t].{0,60}\b\d{1,2}:\d{2}`);
/** One with a date as others write it. */
const otherSeparator = /^From (?:-|\S{0,200}[@?]\S{0,200})[ \t]{1,10}.{0,60}\b(?:\d{1,2}:\d{2}|\d{4})\b/;
/** What stands below it; an address of the web in a text is no header. */
const headerBelow = /^(?:[!-9;-~]{1,100}[ \t]{0,3}:(?!\/\/)|>?From )/;
/** Headers that mails begin with. */
const firstHeaders = /^(?:Return-Path|Received|From|Delivered-To|Envelope-To|X-Original-To|X-Envelope-From|Message-ID|Date|MIME-Version|Status|X-Mozilla-Status)[ \t]{0,3}:/i;

/** Whether a file begins as an mbox does. */
export function beginsAsMbox(start: Buffer): boolean {
  return start.subarray(0, 5).toString('latin1') === 'From ';
}

/** One message of an mbox; undefined where it is larger than anything that is looked at. */
export type MboxMessage = Buffer | undefined;

/**
 * The messages of an mbox, one after the other, however large the file is. A `From ` line begins one
 * where a blank line stands above and a header below, or without that line where there can be no doubt;
 * never inside a body whose Content-Length is true (mboxcl). Lines that were quoted for the mbox (`>From `, mboxo and mboxrd)
 * come out as they were written.
 */
export async function* mboxMessages(path: string): AsyncGenerator<MboxMessage> {
  const file = await open(path);
  try {
    yield* messagesOf(file);
  } finally {
    await file.close();
  }
}

async function* messagesOf(file: FileHandle): AsyncGenerator<MboxMessage> {
  let message = new GrowingMessage();
  let lastBlank = true;
  let held: Candidate | undefined;
  let at = 0;
  for await (const line of linesOf(file, mostBytes)) {
    const start = line.subarray(0, 300).toString('latin1');
    if (held?.begins(start) === true) {
      if (message.size > 0) yield message.finished();
      message = new GrowingMessage();
    } else if (held !== undefined) message.add(held.line);
    const blankAbove = held === undefined && (lastBlank || at === message.bodyEnd);
    held = at >= message.bodyEnd ? candidateOf(line, start, blankAbove) : undefined;
    at += line.byteLength;
    if (held === undefined && message.add(line)) await message.trustLength(file, at);
    lastBlank = isBlank(start);
  }
  if (held !== undefined) message.add(held.line);
  if (message.size > 0) yield message.finished();
}

/** A line that looks like a separator; what stands below it tells. */
interface Candidate {
  readonly line: Buffer;
  readonly begins: (below: string) => boolean;
}

function candidateOf(line: Buffer, start: string, blankAbove: boolean): Candidate | undefined {
  if (!separator.test(start) && !(blankAbove && otherSeparator.test(start))) return undefined;
  return { line, begins: (below) => (blankAbove ? headerBelow : firstHeaders).test(below) };
}

/** A message of which more lines come. */
class GrowingMessage {
  size = 0;
  /** Where its body ends in the file; 0 where nobody says so truly. */
  bodyEnd = 0;
  readonly #lines: Buffer[] = [];
  #inHead = true;
  #length: number | undefined;

  /** True where this line ended its head. */
  add(line: Buffer): boolean {
    this.size += line.byteLength;
    if (this.size <= mostBytes) this.#lines.push(unquoted(line));
    if (!this.#inHead) return false;
    const start = line.subarray(0, 100).toString('latin1');
    this.#inHead = !isBlank(start);
    const said = /^Content-Length[ \t]*:[ \t]*(\d{1,12})\s*$/i.exec(start)?.[1];
    if (said !== undefined) this.#length = Number(said);
    return !this.#inHead;
  }

  /** Believes the Content-Length of its head where a message, or nothing, stands behind so many bytes. */
  async trustLength(file: FileHandle, bodyStart: number): Promise<void> {
    if (this.#length === undefined) return;
    const end = bodyStart + this.#length;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, end);
    const isEnd = bytesRead === 0 && (await file.stat()).size === end;
    if (isEnd || /^(?:\r?\n){0,2}From /.test(buffer.toString('latin1', 0, bytesRead))) this.bodyEnd = end;
  }

  finished(): MboxMessage {
    return this.size > mostBytes ? undefined : Buffer.concat(this.#lines);
  }
}

function unquoted(line: Buffer): Buffer {
  return /^>+From /.test(line.subarray(0, 40).toString('latin1')) ? line.subarray(1) : line;
}

function isBlank(start: string): boolean {
  return /^\r?\n$/.test(start);
}
