import { decodeText } from './decode-text.js';
import { mimeTree } from './mime-tree.rules.js';

/** A larger message is not searched for HTML. */
export const htmlMostBytes = 5 * 1024 * 1024;

/** The HTML of a message as its sender wrote it, not made safe; undefined where there is none, or the message is too large to look. */
export function htmlPartOf(raw: Buffer): string | undefined {
  if (raw.byteLength > htmlMostBytes) return undefined;
  const leaf = mimeTree(raw).leaves.find(({ type, disposition }) => type.value === 'text/html' && disposition.value !== 'attachment');
  return leaf === undefined ? undefined : decodeText(leaf.bytes, leaf.type.parameters.get('charset') || metaCharset(leaf.bytes));
}

/** The charset that only the HTML itself names. */
export function metaCharset(bytes: Buffer): string {
  return /<(?:meta|\?xml)[^>]{0,200}(?:charset|encoding)=["']?([\w-]{2,30})/i.exec(bytes.subarray(0, 4096).toString('latin1'))?.[1] ?? '';
}
