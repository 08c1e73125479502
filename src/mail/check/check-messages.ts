import type { Authentication } from '../intake/authentication.rules.js';
import { checkOwnSignature, type DnsTxt } from '../intake/own-signature.js';
import type { ParsedMail } from '../intake/parse-mail.js';
import { ParsePool } from '../intake/parse-pool.js';
import { checkLine, unreadableLine, type CheckLine } from './check-line.rules.js';
import { rawFiles, type RawFile } from './raw-files.js';

/** How the messages are looked at. */
export interface CheckWishes {
  readonly authservId: string | undefined;
  /** Where signatures are checked here too; undefined where no name server is to be asked. */
  readonly dns: DnsTxt | undefined;
}

const mostInBatch = 50;
const mostBytesInBatch = 4 * 1024 * 1024;

/** A line for every message below the paths, in order, whatever is in them. */
export async function* checkMessages(paths: readonly string[], wishes: CheckWishes): AsyncGenerator<CheckLine> {
  const pool = new ParsePool();
  try {
    for await (const batch of batches(rawFiles(paths))) yield* await check(pool, batch, wishes);
  } finally {
    await pool.onModuleDestroy();
  }
}

/** Several small messages, or one large one, are handed to the reading thread at a time. */
async function* batches(files: AsyncIterable<RawFile>): AsyncGenerator<RawFile[]> {
  let batch: RawFile[] = [];
  let bytes = 0;
  for await (const file of files) {
    batch.push(file);
    bytes += 'raw' in file ? file.raw.byteLength : 0;
    if (batch.length < mostInBatch && bytes < mostBytesInBatch) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

async function check(pool: ParsePool, batch: readonly RawFile[], wishes: CheckWishes): Promise<CheckLine[]> {
  const results = await pool.parse(batch.flatMap((file) => ('raw' in file ? [file.raw] : [])));
  let next = 0;
  return Promise.all(
    batch.map(async (file) => {
      if ('fault' in file) return unreadableLine(file.file, file.fault);
      const result = results[next++];
      if (result?.kind !== 'read') return unreadableLine(file.file, reasonOf(result?.kind === 'stopped', result?.fault ?? ''));
      const line = checkLine(file.file, result.mail, result.fileHashes, wishes.authservId);
      return { ...line, authentication: await withOwnCheck(line.authentication, file.raw, result.mail, wishes.dns) };
    }),
  );
}

/** As the intake does: our own check stands behind the word of the mail server, where that said nothing. */
async function withOwnCheck(said: Authentication, raw: Buffer, { sender, headers: head }: ParsedMail, dns: DnsTxt | undefined): Promise<Authentication> {
  if (said !== 'none' || dns === undefined) return said;
  return checkOwnSignature({ raw, head }, sender?.split('@')[1] ?? '', dns);
}

function reasonOf(stopped: boolean, fault: string): string {
  return stopped ? `読み取りを打ち切りました（${fault}）。` : `読み取れません（${fault}）。`;
}
