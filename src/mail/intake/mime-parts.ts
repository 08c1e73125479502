import { Splitter, type MimeNode, type SplitterChunk } from '@zone-eu/mailsplit';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { decodeText } from './decode-text.js';
import { safeDisplayName } from './display-name.rules.js';

/** One leaf of a message's MIME tree, decoded. */
export interface MimePart {
  readonly contentType: string;
  readonly charset: string;
  readonly disposition: string;
  /** As decoded; empty where the part has none. */
  readonly filename: string;
  readonly bytes: Buffer;
  /** Subtype of the multipart it stands in, such as `alternative`; empty at the top. */
  readonly within: string;
}

/** A file of a message: every part that is named, and every one that is not the text itself (F3). */
export interface MailFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/**
 * The leaves of a message in order. An embedded message is one leaf: it is evidence, kept whole.
 *
 * @throws where the tree has more than a thousand nodes or a head of a megabyte
 */
export async function mimeParts(raw: Buffer): Promise<MimePart[]> {
  const parts: { node: MimeNode; chunks: Buffer[] }[] = [];
  const chunks = Readable.from([raw], { objectMode: false }).pipe(new Splitter({ ignoreEmbedded: true })) as AsyncIterable<SplitterChunk>;
  for await (const chunk of chunks) {
    if (chunk.type === 'node') parts.push({ node: chunk, chunks: [] });
    else if (chunk.type === 'body') parts.at(-1)?.chunks.push(chunk.value);
  }
  return Promise.all(parts.filter(({ node }) => node.multipart === false).map(({ node, chunks: body }) => decoded(node, Buffer.concat(body))));
}

async function decoded(node: MimeNode, body: Buffer): Promise<MimePart> {
  const parent = node.parentNode === false ? '' : node.parentNode.multipart || '';
  return {
    contentType: node.contentType || 'text/plain',
    charset: node.charset || '',
    disposition: node.disposition || '',
    filename: node.filename || '',
    bytes: body.byteLength === 0 ? body : await buffer(Readable.from([body]).pipe(node.getDecoder())),
    within: parent,
  };
}

/** The text of a message, its HTML where it has no plain text, and everything else as files. */
export function bodyAndFiles(parts: readonly MimePart[]): { text: string; html: string; files: MailFile[] } {
  const texts = parts.filter((part) => part.contentType === 'text/plain' && isUnnamedInline(part));
  const html = texts.length === 0 ? parts.find((part) => part.contentType === 'text/html' && isUnnamedInline(part)) : undefined;
  const [first] = texts;
  const isBody = (part: MimePart): boolean => part === first || part === html || isAlternativeHtml(part, first);
  return {
    text: texts.map((part) => decodeText(part.bytes, part.charset)).join('\n'),
    html: html === undefined ? '' : decodeText(html.bytes, html.charset || metaCharset(html.bytes)),
    files: parts.filter((part) => !isBody(part) && (part.bytes.byteLength > 0 || part.filename !== '')).map(toFile),
  };
}

function isUnnamedInline(part: MimePart): boolean {
  return part.filename === '' && part.disposition !== 'attachment';
}

/** The same text once more; it stays in the raw message. */
function isAlternativeHtml(part: MimePart, text: MimePart | undefined): boolean {
  return text !== undefined && part.contentType === 'text/html' && isUnnamedInline(part) && /^(?:alternative|related)$/.test(part.within);
}

function metaCharset(bytes: Buffer): string {
  return /<meta[^>]{0,200}charset=["']?([\w-]{2,30})/i.exec(bytes.subarray(0, 4096).toString('latin1'))?.[1] ?? '';
}

const extensions: Readonly<Record<string, string>> = {
  'message/rfc822': '.eml', 'text/plain': '.txt', 'text/html': '.html', 'text/calendar': '.ics',
  'image/png': '.png', 'image/jpeg': '.jpg', 'application/pdf': '.pdf', 'message/delivery-status': '.txt', 'text/rfc822-headers': '.txt',
};

function toFile(part: MimePart, index: number): MailFile {
  const name = safeDisplayName(part.filename) || `添付${index + 1}${extensions[part.contentType] ?? '.bin'}`;
  return { name, type: part.contentType.slice(0, 200), bytes: part.bytes };
}
