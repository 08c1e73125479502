import { Resolver } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { valuesOf, type HeaderLine } from './header-lines.rules.js';

/** Looks up what a domain publishes as TXT; throws where there is nothing or nobody answers. */
export abstract class DnsTxt {
  abstract lookUp(name: string): Promise<string[][]>;
}

/** No network: nothing is published anywhere. */
export class NoDns extends DnsTxt {
  override async lookUp(name: string): Promise<string[][]> {
    throw Object.assign(new Error(`nothing is looked up (${name})`), { code: 'ENOTFOUND' });
  }
}

const patienceMs = 1_500;
/** How long nobody is asked once no name server answers, so that mail without a network goes on. */
const restMs = 5 * 60 * 1_000;

/** The name servers of this machine. */
export class SystemDns extends DnsTxt {
  readonly #resolver: Resolver;
  #restsUntil = 0;

  /** @param servers others than the machine's, as `address:port` */
  constructor(servers?: readonly string[], timeout = patienceMs) {
    super();
    this.#resolver = new Resolver({ timeout, tries: 1 });
    if (servers !== undefined) this.#resolver.setServers(servers);
  }

  override async lookUp(name: string): Promise<string[][]> {
    if (performance.now() < this.#restsUntil) throw Object.assign(new Error('name servers do not answer'), { code: 'ETIMEOUT' });
    try {
      return await this.#resolver.resolveTxt(name);
    } catch (error) {
      if (isSilence(error) && !(await this.#answersAtAll())) this.#restsUntil = performance.now() + restMs;
      throw error;
    }
  }

  /** One domain whose own servers are silent must not keep us from asking about others. */
  async #answersAtAll(): Promise<boolean> {
    return this.#resolver.resolveNs('com').then(() => true, (error: unknown) => !isSilence(error));
  }
}

function isSilence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(?:ETIMEOUT|ECONNREFUSED)$/.test(String(error.code));
}

/** A message as it came, and its head as it was read. */
export interface SignedMail {
  readonly raw: Buffer;
  readonly head: readonly HeaderLine[];
}

/** Larger mails are not worth the time it takes to hash them. */
const mostBytes = 10 * 1024 * 1024;
/** A mail has lines of 998 octets at most (RFC 5322, 2.1.1); one of megabytes takes seconds to hash. */
const longestLine = 10_000;
/** No honest mail carries more, and each costs a look-up and a computation (R24). */
const mostSignatures = 10;
/** How long one mail may keep the others waiting, whatever its sender's name servers do. */
const patienceWithAllMs = 3_000;

/**
 * Whether the mail carries a DKIM signature of its sender's own domain that holds, checked by
 * ourselves with mailauth: what stands behind the word of the mail server (security.md 2.7). A pass
 * or nothing: without the sending host's address nobody can say that a mail fails. A signature over
 * a part of the text (`l=`) counts for nothing.
 */
export async function checkOwnSignature({ raw, head }: SignedMail, fromDomain: string, dns: DnsTxt, mostMs = patienceWithAllMs): Promise<'pass' | 'none'> {
  if (fromDomain === '' || raw.byteLength > mostBytes) return 'none';
  const signatures = valuesOf(head, 'dkim-signature');
  if (signatures.length === 0 || signatures.length > mostSignatures || signatures.some((value) => /[;\s]l\s*=/i.test(value)) || hasEndlessLine(raw)) return 'none';
  return Promise.race([verified(raw, fromDomain, withDeadline(dns, mostMs)), sleep(mostMs, 'none' as const, { ref: false })]);
}

function hasEndlessLine(raw: Buffer): boolean {
  for (let at = 0; at < raw.byteLength; ) {
    const next = raw.indexOf('\n', at);
    const end = next === -1 ? raw.byteLength : next;
    if (end - at > longestLine) return true;
    at = end + 1;
  }
  return false;
}

/** Asks nothing more once the time is over, when nobody waits for it. */
function withDeadline(dns: DnsTxt, mostMs: number): DnsTxt {
  const until = performance.now() + mostMs;
  return { lookUp: async (name) => (performance.now() < until ? dns.lookUp(name) : []) };
}

async function verified(raw: Buffer, fromDomain: string, dns: DnsTxt): Promise<'pass' | 'none'> {
  try {
    const resolver = async (name: string, type: string): Promise<string[][]> => (type === 'TXT' ? dns.lookUp(name) : []);
    const { authenticate } = await import('mailauth');
    const { dkim, dmarc } = await authenticate(raw, { resolver, sender: '', disableArc: true, disableBimi: true });
    const said = dmarc === false ? 'none' : dmarc.status.result;
    // mailauth 4.13 takes a domain that asks for itself alone (adkim=s) at its word only in this field.
    const isStrict = dmarc !== false && dmarc.alignment?.dkim?.strict;
    const passed = dkim.results.filter(({ status }) => status.result === 'pass' && Boolean(status.aligned));
    const aligned = passed.some(({ signingDomain }) => !isStrict || signingDomain.toLowerCase() === fromDomain.toLowerCase());
    return aligned && (said === 'pass' || said === 'none') ? 'pass' : 'none';
  } catch {
    return 'none';
  }
}
