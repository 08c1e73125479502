import { parseArgs } from 'node:util';
import { exitCodes, WrongUse, type Command } from '../../platform/command.js';
import { ParsePool } from '../intake/parse-pool.js';
import { checkLine, unreadableLine, type CheckLine } from './check-line.rules.js';
import { rawFiles, type RawFile } from './raw-files.js';

/** `desk mail check`: what the intake would make of messages, without storing anything. */
export const mailCheckCommand: Command = {
  usage: `Usage: npm run -s desk -- mail check [--authserv-id ID] PATH…

Says what the intake would make of each raw message: one JSON object per line. A path is a file, a
folder with everything below it, or an mbox. Nothing is stored, no database and no network is
needed. Ends with 0 also where messages cannot be read; each has its line.

  --authserv-id ID   name under which your mail server writes Authentication-Results (RFC 8601)

Each line has: file (of an mbox with several messages also which one, as in inbox#3), kind (message,
automatic, bounce, unreadable), from, subject, text (the new part), quoted, attachments (name, type,
size, sha256), messageId, inReplyTo, authentication (pass, fail, none: what the named server wrote
about the sender), problems, and for a bounce: bounce (failed, recipients, statuses, originalMessageId).`,
  run: async (args, io) => {
    const { paths, authservId } = readArguments(args);
    const pool = new ParsePool();
    try {
      for await (const batch of batches(rawFiles(paths))) {
        for (const line of await check(pool, batch, authservId)) io.out(JSON.stringify(line));
      }
    } finally {
      await pool.onModuleDestroy();
    }
    return exitCodes.done;
  },
};

function readArguments(args: readonly string[]): { paths: readonly string[]; authservId: string | undefined } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { 'authserv-id': { type: 'string' } }, allowPositionals: true, strict: true });
    if (positionals.length === 0) throw new Error('name a file, a folder or an mbox');
    return { paths: positionals, authservId: values['authserv-id'] };
  } catch (error) {
    throw new WrongUse(`desk mail check: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const mostInBatch = 50;
const mostBytesInBatch = 4 * 1024 * 1024;

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

async function check(pool: ParsePool, batch: readonly RawFile[], authservId: string | undefined): Promise<CheckLine[]> {
  const results = await pool.parse(batch.flatMap((file) => ('raw' in file ? [file.raw] : [])));
  let next = 0;
  return batch.map((file) => {
    if ('fault' in file) return unreadableLine(file.file, file.fault);
    const result = results[next++];
    if (result?.kind === 'read') return checkLine(file.file, result.mail, result.fileHashes, authservId);
    return unreadableLine(file.file, reasonOf(result?.kind === 'stopped', result?.fault ?? ''));
  });
}

function reasonOf(stopped: boolean, fault: string): string {
  return stopped ? `読み取りを打ち切りました（${fault}）。` : `読み取れません（${fault}）。`;
}
