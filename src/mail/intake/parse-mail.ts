import { simpleParser, type AddressObject, type ParsedMail as ParserResult } from 'mailparser';
import { decodeRawBytes } from './decode-text.js';
import { bounceReport, type BounceReport } from './bounce-report.rules.js';
import { headerLines, messageIdsIn, valuesOf, type HeaderLine } from './header-lines.rules.js';
import { bodyAndFiles, mimeParts, type MailFile } from './mime-parts.js';
import { soleSender } from './sender.rules.js';
import { splitReply, type SplitText } from './split-reply.rules.js';

/** What can be read out of a message without asking anybody. */
export interface ParsedMail {
  readonly headers: readonly HeaderLine[];
  /** The sender, where there is no doubt about him; lower case. */
  readonly sender: string | undefined;
  /** The sender as shown: even a doubtful one. */
  readonly shownSender: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: SplitText;
  readonly files: readonly MailFile[];
  /** Without brackets; undefined where there is none. */
  readonly messageId: string | undefined;
  /** Of In-Reply-To and References, the nearest first. */
  readonly answered: readonly string[];
  /** Every address it was sent to, lower case, tags kept. */
  readonly recipients: readonly string[];
  readonly bounce: BounceReport | undefined;
}

const parserOptions = { skipImageLinks: true, skipTextToHtml: true, skipTextLinks: true, maxHtmlLengthToParse: 1024 * 1024 };

/**
 * Reads a message: mailparser for heads and HTML, our own walk over the parts for text and files,
 * because mailparser merges named texts into the body (security.md F3).
 *
 * @throws where the message cannot be read at all, such as a thousand nested parts
 */
export async function parseMail(raw: Buffer): Promise<ParsedMail> {
  const headers = headerLines(raw);
  const [parser, parts] = [await simpleParser(raw, parserOptions), await mimeParts(raw)];
  const body = bodyAndFiles(parts);
  const text = body.html === '' ? body.text : await textOfHtml(body.html);
  const addresses = addressesOf(parser.from);
  const fromLines = valuesOf(headers, 'from').map(shown);
  return {
    headers,
    sender: soleSender(fromLines, addresses.map(({ address }) => address))?.address,
    shownSender: addresses[0] ?? { name: fromLines[0] ?? '', address: '' },
    subject: subjectOf(headers, parser).slice(0, 1_000),
    text: splitReply(withoutInvisible(text)),
    files: body.files,
    messageId: messageIdsIn(valuesOf(headers, 'message-id')[0] ?? '')[0],
    answered: answeredIds(headers),
    recipients: recipientsOf(headers, parser),
    bounce: bounceReport(parts),
  };
}

/** NUL cannot be stored on PostgreSQL, and no control character belongs into a text. */
function withoutInvisible(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(/(?![\n\t])\p{Cc}|\uFEFF/gu, '');
}

/** mailparser decodes encoded-words well, but raw 8-bit and ISO-2022-JP subjects wrongly. */
function subjectOf(headers: readonly HeaderLine[], parser: ParserResult): string {
  const raw = valuesOf(headers, 'subject')[0] ?? '';
  const text = isAscii(raw) ? (parser.subject ?? '') : decodeRawBytes(Buffer.from(raw, 'latin1'));
  return withoutInvisible(text).replaceAll(/\s+/g, ' ').trim();
}

function shown(value: string): string {
  return isAscii(value) ? value : decodeRawBytes(Buffer.from(value, 'latin1'));
}

function isAscii(value: string): boolean {
  return /^[\u0020-\u007E\t]*$/.test(value);
}

function addressesOf(found: AddressObject | AddressObject[] | undefined): { name: string; address: string }[] {
  const objects = found === undefined ? [] : Array.isArray(found) ? found : [found];
  return objects.flatMap((object) =>
    object.value.flatMap((each) => {
      const members = each.group ?? [each];
      return members.map(({ name, address }) => ({ name: withoutInvisible(name), address: address ?? '' }));
    }),
  );
}

function answeredIds(headers: readonly HeaderLine[]): string[] {
  const references = messageIdsIn(valuesOf(headers, 'references')[0] ?? '').toReversed();
  return [...new Set([...messageIdsIn(valuesOf(headers, 'in-reply-to')[0] ?? ''), ...references])];
}

function recipientsOf(headers: readonly HeaderLine[], parser: ParserResult): string[] {
  const delivered = ['delivered-to', 'x-original-to', 'envelope-to'].flatMap((name) => valuesOf(headers, name));
  const addressed = [...addressesOf(parser.to), ...addressesOf(parser.cc)].map(({ address }) => address);
  const plain = [...delivered, ...addressed].map((address) => address.trim().replace(/^<|>$/g, '').toLowerCase());
  return [...new Set(plain.filter((address) => address.includes('@')))].slice(0, 200);
}

/** Through mailparser, which reads HTML as a person would; what it cannot read is stripped of its tags. */
async function textOfHtml(html: string): Promise<string> {
  const message = `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(html).toString('base64')}`;
  try {
    return (await simpleParser(message, parserOptions)).text ?? '';
  } catch {
    return html.replaceAll(/<[^<>]*>/g, ' ');
  }
}
