import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { generateKeyPairSync } from 'node:crypto';
import { DnsTxt } from '../../src/mail/intake/own-signature.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;

/** The TXT records of a world without a network. */
export class Published extends DnsTxt {
  readonly asked: string[] = [];

  constructor(private readonly records: Readonly<Record<string, string>>) {
    super();
  }

  override async lookUp(name: string): Promise<string[][]> {
    this.asked.push(name);
    const found = this.records[name];
    if (found === undefined) throw Object.assign(new Error('nothing'), { code: 'ENOTFOUND' });
    return [[found]];
  }
}

export const dmarc = 'v=DMARC1; p=reject';
/** What the example domains publish, and whatever else is wished. */
export const world = (records: Readonly<Record<string, string>> = {}): Published =>
  new Published({ 's1._domainkey.customer.example': record, 's1._domainkey.attacker.example': record, 's1._domainkey.mail.customer.example': record, ...records });

/** The message with a DKIM signature of a domain. */
export async function signed(raw: Buffer, signingDomain: string, more: object = {}): Promise<Buffer> {
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const by = { signingDomain, selector: 's1', privateKey: key, ...more };
  const { signatures } = (await dkimSign(raw, { canonicalization: 'relaxed/relaxed', ...by, signatureData: [by] })) as { signatures: string };
  return Buffer.concat([Buffer.from(signatures), raw]);
}
