import iconv from 'iconv-lite';

/** What the bytes between two escape sequences are. */
type CodeSet = 'ascii' | 'kana' | 'x0208' | 'x0212' | 'gb2312' | 'ksc5601';

/** The escape sequences of ISO-2022-JP and of its extensions, without their ESC. */
const codeSets: Readonly<Record<string, CodeSet>> = {
  '(B': 'ascii', '(J': 'ascii', '(H': 'ascii', '(I': 'kana',
  '$B': 'x0208', '$@': 'x0208', '$(B': 'x0208', '$(@': 'x0208', '$(D': 'x0212', '$A': 'gb2312', '$(A': 'gb2312', '$(C': 'ksc5601',
};

const escape = 0x1b;
const newline = 0x0a;

/** Whether the bytes hold an escape sequence that nothing but ISO-2022-JP writes. */
export function hasJisEscape(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(escape); at !== -1; at = bytes.indexOf(escape, at + 1)) {
    const set = escapeAt(bytes, at)?.set;
    if (set !== undefined && set !== 'ascii') return true;
  }
  return false;
}

/**
 * ISO-2022-JP as it is truly sent: with half-width kana between ESC ( I, SO and SI or in eight bits
 * (CP50220, CP50221), with NEC and IBM characters, and with lines that do not return to ASCII (RFC 1468).
 */
export function decodeJis(bytes: Buffer): string {
  const out = new Segments();
  let sets: Sets = { now: 'ascii', before: 'ascii' };
  for (let at = 0; at < bytes.byteLength; ) {
    const shift = shiftAt(bytes, at, sets);
    sets = shift?.sets ?? sets;
    at += shift?.length ?? writeAt(bytes, at, sets.now, out);
    if (bytes[at - 1] === newline && !goesOn(bytes, at)) sets = { ...sets, now: 'ascii' };
  }
  return out.text();
}

/** What the next bytes are, and what they were before half-width kana was shifted in. */
interface Sets {
  readonly now: CodeSet;
  readonly before: CodeSet;
}

/** An escape sequence, SO or SI; undefined where there is none. */
function shiftAt(bytes: Buffer, at: number, sets: Sets): { readonly sets: Sets; readonly length: number } | undefined {
  const byte = bytes[at];
  if (byte === 0x0e) return { sets: { now: 'kana', before: sets.now }, length: 1 };
  if (byte === 0x0f) return { sets: { ...sets, now: sets.before }, length: 1 };
  const sequence = byte === escape ? escapeAt(bytes, at) : undefined;
  return sequence === undefined ? undefined : { sets: { ...sets, now: sequence.set }, length: sequence.length };
}

/** Writes one character and says how many bytes it had. */
function writeAt(bytes: Buffer, at: number, set: CodeSet, out: Segments): number {
  const byte = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  const isShifted = set !== 'ascii' && byte > 0x20 && byte < 0x7f;
  if (isShifted && set !== 'kana' && second >= 0x21 && second <= 0x7e) {
    out.pair(set, byte, second);
    return 2;
  }
  out.single(isShifted && set === 'kana' && byte <= 0x5f ? byte + 0x80 : byte);
  return 1;
}

function escapeAt(bytes: Buffer, at: number): { readonly set: CodeSet; readonly length: number } | undefined {
  for (const length of [3, 4]) {
    const set = codeSets[bytes.subarray(at + 1, at + length).toString('latin1')];
    if (set !== undefined) return { set, length };
  }
  return undefined;
}

/** A line that begins in double bytes: its first escape is the one back to ASCII. */
function goesOn(bytes: Buffer, from: number): boolean {
  const end = bytes.indexOf(newline, from);
  const next = bytes.subarray(from, end === -1 ? undefined : end).indexOf(escape);
  return next !== -1 && escapeAt(bytes, from + next)?.set === 'ascii';
}

/** Gathers bytes of one encoding at a time: most of a text is one run of CP932. */
class Segments {
  readonly #done: string[] = [];
  #bytes: number[] = [];
  #encoding = 'cp932';

  single(byte: number): void {
    this.#switchTo('cp932');
    this.#bytes.push(byte);
  }

  pair(set: CodeSet, first: number, second: number): void {
    if (set === 'x0208') {
      this.#switchTo('cp932');
      this.#bytes.push(...shiftJis(first, second));
    } else {
      this.#switchTo(set === 'gb2312' ? 'gbk' : set === 'ksc5601' ? 'cp949' : 'euc-jp');
      if (set === 'x0212') this.#bytes.push(0x8f);
      this.#bytes.push(first + 0x80, second + 0x80);
    }
  }

  text(): string {
    this.#switchTo('');
    return this.#done.join('');
  }

  #switchTo(encoding: string): void {
    if (encoding === this.#encoding) return;
    if (this.#bytes.length > 0) this.#done.push(iconv.decode(Buffer.from(this.#bytes), this.#encoding));
    this.#bytes = [];
    this.#encoding = encoding;
  }
}

/** A JIS X 0208 pair in Shift_JIS. */
function shiftJis(first: number, second: number): [number, number] {
  const row = ((first - 0x21) >> 1) + 0x81;
  const lead = row > 0x9f ? row + 0x40 : row;
  return [lead, first % 2 === 1 ? second + (second < 0x60 ? 0x1f : 0x20) : second + 0x7e];
}
