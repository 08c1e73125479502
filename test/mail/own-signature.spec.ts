import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { headerLines } from '../../src/mail/intake/header-lines.rules.js';
import { checkOwnSignature, DnsTxt, NoDns, SystemDns } from '../../src/mail/intake/own-signature.js';
import { startTestDns } from '../support/dns-server.js';
import { rawMail } from './corpus.js';
import { dmarc, signed, world } from './published-dns.js';

describe('our own check of DKIM and DMARC, with what is published handed in', () => {
  const check = async (raw: Buffer, dns: DnsTxt = world(), mostMs?: number): Promise<string> => checkOwnSignature({ raw, head: headerLines(raw) }, 'customer.example', dns, mostMs);

  it('passes a signature of the sender’s own domain, with and without a policy', async () => {
    const raw = await signed(rawMail(), 'customer.example');
    expect(await check(raw)).toBe('pass');
    expect(await check(raw, world({ '_dmarc.customer.example': dmarc }))).toBe('pass');
  });

  it('a subdomain signs for its domain, unless that asks for itself alone', async () => {
    const raw = await signed(rawMail(), 'mail.customer.example');
    expect(await check(raw, world({ '_dmarc.customer.example': dmarc }))).toBe('pass');
    expect(await check(raw, world({ '_dmarc.customer.example': `${dmarc}; adkim=s` }))).toBe('none');
  });

  it.each<[string, () => Promise<Buffer>]>([
    ['another domain’s signature', async () => signed(rawMail(), 'attacker.example')],
    ['a text changed on the way', async () => Buffer.from((await signed(rawMail(), 'customer.example')).toString('latin1').replace(/\r\n\r\n/, '\r\n\r\nA'), 'latin1')],
    ['no signature', async () => rawMail()],
    ['a text whose line never ends (R24)', async () => signed(rawMail({ body: `Content-Type: text/plain\r\n\r\n${'x'.repeat(20_000)}\r\n` }), 'customer.example')],
    ['a signature over a part of the text', async () => signed(rawMail(), 'customer.example', { maxBodyLength: 10 })],
  ])('says nothing of %s', async (_name, raw) => {
    expect(await check(await raw())).toBe('none');
  });

  it('says nothing, and never that a mail fails, where no name server answers', async () => {
    expect(await check(await signed(rawMail(), 'customer.example'), new NoDns())).toBe('none');
  });

  it('says nothing of a good signature while the domain’s policy cannot be asked for', async () => {
    const published = world();
    const silent: DnsTxt = { lookUp: async (name) => (name.startsWith('_dmarc') ? Promise.reject(Object.assign(new Error('silent'), { code: 'ETIMEOUT' })) : published.lookUp(name)) };
    expect(await check(await signed(rawMail(), 'customer.example'), silent)).toBe('none');
  });

  it('asks nobody about a mail that carries no signature', async () => {
    const dns = world();
    await check(rawMail(), dns);
    expect(dns.asked).toEqual([]);
  });
  /** The mail again with more signatures on top, each of a key that nobody publishes. */
  async function signedTimes(times: number): Promise<Buffer> {
    const once = (await signed(rawMail(), 'customer.example')).toString('latin1');
    const signature = /^DKIM-Signature:.*\r\n(?:[ \t].*\r\n)*/im.exec(once)?.[0] ?? '';
    const more = Array.from({ length: times - 1 }, (_, index) => signature.replace(/\bs=[^;]+;/, `s=none${index};`));
    return Buffer.from(`${more.join('')}${once}`, 'latin1');
  }

  it('R24: looks up what ten signatures name, and nothing for a mail that carries more', async () => {
    expect(await check(await signedTimes(10))).toBe('pass');
    const dns = world();
    expect(await check(await signedTimes(11), dns)).toBe('none');
    expect(dns.asked).toEqual([]);
  });

  it('R24: keeps no other mail waiting for name servers that are slow, and stops asking them', async () => {
    let asked = 0;
    const slow: DnsTxt = { lookUp: async () => ((asked += 1), sleep(300, [])) };
    expect(await check(await signedTimes(10), slow, 100)).toBe('none');
    await sleep(500);
    expect(asked).toBeLessThan(2);
  });

  it('a domain whose name servers are silent keeps nobody from being asked about others; a network that is gone does', async () => {
    let isGone = false;
    const server = await startTestDns((name) => isGone || name.includes('silent'));
    try {
      const dns = new SystemDns([server.server], 400);
      await expect(dns.lookUp('silent.attacker.example')).rejects.toThrow();
      expect(await dns.lookUp('key._domainkey.customer.example')).toEqual([['here']]);
      isGone = true;
      await expect(dns.lookUp('other.customer.example')).rejects.toThrow();
      const before = server.asked.length;
      await expect(dns.lookUp('third.customer.example')).rejects.toThrow('name servers do not answer');
      expect(server.asked).toHaveLength(before);
    } finally {
      await server.close();
    }
  });
});
