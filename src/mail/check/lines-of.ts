import type { FileHandle } from 'node:fs/promises';

const atOnce = 256 * 1024;
const newline = 0x0a;

/** A file’s lines with their ends, read piece by piece; of a line that never ends, pieces of about `longest` bytes. */
export async function* linesOf(file: FileHandle, longest: number): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let waiting = 0;
  for await (const bytes of piecesOf(file)) {
    let start = 0;
    for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) {
      const line = bytes.subarray(start, at + 1);
      yield rest.length === 0 ? line : Buffer.concat([...rest, line]);
      rest = [];
      waiting = 0;
      start = at + 1;
    }
    if (start >= bytes.byteLength) continue;
    rest.push(bytes.subarray(start));
    waiting += bytes.byteLength - start;
    if (waiting <= longest) continue;
    yield Buffer.concat(rest);
    rest = [];
    waiting = 0;
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

async function* piecesOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(atOnce), 0, atOnce, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}
