import { createReadStream } from 'node:fs';

/** The largest message that is looked at. */
const mostBytes = 50 * 1024 * 1024;

/** A line that begins a message in an mbox: a sender and a date behind `From `. */
const separator = /^From \S.{0,200}\b(?:\d{1,2}:\d{2}|\d{4})\b/;
const headerBelow = /^(?:[!-9;-~]{1,100}:|>?From )/;

/** Whether a file begins as an mbox does. */
export function beginsAsMbox(start: Buffer): boolean {
  return start.subarray(0, 5).toString('latin1') === 'From ';
}

/** One message of an mbox; undefined where it is larger than anything that is looked at. */
export type MboxMessage = Buffer | undefined;

/**
 * The messages of an mbox, one after the other, however large the file is. A `From ` line begins one
 * where a blank line stands above and a header below. Lines that were quoted for the mbox (`>From `,
 * mboxo and mboxrd) come out as they were written.
 */
export async function* mboxMessages(path: string): AsyncGenerator<MboxMessage> {
  let lines: Buffer[] = [];
  let size = 0;
  let blankAbove = true;
  let held: Buffer | undefined;
  const finished = (): MboxMessage => (size > mostBytes ? undefined : Buffer.concat(lines));
  for await (const line of linesOf(path)) {
    const begins = held !== undefined && headerBelow.test(line.subarray(0, 120).toString('latin1'));
    if (held !== undefined && !begins) size += keep(lines, held, size);
    if (begins) {
      if (size > 0) yield finished();
      lines = [];
      size = 0;
    }
    held = undefined;
    if (blankAbove && separator.test(line.subarray(0, 300).toString('latin1'))) held = line;
    else size += keep(lines, unquoted(line), size);
    blankAbove = line.byteLength <= 2 && /^\r?\n$/.test(line.toString('latin1'));
  }
  if (size > 0) yield finished();
}

function keep(lines: Buffer[], line: Buffer, size: number): number {
  if (size <= mostBytes) lines.push(line);
  return line.byteLength;
}

function unquoted(line: Buffer): Buffer {
  return /^>+From /.test(line.subarray(0, 40).toString('latin1')) ? line.subarray(1) : line;
}

/** Lines with their ends; of one that never ends, pieces. */
async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let waiting = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const bytes = Buffer.from(chunk);
    let start = 0;
    for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, start)) {
      const line = bytes.subarray(start, at + 1);
      yield rest.length === 0 ? line : Buffer.concat([...rest, line]);
      rest = [];
      waiting = 0;
      start = at + 1;
    }
    if (start >= bytes.byteLength) continue;
    rest.push(bytes.subarray(start));
    waiting += bytes.byteLength - start;
    if (waiting <= mostBytes) continue;
    yield Buffer.concat(rest);
    rest = [];
    waiting = 0;
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}
