import { decodeTextNoting } from './decode-text.js';
import { safeDisplayName } from './display-name.rules.js';
import { readHeaderText } from './encoded-words.rules.js';
import { unflowed } from './flowed-text.rules.js';
import { headerLines, valuesOf } from './header-lines.rules.js';
import { metaCharset } from './html-part.js';
import { textOfHtml } from './html-text.js';
import type { MimeLeaf } from './mime-tree.rules.js';
import { textWithoutFiles, type TextFile } from './text-attachments.rules.js';

/** A file of a message: every part that is named, and every one that is not the text itself (F3). */
export interface MailFile {
  /** Made safe for display; never a path. */
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** What a person would read of a message, and what came with it. */
export interface BodyAndFiles {
  readonly text: string;
  readonly files: readonly MailFile[];
  /** The encoding of the text was recognised by its bytes (文字コード推定). */
  readonly guessed: boolean;
  /** Files were written into the text itself, as old programs do. */
  readonly inText: boolean;
}

/** The text of a message, its HTML where it has no plain text, and everything else as files. */
export async function bodyAndFiles(leaves: readonly MimeLeaf[]): Promise<BodyAndFiles> {
  const { texts, unread } = chooseBody(leaves);
  const read: ReadText[] = [];
  for (const leaf of texts) read.push(isHtml(leaf) ? await readHtml(leaf) : readText(leaf));
  const inText = read.flatMap(({ files }) => files);
  const kept = leaves.filter((leaf) => leaf !== texts[0] && !unread.has(leaf) && (leaf.bytes.byteLength > 0 || fileName(leaf) !== ''));
  return {
    text: read.map(({ text }) => text).join('\n'),
    files: [...kept.map(toFile), ...inText.map(fileInText)],
    guessed: read.some(({ guessed }) => guessed),
    inText: inText.length > 0,
  };
}

interface ChosenBody {
  /** What a mail program would show below one another; all but the first are kept as files too (F3). */
  readonly texts: readonly MimeLeaf[];
  /** The same text once more, in HTML or blank; it stays in the raw message. */
  readonly unread: ReadonlySet<MimeLeaf>;
}

function chooseBody(leaves: readonly MimeLeaf[]): ChosenBody {
  const inline = leaves.filter((leaf) => fileName(leaf) === '' && leaf.disposition.value !== 'attachment');
  const plain = inline.filter((leaf) => leaf.type.value === 'text/plain');
  const written = plain.filter((leaf) => !isBlank(leaf.bytes));
  const said = new Set(written.map(({ alternative }) => alternative).filter((alternative) => alternative !== undefined));
  const sameText = inline.filter((leaf) => isHtml(leaf) && leaf.alternative !== undefined && said.has(leaf.alternative));
  const texts = inline.filter((leaf) => written.includes(leaf) || (isHtml(leaf) && !sameText.includes(leaf)));
  if (texts.length > 0) return { texts, unread: new Set([...sameText, ...plain.filter((leaf) => !written.includes(leaf))]) };
  const other = inline.filter((leaf) => /^text\/(?:enriched|richtext|x-|markdown)/.test(leaf.type.value));
  return { texts: plain.length > 0 ? plain.slice(0, 1) : other.slice(0, 1), unread: new Set() };
}

function isHtml({ type }: MimeLeaf): boolean {
  return type.value === 'text/html';
}

function isBlank(bytes: Buffer): boolean {
  return bytes.byteLength < 4096 && /^[\s\u00A0]*$/.test(bytes.toString('latin1'));
}

interface ReadText {
  readonly text: string;
  readonly guessed: boolean;
  readonly files: readonly TextFile[];
}

async function readHtml(leaf: MimeLeaf): Promise<ReadText> {
  const { text, guessed } = decodeTextNoting(leaf.bytes, charsetOf(leaf) || metaCharset(leaf.bytes));
  return { text: await textOfHtml(text), guessed, files: [] };
}

function readText(leaf: MimeLeaf): ReadText {
  const { text: bytes, files } = textWithoutFiles(leaf.bytes);
  const { text, guessed } = decodeTextNoting(bytes, charsetOf(leaf));
  const flowed = leaf.type.parameters.get('format')?.toLowerCase() === 'flowed';
  return { text: flowed ? unflowed(text, leaf.type.parameters.get('delsp')?.toLowerCase() === 'yes') : text, guessed, files };
}

function charsetOf(leaf: MimeLeaf): string {
  return leaf.type.parameters.get('charset') ?? '';
}

const extensions: Readonly<Record<string, string>> = {
  'message/rfc822': '.eml', 'text/plain': '.txt', 'text/html': '.html', 'text/calendar': '.ics', 'text/csv': '.csv', 'text/vcard': '.vcf', 'text/x-vcard': '.vcf',
  'image/png': '.png', 'image/jpeg': '.jpg', 'image/gif': '.gif', 'application/pdf': '.pdf', 'application/zip': '.zip', 'application/pgp-signature': '.asc',
  'application/pkcs7-signature': '.p7s', 'application/pkcs7-mime': '.p7m', 'message/delivery-status': '.txt', 'text/rfc822-headers': '.txt', 'application/ms-tnef': '.dat',
};

/** As the sender named it; empty where he did not. */
function fileName(leaf: MimeLeaf): string {
  return leaf.disposition.parameters.get('filename') || leaf.type.parameters.get('name') || '';
}

function toFile(leaf: MimeLeaf, index: number): MailFile {
  const type = leaf.type.value.slice(0, 200);
  const own = safeDisplayName(fileName(leaf));
  const subject = own === '' && type === 'message/rfc822' ? safeDisplayName(subjectOf(leaf.bytes).replaceAll(/[/\\]/g, '_')) : '';
  const name = own || (subject === '' ? `添付${index + 1}${extensions[type] ?? '.bin'}` : `${subject}.eml`);
  return { name, type, bytes: leaf.bytes };
}

/** An embedded message is shown under its subject, as mail programs do. */
function subjectOf(message: Buffer): string {
  return readHeaderText(valuesOf(headerLines(message), 'subject')[0] ?? '').slice(0, 80);
}

function fileInText({ name, bytes }: TextFile, index: number): MailFile {
  const raw = readHeaderText(name);
  return { name: safeDisplayName(raw) || `本文中の添付${index + 1}.bin`, type: 'application/octet-stream', bytes };
}
