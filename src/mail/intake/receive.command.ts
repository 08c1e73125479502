import { parseArgs } from 'node:util';
import { Blobs } from '../../platform/blobs.js';
import { makeClock } from '../../platform/clock.js';
import { DataKeyRow } from '../../platform/content/data-key.entity.js';
import { openContents } from '../../platform/content/open-contents.js';
import { exitCodes, WrongUse, type Command, type CommandIo } from '../../platform/command.js';
import { openDb } from '../../platform/data-sources.js';
import { EventRow } from '../../platform/event.entity.js';
import { Events } from '../../platform/events.js';
import { readCommandConfig } from '../../read-config.js';
import { RawMessageRow } from '../raw-message.entity.js';
import { mostMessageBytes, RawMessages, type Arrival } from '../raw-messages.service.js';

/** `desk mail receive`: where a mail server pipes each message to. */
export const mailReceiveCommand: Command = {
  usage: `Usage: npm run -s desk -- mail receive [--to ADDRESS] [--from ADDRESS] [--json] < MESSAGE

Reads one raw message on standard input, as a mail server pipes it, stores it and deals with it.
Ends with 0 once the message is stored, whatever becomes of it; otherwise with 75, so that the mail
server keeps the message and tries again.

  --to ADDRESS     envelope recipient
  --from ADDRESS   envelope sender; '<>' or an empty text for a bounce
  --json           print {"messageId"}, under which the message is kept`,
  run: async (args, io) => {
    const { json, ...envelope } = readArguments(args);
    const bytes = await readAll(io.stdin);
    const messageId = await store(bytes, envelope);
    if (json) io.out(JSON.stringify({ messageId }));
    // Stored is safe: whatever goes wrong from here on, a running desk or the next message mends it.
    await dealWithIt().catch((error: unknown) => tell(io, error));
    return exitCodes.done;
  },
};

type Envelope = Pick<Arrival, 'envelopeTo' | 'envelopeFrom'>;

function readArguments(args: readonly string[]): Envelope & { readonly json: boolean } {
  try {
    const { values } = parseArgs({ args: [...args], options: { to: { type: 'string' }, from: { type: 'string' }, json: { type: 'boolean', default: false } }, strict: true });
    return { envelopeTo: address(values.to), envelopeFrom: address(values.from), json: values.json };
  } catch (error) {
    throw new WrongUse(`desk mail receive: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function address(given: string | undefined): string | null {
  return given === undefined ? null : given.trim().replace(/^<|>$/g, '').replace(/>$/, '').slice(0, 320);
}

async function readAll(stdin: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.byteLength;
    if (size > mostMessageBytes) throw new Error(`The message is larger than ${mostMessageBytes} bytes.`);
    chunks.push(bytes);
  }
  if (size === 0) throw new Error('There is no message on standard input.');
  return Buffer.concat(chunks);
}

/** Opens the database alone, so that the message is safe before anything else can go wrong. */
async function store(bytes: Buffer, envelope: Envelope): Promise<string> {
  const config = readCommandConfig();
  const clock = makeClock(config.clock);
  const db = await openDb(config.database, { entities: [RawMessageRow, EventRow, DataKeyRow], migrations: [] });
  try {
    const messages = new RawMessages(db, openContents(db, config, clock), new Blobs(db), new Events(db), clock);
    return await messages.store(bytes, { ...envelope, source: 'pipe', receivedAt: clock.now() });
  } finally {
    await db.close();
  }
}

/** The whole desk is loaded only now: the message is safe already. */
async function dealWithIt(): Promise<void> {
  if (readCommandConfig().secretKey === undefined) throw new Error('this process has no DESK_SECRET_KEY; the desk has');
  const { withDesk } = await import('../../desk-context.js');
  const { IntakeRun } = await import('./intake-run.service.js');
  await withDesk((desk) => desk.get(IntakeRun).processDue());
}

function tell(io: CommandIo, error: unknown): void {
  io.err(`The message is stored; it will be dealt with later (${error instanceof Error ? error.message : String(error)}).`);
}
