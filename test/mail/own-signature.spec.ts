import { describe, expect, it } from 'vitest';
import { checkOwnSignature, DnsTxt, NoDns } from '../../src/mail/intake/own-signature.js';
import { rawMail } from './corpus.js';
import { dmarc, signed, world } from './published-dns.js';

describe('our own check of DKIM and DMARC, with what is published handed in', () => {
  const check = async (raw: Buffer, dns: DnsTxt = world()): Promise<string> => checkOwnSignature(raw, 'customer.example', dns);

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
    ['a signature over a part of the text', async () => signed(rawMail(), 'customer.example', { maxBodyLength: 10 })],
  ])('says nothing of %s', async (_name, raw) => {
    expect(await check(await raw())).toBe('none');
  });

  it('says nothing, and never that a mail fails, where no name server answers', async () => {
    expect(await check(await signed(rawMail(), 'customer.example'), new NoDns())).toBe('none');
  });

  it('asks nobody about a mail that carries no signature', async () => {
    const dns = world();
    await check(rawMail(), dns);
    expect(dns.asked).toEqual([]);
  });
});
