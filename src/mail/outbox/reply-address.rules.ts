/** Marks the envelope sender of one outgoing mail, so that its bounce names it (VERP). */
const bouncePrefix = 'b-';

/** `desk+TOKEN@domain`: where a customer's answer goes, so that it finds its inquiry. */
export function replyAddress(address: string, token: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}+${token}${address.slice(at)}`;
}

/** `desk+b-ID@domain`: where the bounce of the outbox row goes. */
export function bounceAddress(address: string, outboxId: string): string {
  return replyAddress(address, `${bouncePrefix}${outboxId}`);
}

/** What the part after the plus of one of our addresses says; nothing where there is none. */
export type Tagged = { readonly kind: 'reply'; readonly token: string } | { readonly kind: 'bounce'; readonly outboxId: string };

/** Reads the tag of an address that `replyAddress` or `bounceAddress` made. */
export function tagOf(address: string): Tagged | undefined {
  const tag = /^[^@+]+\+([^@]+)@/.exec(address)?.[1];
  if (tag === undefined) return undefined;
  return tag.startsWith(bouncePrefix) ? { kind: 'bounce', outboxId: tag.slice(bouncePrefix.length) } : { kind: 'reply', token: tag };
}

/** The address without its tag, in lower case: the desk it belongs to. */
export function untagged(address: string): string {
  return address.toLowerCase().replace(/^([^@+]+)\+[^@]*@/, '$1@');
}
