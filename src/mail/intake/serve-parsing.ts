import type { MessagePort } from 'node:worker_threads';
import { sha256 } from '../../platform/ids.js';
import type { ParsedMail } from './parse-mail.js';

/** What the thread says of one message. */
export type ParseAnswer =
  | { readonly kind: 'read'; readonly mail: ParsedMail; readonly fileHashes: readonly string[]; readonly contentHash: string }
  | { readonly kind: 'unreadable'; readonly fault: string };

/** The first word of a thread, once it has loaded all it needs. */
export const ready = 'ready';

/** Answers raw messages one after another with what they say; one that cannot be read stops nothing. */
export function serveParsing(port: MessagePort, parse: (raw: Buffer) => Promise<ParsedMail>): void {
  let last = Promise.resolve();
  const answer = async (bytes: Uint8Array): Promise<void> =>
    port.postMessage(await read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), parse));
  port.on('message', (bytes: Uint8Array) => {
    last = last.then(() => answer(bytes));
  });
  port.postMessage(ready);
}

async function read(raw: Buffer, parse: (raw: Buffer) => Promise<ParsedMail>): Promise<ParseAnswer> {
  try {
    const mail = await parse(raw);
    const fileHashes = mail.files.map(({ bytes }) => sha256(bytes));
    return { kind: 'read', mail, fileHashes, contentHash: contentHash(mail, fileHashes) };
  } catch (error) {
    // What kind of fault, never a line of the message (E4).
    return { kind: 'unreadable', fault: error instanceof Error ? `${error.name}: ${error.message.slice(0, 200)}` : 'unknown fault' };
  }
}

/** What a message says, whatever servers wrote on its way: two deliveries of one mail have it in common (R17). */
function contentHash({ sender, shownSender, subject, text }: ParsedMail, fileHashes: readonly string[]): string {
  return sha256(JSON.stringify([sender ?? shownSender.address, subject, text.fresh, text.quoted, ...fileHashes]));
}
