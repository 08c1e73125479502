import { isMobileTail } from './quote-marks.rules.js';

const mostLines = 15;

/** A line that only divides. */
function isDivider(line: string): boolean {
  const plain = line.trim();
  return plain.length >= 3 && plain.length <= 120 && /^(?:[-=_*+#~─━═＝－＊※◇◆□■○●☆★・…。.:：/\\|]|\p{So})+$/u.test(plain);
}

/** Something by which a person, not a machine, is reached. */
const contact = /〒\s?\d{3}|(?:TEL|電話|FAX|携帯|直通|内線)\s{0,3}[:：]?\s{0,3}[\d(+０-９]|(?:^|[^\d.-])0\d{1,4}-\d{1,4}-\d{3,4}(?![\d-])|(?:株式|有限|合同)会社|(?:E-?mail|メール)\s{0,3}[:：]\s{0,3}\S+@/iu;
/** What stands in evidence and in no signature. */
const evidence = /(?:\d{1,3}\.){3}\d{1,3}|[\da-f]{32}|h(?:tt|xx)ps?:\/\/\S+\.(?:exe|zip|js|php)|検知|アラート/iu;

/**
 * Where the sender's signature begins in his own lines; their number where there is none. Signatures
 * stand at the end, below `-- `, below a divider with something to reach him by, or are what a telephone adds.
 */
export function signatureStart(lines: readonly string[]): number {
  let end = lines.length;
  while (end > 0 && (lines[end - 1] ?? '').trim() === '') end -= 1;
  const tail = endOfMobileTail(lines, end);
  const lowest = Math.max(0, end - mostLines);
  for (let at = lowest; at < end; at += 1) {
    const line = lines[at] ?? '';
    if (/^-- ?$/.test(line)) return at;
    if (isDivider(line) && isAddress(lines.slice(at + 1, end))) return at;
  }
  return tail;
}

function endOfMobileTail(lines: readonly string[], end: number): number {
  let at = end;
  while (at > 0 && (isMobileTail((lines[at - 1] ?? '').slice(0, 300)) || (at < end && (lines[at - 1] ?? '').trim() === ''))) at -= 1;
  return at === end ? lines.length : at;
}

function isAddress(lines: readonly string[]): boolean {
  const short = lines.map((line) => line.slice(0, 300));
  return short.some((line) => contact.test(line)) && !short.some((line) => evidence.test(line));
}
