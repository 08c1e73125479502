import iconv from 'iconv-lite';
import { decodeJis, hasJisEscape } from './decode-jis.rules.js';
import { guessedJapanese, strictUtf8, unlabelledUtf8, type Expectation } from './guess-charset.rules.js';

/** A text, and whether its encoding was recognised by its bytes against, or without, what the label says. */
export interface DecodedText {
  readonly text: string;
  readonly guessed: boolean;
}

const jisLabels = /^(?:(?:x-|cs)?iso-?2022-?jp.*|cp5022\d|jis)$/;
const sjisLabels = /^(?:(?:x-|cs)?(?:shift|s)-?jis(?:-?2004|x0213)?|ms-?kanji|(?:x-ms-)?cp932|cp943c?|windows-31j|cswindows31j|ms932|mac-?japanese|x-mac-japanese)$/;
const eucLabels = /^(?:(?:x-|cs)?euc-?(?:jp|jis).*|(?:x-)?ujis|cp51932|cseucpkdfmtjapanese)$/;
/** Labels that programs write when they know of nothing else. */
const latinLabels = /^(?:us-ascii|ascii|ansi.*|iso-?8859-1|latin-?1|windows-1252|cp-?1252|unknown.*|x-unknown.*|default.*|x-user-defined|8bit|7bit|none|binary)$/;

/** Of these, the ones that a program writes which means Western European text. */
const westernLabels = /^(?:iso-?8859-1|latin-?1|windows-1252|cp-?1252)$/;

/** Names that iconv-lite does not know by themselves. */
const otherNames: Readonly<Record<string, string>> = {
  'x-gbk': 'gbk', gb2312: 'gb18030', 'gb-2312': 'gb18030', 'gb2312-80': 'gb18030', 'x-euc-cn': 'gb18030', 'euc-cn': 'gb18030', gbk: 'gb18030', cp936: 'gb18030',
  'unicode-1-1-utf-7': 'utf-7', 'x-unicode-2-0-utf-7': 'utf-7', 'csunicode11utf7': 'utf-7', 'ks-c-5601-1987': 'cp949', 'ks-c-5601': 'cp949', 'ksc-5601': 'cp949', 'x-windows-949': 'cp949',
  'iso-8859-8-i': 'iso-8859-8', 'iso-8859-8-e': 'iso-8859-8', 'iso-8859-6-i': 'iso-8859-6', 'x-big5': 'big5', 'x-x-big5': 'big5', 'x-mac-roman': 'macroman', 'x-mac-cyrillic': 'maccyrillic', 'big5-hkscs': 'big5hkscs',
};

/**
 * Text from bytes and the charset they claim. Japanese mail often claims nothing, or the wrong thing
 * (security.md F10, 4.2): what cannot be what it claims is recognised by its bytes. Never throws.
 */
export function decodeText(bytes: Buffer, charset: string): string {
  return decodeTextNoting(bytes, charset).text;
}

/** The same, saying whether it was guessed (文字コード推定). */
export function decodeTextNoting(bytes: Buffer, charset: string): DecodedText {
  const label = charset.trim().toLowerCase().replaceAll('_', '-').replace(/^['"]|['"]$/g, '');
  if (hasJisEscape(bytes) && mayBeJis(bytes, label)) return { text: decodeJis(bytes), guessed: !jisLabels.test(label) };
  const asLabelled = labelled(bytes, label);
  return asLabelled === undefined ? unlabelled(bytes, label) : { text: withoutMark(asLabelled), guessed: false };
}

/** Other labels that go with its escapes are wrong, but for those of its sisters; and of UTF-8 where there is truly some. */
function mayBeJis(bytes: Buffer, label: string): boolean {
  if (/^iso-2022-(?:kr|cn)|^utf-?(?:16|32)/.test(label)) return false;
  return !label.startsWith('utf') || bytes.every((byte) => byte < 0x80);
}

/** A header or file name whose bytes are not ASCII. No label goes with them; `hint` is the charset of the text below. */
export function decodeRawBytes(bytes: Buffer, hint = ''): string {
  const asUtf8 = hasJisEscape(bytes) ? undefined : (unlabelledUtf8(bytes) ?? mostlyUtf8(bytes));
  return asUtf8 ?? decodeText(bytes, /^(?:utf-?8|us-ascii|ascii)$/i.test(hint) ? '' : hint);
}

/** What the label says, where the bytes can be that at all. */
function labelled(bytes: Buffer, label: string): string | undefined {
  if (jisLabels.test(label)) return bytes.every((byte) => byte < 0x80 || (byte >= 0xa1 && byte <= 0xdf)) ? decodeJis(bytes) : undefined;
  if (sjisLabels.test(label)) return clean(iconv.decode(bytes, 'cp932'));
  if (eucLabels.test(label)) return clean(iconv.decode(bytes, 'euc-jp'));
  if (label === 'utf-8' || label === 'utf8') return strictUtf8(bytes);
  if (label === '') return unlabelledUtf8(bytes);
  if (latinLabels.test(label)) return bytes.every((byte) => byte < 0x80) ? bytes.toString('latin1') : undefined;
  if (label === 'hz-gb-2312' || label === 'iso-2022-kr') return shifted(bytes, label);
  const name = otherNames[label] ?? label;
  return iconv.encodingExists(name) ? clean(iconv.decode(bytes, name)) : undefined;
}

/** What the bytes look like; at the worst what the label says, with its holes. */
function unlabelled(bytes: Buffer, label: string): DecodedText {
  const asUtf8 = unlabelledUtf8(bytes);
  if (asUtf8 !== undefined) return { text: asUtf8, guessed: true };
  const mostly = label === '' || /^utf-?8$/.test(label) || latinLabels.test(label) ? mostlyUtf8(bytes) : undefined;
  if (mostly !== undefined) return { text: mostly, guessed: true };
  const guess = mayBeJapanese(label) ? guessedJapanese(bytes, expectationOf(label)) : undefined;
  if (guess !== undefined) return { text: guess, guessed: true };
  return { text: atTheWorst(bytes, label), guessed: label === '' || !latinLabels.test(label) };
}

/** Where the label says nothing, something Japanese, or a name that no charset has (`ISO-2202-JP`). */
function mayBeJapanese(label: string): boolean {
  const japanese = label === '' || latinLabels.test(label) || /^utf-?8$/.test(label) || jisLabels.test(label) || sjisLabels.test(label) || eucLabels.test(label);
  return japanese || !iconv.encodingExists(otherNames[label] ?? label);
}

function expectationOf(label: string): Expectation {
  if (jisLabels.test(label) || sjisLabels.test(label) || eucLabels.test(label)) return 'japanese';
  return westernLabels.test(label) ? 'western' : 'anything';
}

function atTheWorst(bytes: Buffer, label: string): string {
  if (/^utf-?8$/.test(label)) return iconv.decode(bytes, 'windows-1252');
  if (sjisLabels.test(label) || jisLabels.test(label)) return iconv.decode(bytes, 'cp932');
  if (eucLabels.test(label)) return iconv.decode(bytes, 'euc-jp');
  const name = otherNames[label] ?? label;
  if (name !== '' && !latinLabels.test(label) && iconv.encodingExists(name)) return iconv.decode(bytes, name);
  return iconv.decode(bytes, 'windows-1252');
}

/** Cut inside a character, or one byte wrong, it is still UTF-8. */
function mostlyUtf8(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  const wrong = text.match(/\uFFFD/g)?.length ?? 0;
  const right = text.match(/[\u0080-\uFFFC]/g)?.length ?? 0;
  return right > 2 * wrong ? text : undefined;
}

function clean(text: string): string | undefined {
  return text.includes('\uFFFD') ? undefined : text;
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Two seven-bit encodings that mark their double bytes, with `~{` and `~}` or with SO and SI (RFC 1843, RFC 1557). */
function shifted(bytes: Buffer, label: string): string {
  const plain = bytes.toString('latin1').replaceAll('\u001b$)C', '');
  if (label !== 'iso-2022-kr') return betweenMarks(plain, '~{', '~}', 'gbk').replaceAll('~~', '~');
  return betweenMarks(plain, '\u000e', '\u000f', 'cp949');
}

function betweenMarks(plain: string, begin: string, end: string, encoding: string): string {
  return plain
    .split(begin)
    .map((piece, index) => {
      const [inner = '', ...rest] = index === 0 ? ['', piece] : piece.split(end);
      return `${iconv.decode(withHighBits(inner), encoding)}${rest.join(end)}`;
    })
    .join('');
}

function withHighBits(text: string): Buffer {
  return Buffer.from(Buffer.from(text, 'latin1').map((byte) => byte | 0x80));
}
