import Encoding from 'encoding-japanese';
import iconv from 'iconv-lite';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Text from bytes and the charset they claim. Japanese mail often claims nothing, or the wrong thing
 * (security.md F10, 4.2): what cannot be what it claims is recognised by its bytes. Never throws.
 */
export function decodeText(bytes: Buffer, charset: string): string {
  const label = charset.trim().toLowerCase().replaceAll('_', '-');
  if (hasJisEscape(bytes) && !label.startsWith('utf')) return fromJis(bytes);
  if (/^(?:iso-2022-jp.*|cp5022[01]|x-iso-2022-jp|jis)$/.test(label)) return fromJis(bytes);
  if (/^(?:shift-?jis|x-sjis|sjis|ms-?kanji|cp932|windows-31j|ms932)$/.test(label)) return iconv.decode(bytes, 'cp932');
  if (/^(?:euc-?jp.*|x-euc-jp|cp51932)$/.test(label)) return fromEuc(bytes);
  const asUtf8 = tryUtf8(bytes);
  if (asUtf8 !== undefined) return asUtf8;
  if (/^(?:utf-?8|)$/.test(label) || isLatinLabel(label)) return guessed(bytes);
  return iconv.encodingExists(label) ? iconv.decode(bytes, label) : guessed(bytes);
}

/** A header or file name whose bytes are not ASCII, which no charset label goes with. */
export function decodeRawBytes(bytes: Buffer): string {
  return decodeText(bytes, '');
}

function tryUtf8(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Labels that programs write when they know of nothing else. */
function isLatinLabel(label: string): boolean {
  return /^(?:us-ascii|ascii|iso-8859-1|latin1|windows-1252|unknown.*|x-unknown|default)$/.test(label);
}

function guessed(bytes: Buffer): string {
  const found = Encoding.detect(bytes, ['UTF8', 'EUCJP', 'SJIS']);
  if (found === 'SJIS') return iconv.decode(bytes, 'cp932');
  if (found === 'EUCJP') return fromEuc(bytes);
  return iconv.decode(bytes, 'windows-1252');
}

/** ESC $ B, ESC $ @, ESC ( J, ESC ( I: nothing but ISO-2022-JP writes these. */
function hasJisEscape(bytes: Buffer): boolean {
  return ['\u001b$B', '\u001b$@', '\u001b(J', '\u001b(I', '\u001b$(D'].some((escape) => bytes.includes(escape, 0, 'latin1'));
}

function fromJis(bytes: Buffer): string {
  return Encoding.convert(shiftKana(bytes), { from: 'JIS', to: 'UNICODE', type: 'string' });
}

/** Half-width kana between SO and SI, as old programs send them, written with ESC ( I instead. */
function shiftKana(bytes: Buffer): Buffer {
  if (!bytes.includes(0x0e)) return bytes;
  const out: number[] = [];
  for (const byte of bytes) {
    if (byte === 0x0e) out.push(0x1b, 0x28, 0x49);
    else if (byte === 0x0f) out.push(0x1b, 0x28, 0x42);
    else out.push(byte);
  }
  return Buffer.from(out);
}

function fromEuc(bytes: Buffer): string {
  return Encoding.convert(bytes, { from: 'EUCJP', to: 'UNICODE', type: 'string' });
}
