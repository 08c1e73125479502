import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beginsAsMbox, mboxMessages } from './mbox.js';

/** One message of a file, or why there is none. */
export type RawFile = { readonly file: string } & ({ readonly raw: Buffer } | { readonly fault: string });

const mostBytes = 50 * 1024 * 1024;
const tooLarge = '50MBを超えるため、読み取りません。';

/** Every message below the paths: files, folders with all that is in them, and the messages of an mbox (`file#3`). */
export async function* rawFiles(paths: readonly string[]): AsyncGenerator<RawFile> {
  for (const path of paths) yield* below(path, new Set());
}

async function* below(path: string, above: ReadonlySet<string>): AsyncGenerator<RawFile> {
  try {
    const found = await stat(path);
    const here = `${found.dev}:${found.ino}`;
    if (!found.isDirectory()) yield* ofFile(path, found.isFile(), found.size);
    // A link back to a folder above would go on for ever.
    else if (!above.has(here)) for (const name of (await readdir(path)).toSorted()) yield* below(join(path, name), new Set([...above, here]));
  } catch (error) {
    yield { file: path, fault: faultOf(error) };
  }
}

async function* ofFile(path: string, isFile: boolean, size: number): AsyncGenerator<RawFile> {
  if (!isFile) yield { file: path, fault: 'ファイルではありません。' };
  else if (beginsAsMbox(await startOf(path))) yield* ofMbox(path);
  else if (size > mostBytes) yield { file: path, fault: tooLarge };
  else yield { file: path, raw: await readFile(path) };
}

/** A single message keeps the file's own name: many a message was saved with its `From ` line. */
async function* ofMbox(path: string): AsyncGenerator<RawFile> {
  let number = 0;
  let first: RawFile | undefined;
  for await (const raw of mboxMessages(path)) {
    number += 1;
    const file = `${path}#${number}`;
    const message: RawFile = raw === undefined ? { file, fault: tooLarge } : { file, raw };
    if (number === 1) {
      first = message;
      continue;
    }
    if (first !== undefined) yield first;
    first = undefined;
    yield message;
  }
  if (first !== undefined) yield { ...first, file: path };
  if (number === 0) yield { file: path, raw: await readFile(path) };
}

async function startOf(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function faultOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return 'ファイルがありません。';
  if (code === 'EACCES' || code === 'EPERM') return 'ファイルを読む権限がありません。';
  return `ファイルを読めません（${code === '' ? '原因不明' : code}）。`;
}
