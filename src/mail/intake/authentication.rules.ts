import { createRequire } from 'node:module';
import { valuesOf, type HeaderLine } from './header-lines.rules.js';
import { foreignFrom } from './trace-lines.rules.js';

/** What the receiving server found out about the sender: literally passed, failed, or nothing usable. */
export type Authentication = 'pass' | 'fail' | 'none';

/** One result, such as `dkim=pass header.d=customer.example`. */
export interface Method {
  readonly result: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** What one `Authentication-Results` line says, comments left out. */
export interface Results {
  /** Lower case; empty where the line names none, as Microsoft 365 does. */
  readonly authservId: string;
  readonly dmarc: readonly Method[];
  readonly dkim: readonly Method[];
  readonly spf: readonly Method[];
}

/** Instead of a host: Microsoft 365, which names none. Its own line is the topmost of all. */
export const microsoft365 = 'microsoft365';

/**
 * Judges the topmost `Authentication-Results` of our own server (RFC 8601; `authservId` names it).
 * Only a literal `pass` for the domain of the sender counts; anything of another host, or below, or
 * below what a foreign host wrote, is the sender's own writing (security.md F15, V10). A server whose
 * parts write a line each may say below that DMARC failed: nobody forges that to his own harm. Without
 * a configured host nothing is believed.
 */
export function judgeAuthentication(head: readonly HeaderLine[], authservId: string | undefined, fromDomain: string): Authentication {
  if (authservId === undefined || fromDomain === '') return 'none';
  const domain = fromDomain.toLowerCase();
  const [top, ...below] = ownResults(head, authservId.toLowerCase());
  const said = top === undefined ? 'none' : judgeTopmost(top, domain);
  const failsBelow = below.some(({ dmarc }) => dmarc.some((each) => each.result === 'fail' && isAbout(each, 'header.from', domain)));
  return said === 'none' && failsBelow ? 'fail' : said;
}

function judgeTopmost(own: Results, domain: string): Authentication {
  if (own.dmarc.length > 1) return 'none';
  const [dmarc] = own.dmarc;
  if (dmarc?.result === 'pass') return isAbout(dmarc, 'header.from', domain) ? 'pass' : 'none';
  if (dmarc?.result === 'fail') return 'fail';
  return judgeWithoutDmarc(own, domain);
}

/** Our own server writes few and short lines, above all others; reading what a bomb is made of would hold the desk up (R24). */
const mostLines = 50;
const longestLine = 10_000;

/** The lines of our own server, topmost first; all but that may be the sender's writing. */
function ownResults(head: readonly HeaderLine[], authservId: string): Results[] {
  const lines = valuesOf(head.slice(0, foreignFrom(head, authservId)), 'authentication-results').slice(0, mostLines);
  const results = (authservId === microsoft365 ? lines.slice(0, 1) : lines).map(readResults);
  return results.filter((each) => each !== undefined).filter((each) => each.authservId === (authservId === microsoft365 ? '' : authservId));
}

/** Domains without DMARC: an aligned DKIM or SPF pass is as good (security.md 2.7). */
function judgeWithoutDmarc({ dkim, spf }: Results, domain: string): Authentication {
  const dkimPass = dkim.some((each) => each.result === 'pass' && aligned(each.properties['header.d'] ?? each.properties['header.i'], domain));
  const spfPass = spf.length === 1 && spf[0]?.result === 'pass' && aligned(spf[0].properties['smtp.mailfrom'], domain);
  if (dkimPass || spfPass) return 'pass';
  return dkim.some((each) => each.result === 'fail') || spf.some((each) => each.result === 'fail') ? 'fail' : 'none';
}

/** Where the server says what it judged, it must be the sender's domain; some say nothing. */
function isAbout(method: Method, property: string, domain: string): boolean {
  const named = method.properties[property];
  return named === undefined || named.toLowerCase() === domain;
}

/** The same domain, or one a subdomain of the other. */
function aligned(value: string | undefined, domain: string): boolean {
  const named = value?.toLowerCase().replace(/^.*@/, '') ?? '';
  if (named.split('.').length < 2) return false;
  return named === domain || named.endsWith(`.${domain}`) || domain.endsWith(`.${named}`);
}

type ParsedHeader = Readonly<Record<string, unknown>> & { readonly value?: unknown };
type HeaderParser = (line: string) => { readonly parsed: ParsedHeader };

// mailauth is CommonJS without types for this file.
const parseHeader = createRequire(import.meta.url)('mailauth/lib/parse-dkim-headers') as HeaderParser;

/** Reads one header; undefined where it is too long or its comments do not nest properly, which no server of ours writes. */
export function readResults(line: string): Results | undefined {
  if (line.length > longestLine) return undefined;
  const uncommented = withoutComments(line);
  if (uncommented === undefined) return undefined;
  const namesNone = /^\s*(?:spf|dkim|dmarc)\s*=/i.test(uncommented);
  const plain = namesNone ? `${microsoft365}; ${uncommented}` : uncommented;
  const { parsed } = parseHeader(`Authentication-Results: ${plain}`);
  const authservId = !namesNone && typeof parsed.value === 'string' ? (parsed.value.split(/\s/)[0] ?? '').toLowerCase() : '';
  return { authservId, dmarc: methods(plain, parsed['dmarc'], 'dmarc'), dkim: methods(plain, parsed['dkim'], 'dkim'), spf: methods(plain, parsed['spf'], 'spf') };
}

/** mailauth keeps the last of several results of one method; a method that is there twice is not believed. */
function methods(plain: string, found: unknown, name: string): Method[] {
  const entries = (Array.isArray(found) ? found : [found]).filter((entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null);
  const read = entries.map((entry) => ({ result: String(entry['value']).toLowerCase(), properties: propertiesOf(entry) }));
  const times = plain.split(';').slice(1).filter((part) => new RegExp(`^\\s*${name}\\s*(?:/\\d+)?\\s*=`, 'i').test(part)).length;
  return times === read.length ? read : [...read, ...read];
}

function propertiesOf(entry: Readonly<Record<string, unknown>>): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const group of ['header', 'smtp']) {
    const inner = entry[group];
    if (typeof inner !== 'object' || inner === null) continue;
    for (const [name, value] of Object.entries(inner)) if (typeof value === 'string') properties[`${group}.${name.toLowerCase()}`] = value;
  }
  return properties;
}

/** RFC 5322 comments nest and may hide anything, such as `(dmarc=pass)`; undefined where one is left open. */
function withoutComments(line: string): string | undefined {
  let depth = 0;
  let quoted = false;
  let plain = '';
  for (const [token] of line.matchAll(/\\.|["()]|[^\\"()]+/gsu)) {
    if (!quoted && token === '(') depth += 1;
    else if (!quoted && token === ')') depth -= 1;
    else if (depth === 0) {
      quoted = quoted !== (token === '"');
      plain += token;
    }
    if (depth < 0) return undefined;
  }
  return depth === 0 && !quoted ? plain : undefined;
}
