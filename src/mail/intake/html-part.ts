import { decodeText } from './decode-text.js';
import { mimeTree, type MimeLeaf } from './mime-tree.rules.js';

const mostBytes = 5 * 1024 * 1024;

/** The HTML of a message as its sender wrote it, not made safe; undefined where there is none, or the message is too large to look. */
export function htmlPartOf(raw: Buffer): string | undefined {
  const leaf = raw.byteLength > mostBytes ? undefined : shownHtml(raw, mimeTree(raw).leaves);
  return leaf === undefined ? undefined : decodeText(leaf.bytes, leaf.type.parameters.get('charset') || metaCharset(leaf.bytes));
}

/** The part with that HTML, among the `leaves` of the message. */
export function shownHtml(raw: Buffer, leaves: readonly MimeLeaf[]): MimeLeaf | undefined {
  if (raw.byteLength > mostBytes) return undefined;
  return leaves.find(({ type, disposition }) => type.value === 'text/html' && disposition.value !== 'attachment');
}

/** The charset that only the HTML itself names. */
export function metaCharset(bytes: Buffer): string {
  return /<(?:meta|\?xml)[^>]{0,200}(?:charset|encoding)=["']?([\w-]{2,30})/i.exec(bytes.subarray(0, 4096).toString('latin1'))?.[1] ?? '';
}
