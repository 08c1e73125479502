import type { AddressObject } from 'mailparser';
import { attachedTexts } from './attached-messages.js';
import { bounceReport, type BounceReport } from './bounce-report.rules.js';
import { readHeaderText, readRawHeader } from './encoded-words.rules.js';
import { messageIdsIn, readHead, valuesOf, type HeaderLine } from './header-lines.rules.js';
import { mailProblems, type MailProblem } from './mail-problems.rules.js';
import { shownMailboxes, type ShownMailbox } from './mailboxes.rules.js';
import { shownHtml } from './html-part.js';
import { bodyAndFiles, type MailFile } from './mime-parts.js';
import { mimeTree } from './mime-tree.rules.js';
import { soleSender } from './sender.rules.js';
import { splitReply, type SplitText } from './split-reply.rules.js';

/** What can be read out of a message without asking anybody. */
export interface ParsedMail {
  readonly headers: readonly HeaderLine[];
  /** The sender, where there is no doubt about him; lower case. */
  readonly sender: string | undefined;
  /** The sender as shown: even a doubtful one. */
  readonly shownSender: ShownMailbox;
  readonly subject: string;
  readonly text: SplitText;
  /** Whether there is HTML that could be shown (`htmlPartOf`). */
  readonly hasHtml: boolean;
  readonly files: readonly MailFile[];
  /** The texts of messages that were attached to it, as far as anybody looks: a forwarded notice. */
  readonly attachedTexts: readonly string[];
  /** Without brackets; undefined where there is none. */
  readonly messageId: string | undefined;
  /** Of In-Reply-To and References, the nearest first. */
  readonly answered: readonly string[];
  /** Every address it was sent to, lower case, tags kept. */
  readonly recipients: readonly string[];
  readonly bounce: BounceReport | undefined;
  /** What was not as it should be, for the administrator and the page. */
  readonly problems: readonly MailProblem[];
}

/**
 * Reads a message: our own walk over head and parts, because mailparser merges named texts into the
 * body (security.md F3) and misreads much Japanese (F10); mailparser for HTML, and as the second
 * opinion on who it is from (F2, V14).
 *
 * @throws where the message cannot be read at all: no head and no text, or a thousand parts
 */
export async function parseMail(bytes: Buffer): Promise<ParsedMail> {
  const raw = withLineFeeds(bytes);
  const head = readHead(raw);
  if (head.lines.length === 0 && !isText(raw)) throw new Error('neither head nor text');
  const headers = head.lines;
  const hint = charsetHint(raw);
  const tree = mimeTree(raw, hint);
  const body = await bodyAndFiles(tree.leaves);
  const fromLines = valuesOf(headers, 'from').map((value) => readRawHeader(value, hint));
  const text = withoutInvisible(body.text);
  const subject = withoutInvisible(readHeaderText(valuesOf(headers, 'subject')[0] ?? '', hint)).slice(0, 1_000);
  const sender = soleSender(fromLines, await addressesSeenByParser(headers))?.address;
  return {
    headers,
    sender,
    shownSender: shownSenderOf(fromLines),
    subject,
    text: splitReply(text, subject),
    hasHtml: shownHtml(raw, tree.leaves) !== undefined,
    files: body.files,
    attachedTexts: await attachedTexts(tree.leaves),
    messageId: messageIdsIn(valuesOf(headers, 'message-id')[0] ?? '')[0],
    answered: answeredIds(headers),
    recipients: recipientsOf(headers, hint),
    bounce: bounceReport(tree.leaves, text, subject),
    problems: mailProblems({ head, tree, body, senderKnown: sender !== undefined, fromLines: fromLines.length }),
  };
}

/** A message whose lines end in a carriage return alone, as old Macintosh programs stored it. */
function withLineFeeds(bytes: Buffer): Buffer {
  if (bytes.subarray(0, 64 * 1024).includes(0x0a) || !bytes.subarray(0, 64 * 1024).includes(0x0d)) return bytes;
  return Buffer.from(bytes.map((byte) => (byte === 0x0d ? 0x0a : byte)));
}

/** Something to read, though it has no head: not empty and not a file of zeros and signs. */
function isText(raw: Buffer): boolean {
  const start = raw.subarray(0, 4096);
  const strange = start.filter((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b)).byteLength;
  return start.byteLength > 0 && strange * 50 < start.byteLength && /\S/.test(start.toString('latin1'));
}

/** The first charset that the message names, for raw bytes in its head. */
function charsetHint(raw: Buffer): string {
  return /charset\s*=\s*["']?([\w.:-]{2,40})/i.exec(raw.subarray(0, 64 * 1024).toString('latin1'))?.[1] ?? '';
}

/** Neither NUL nor half a character can be stored on PostgreSQL, and no control character belongs into a text. */
function withoutInvisible(text: string): string {
  return text.replaceAll('\r\r\n', '\n').replaceAll(/\r\n?/g, '\n').replaceAll(/(?![\n\t])\p{Cc}|\p{Cs}|\uFEFF/gu, '');
}

/** The first that has an address. */
function shownSenderOf(fromLines: readonly string[]): ShownMailbox {
  const found = fromLines.flatMap(shownMailboxes).map(({ name, address }) => ({ name: withoutInvisible(name), address: withoutInvisible(address) }));
  return found.find(({ address }) => address !== '') ?? found[0] ?? { name: '', address: '' };
}

/** Only its From lines are shown to mailparser: whatever else is in the message cannot lead it astray. */
async function addressesSeenByParser(headers: readonly HeaderLine[]): Promise<string[]> {
  const lines = valuesOf(headers, 'from').slice(0, 3).map((value) => `From: ${value.slice(0, 10_000)}\r\n`);
  const { simpleParser } = await import('mailparser');
  const { from } = await simpleParser(Buffer.from(`${lines.join('')}\r\n`, 'latin1'), { skipTextToHtml: true });
  return addressesOf(from);
}

function addressesOf(found: AddressObject | AddressObject[] | undefined): string[] {
  const objects = found === undefined ? [] : Array.isArray(found) ? found : [found];
  return objects.flatMap((object) => object.value.flatMap((each) => (each.group ?? [each]).map(({ address }) => address ?? '')));
}

function answeredIds(headers: readonly HeaderLine[]): string[] {
  const references = messageIdsIn(valuesOf(headers, 'references')[0] ?? '').toReversed();
  return [...new Set([...messageIdsIn(valuesOf(headers, 'in-reply-to')[0] ?? ''), ...references])];
}

function recipientsOf(headers: readonly HeaderLine[], hint: string): string[] {
  const delivered = ['delivered-to', 'x-original-to', 'envelope-to'].flatMap((name) => valuesOf(headers, name));
  const addressed = ['to', 'cc'].flatMap((name) => valuesOf(headers, name)).flatMap((value) => shownMailboxes(readRawHeader(value, hint)));
  const plain = [...delivered, ...addressed.map(({ address }) => address)].map((address) => address.trim().replace(/^<|>$/g, '').toLowerCase());
  return [...new Set(plain.filter((address) => address.includes('@')))].slice(0, 200);
}
