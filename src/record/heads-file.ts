import { existsSync } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { RecordHeadRow } from './record-head.entity.js';

const lineSchema = z.object({
  number: z.int(), day: z.string(), streams: z.int(), events: z.int(), digest: z.string(), previousHash: z.string(), hash: z.string(), createdAt: z.int(),
});

/** Where the heads stand outside the database, one JSON object a line. */
export function headsFileIn(dataDir: string): string {
  return join(dataDir, 'heads', 'heads.jsonl');
}

/** A head as the file has it; undefined for a line that cannot be read. */
export interface HeadLine {
  readonly line: number;
  readonly head: RecordHeadRow | undefined;
}

/** The lines of the file; undefined where there is none. A last line that a crash tore does not count. */
export async function readHeadsFile(file: string): Promise<HeadLine[] | undefined> {
  if (!existsSync(file)) return undefined;
  const text = await readFile(file, 'utf8');
  return text.split('\n').slice(0, -1).map((line, index) => ({ line: index + 1, head: readLine(line) }));
}

function readLine(line: string): RecordHeadRow | undefined {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** Appends heads and returns once they are on the disk. What a crash left half written is taken off first. */
export async function appendHeads(file: string, heads: readonly RecordHeadRow[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  try {
    const text = await handle.readFile('utf8');
    await handle.truncate(Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)));
    await handle.appendFile(heads.map((head) => `${JSON.stringify(head)}\n`).join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(dirname(file));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
