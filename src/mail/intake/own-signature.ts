import { Resolver } from 'node:dns/promises';

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
/** How long nobody is asked after one did not answer, so that mail without a network goes on. */
const restMs = 5 * 60 * 1_000;

/** The name servers of this machine. */
export class SystemDns extends DnsTxt {
  readonly #resolver = new Resolver({ timeout: patienceMs, tries: 1 });
  #restsUntil = 0;

  override async lookUp(name: string): Promise<string[][]> {
    if (performance.now() < this.#restsUntil) throw Object.assign(new Error('name servers do not answer'), { code: 'ETIMEOUT' });
    try {
      return await this.#resolver.resolveTxt(name);
    } catch (error) {
      if (error instanceof Error && 'code' in error && /^(?:ETIMEOUT|ECONNREFUSED)$/.test(String(error.code))) this.#restsUntil = performance.now() + restMs;
      throw error;
    }
  }
}

/** Larger mails are not worth the time it takes to hash them. */
const mostBytes = 10 * 1024 * 1024;

/**
 * Whether the mail carries a DKIM signature of its sender's own domain that holds, checked by
 * ourselves with mailauth: what stands behind the word of the mail server (security.md 2.7). A pass
 * or nothing: without the sending host's address nobody can say that a mail fails. A signature over
 * a part of the text (`l=`) counts for nothing.
 */
export async function checkOwnSignature(raw: Buffer, fromDomain: string, dns: DnsTxt): Promise<'pass' | 'none'> {
  const head = raw.subarray(0, 256 * 1024).toString('latin1');
  if (fromDomain === '' || raw.byteLength > mostBytes || !/^dkim-signature\s*:/im.test(head) || /^dkim-signature\s*:(?:[^\n]|\n[ \t])*[;\s]l\s*=/im.test(head)) return 'none';
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
