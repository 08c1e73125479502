/** The one mailbox of a From line. */
export interface Mailbox {
  /** As written, still encoded; for display take the parser's. */
  readonly displayName: string;
  /** Lower case. */
  readonly address: string;
}

const atext = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]";
const quotedString = '"(?:[^"\\\\\\r\\n]|\\\\[^\\r\\n])*"';
// Dots anywhere: old addresses of Japanese mobile carriers have them at the end and in pairs.
const localPart = `(?:${atext}|\\.)+`;
const domain = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+';
const addrSpec = `${localPart}@${domain}`;
// Japanese programs write dots, brackets of their own and raw 8-bit text into names; never < > , ; @ or quotes.
const phrase = `(?:${quotedString}|[^\\s<>,;:@"()]+)(?:\\s+(?:${quotedString}|[^\\s<>,;:@"()]+))*`;
const comment = '(?:\\s*\\([^()\\\\]*\\))?';

const bare = new RegExp(`^\\s*(${addrSpec})${comment}\\s*$`);
const named = new RegExp(`^\\s*(${phrase})?\\s*<(${addrSpec})>${comment}\\s*$`);

/**
 * Reads the value of a From line by a grammar stricter than RFC 5322: one mailbox, no group, no
 * address that only appears after decoding an encoded-word (security.md F2). Undefined for anything
 * else.
 */
export function strictMailbox(value: string): Mailbox | undefined {
  if (value.length > 2_000) return undefined;
  const plain = bare.exec(value);
  if (plain?.[1] !== undefined) return { displayName: '', address: plain[1].toLowerCase() };
  const withName = named.exec(value);
  if (withName?.[2] === undefined) return undefined;
  return { displayName: withName[1] ?? '', address: withName[2].toLowerCase() };
}

/**
 * The sender, where there is no doubt: exactly one From line, exactly one mailbox in it, and the
 * parser sees the same address (F1, F2, V14). Undefined is 差出人不正.
 */
export function soleSender(fromLines: readonly string[], parserAddresses: readonly string[]): Mailbox | undefined {
  const [line] = fromLines;
  if (fromLines.length !== 1 || line === undefined) return undefined;
  const strict = strictMailbox(line);
  if (strict === undefined || parserAddresses.length !== 1 || parserAddresses[0]?.toLowerCase() !== strict.address) return undefined;
  return strict;
}
