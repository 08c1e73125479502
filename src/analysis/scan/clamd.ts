import { createConnection, type Socket } from 'node:net';
import type { ClamdSetting } from '../../files-settings.js';
import { wholeAt } from '../../platform/content/collect.js';
import { nestedArchive } from './nested-archive.js';
import { verdictOf, type ScanVerdict } from './scan-verdict.rules.js';

/** The scanner cannot be reached, or went away before it answered: nobody looked. */
export class ScannerAway extends Error {}

const idleMs = 120_000;
/** Deeper than `MaxRecursion` can be set. */
const probeDepth = 110;

/** Hands a stream to clamd over its socket (INSTREAM). @throws ScannerAway; whatever the source throws */
export async function scanStream(setting: ClamdSetting, source: AsyncIterable<Uint8Array>): Promise<ScanVerdict> {
  const reply = await ask(setting, (socket) => send(socket, source));
  if (reply !== '') return verdictOf(reply);
  // A scanner that is alive has closed the connection on this file, as it does beyond its largest stream.
  if ((await ask(setting, (socket) => write(socket, Buffer.from('zPING\0')))).startsWith('PONG')) return verdictOf('INSTREAM size limit exceeded. ERROR');
  throw new ScannerAway('ClamAV closed the connection without an answer.');
}

/**
 * Whether clamd says so when a file is beyond its limits (`AlertExceedsMax yes`). Without that it calls
 * what it did not look at clean, and its word is worth nothing.
 *
 * @throws ScannerAway
 */
export async function tellsWhatItSkips(setting: ClamdSetting): Promise<boolean> {
  const { state } = await scanStream(setting, wholeAt(nestedArchive(probeDepth)));
  return state !== 'clean';
}

/** What clamd answers; empty where it closed the connection instead. */
async function ask(setting: ClamdSetting, say: (socket: Socket) => Promise<void>): Promise<string> {
  const socket = await connect(setting);
  const heard: Buffer[] = [];
  socket.on('data', (bytes) => heard.push(bytes));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  try {
    await say(socket);
    await closed;
    return Buffer.concat(heard).toString('utf8');
  } finally {
    socket.destroy();
  }
}

async function connect(setting: ClamdSetting): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(setting);
    socket.setTimeout(idleMs, () => socket.destroy(new ScannerAway('ClamAV does not answer.')));
    socket.once('connect', () => resolve(socket));
    // Once connected it is an end like any other: what was heard until then counts.
    socket.on('error', (error) => reject(new ScannerAway(`ClamAV cannot be reached: ${error.message}`)));
  });
}

/** Chunks with their length before them, and a length of 0 at the end. Stops where clamd has heard enough. */
async function send(socket: Socket, source: AsyncIterable<Uint8Array>): Promise<void> {
  await write(socket, Buffer.from('zINSTREAM\0'));
  for await (const bytes of source) {
    if (!socket.writable) return;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    if (bytes.byteLength > 0) await write(socket, Buffer.concat([length, bytes]));
  }
  await write(socket, Buffer.alloc(4));
}

/** A connection that clamd has closed is no error yet: its answer says why. */
async function write(socket: Socket, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
}
