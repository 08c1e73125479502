import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DkimSigner } from '../../src/mail/outbox/mail-signer.js';
import { lintRaw } from '../../src/mail/render/lint-mail.rules.js';
import { SmtpTransport } from '../../src/mail/outbox/smtp-transport.js';
import { TestClock } from '../support/clock.js';
import { useDatabases } from '../support/databases.js';
import { startSmtpSink } from '../support/smtp-sink.js';
import { aMailRoom, queueMail } from './outbox-support.js';

interface Verified {
  readonly results: readonly { readonly status: { readonly result: string; readonly aligned?: string | false }; readonly signingDomain: string }[];
}

describe('mail of ours', () => {
  const { open } = useDatabases('sqlite');
  let folder: string;
  let record: string;
  const settings = () => ({ domain: 'desk.example.jp', selector: 's2026', keyFile: join(folder, 'key.pem') });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'desk-dkim-'));
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    writeFileSync(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const resolver = (name: string, type: string): Promise<string[][]> =>
    name === 's2026._domainkey.desk.example.jp' && type === 'TXT' ? Promise.resolve([[record]]) : Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
  const verify = async (raw: Buffer): Promise<Verified['results']> => ((await dkimVerify(raw, { resolver })) as Verified).results;

  it('is signed where a key is configured, and the signature that arrives is good and aligned', async () => {
    const db = await open();
    const sink = await startSmtpSink();
    const room = aMailRoom(db, new SmtpTransport(sink.settings), new TestClock('2026-11-24T10:12:00+09:00'), new DkimSigner(settings()));
    await queueMail(db, { inReplyTo: 'a@customer.example', threadIds: 'a@customer.example' });
    await room.delivery.deliverDue();
    const raw = sink.mails[0]?.raw ?? Buffer.of();
    expect(lintRaw(raw, 'desk.example.jp')).toEqual([]);
    expect(await verify(raw)).toMatchObject([{ status: { result: 'pass', aligned: 'desk.example.jp' }, signingDomain: 'desk.example.jp' }]);
    await sink.close();
  });

  it.each([
    ['its text', (raw: string) => raw.replace(/\r\n\r\n(.)/, '\r\n\r\nA$1')],
    ['its subject', (raw: string) => raw.replace(/^Subject: /m, 'Subject: x')],
    ['its sender', (raw: string) => raw.replace(/^From: .*$/m, 'From: evil@desk.example.jp')],
    ['another reply address', (raw: string) => raw.replace(/^Reply-To: .*$/m, 'Reply-To: evil@x.example')],
  ])('is no longer ours once %s is changed on the way', async (_what, change) => {
    const db = await open();
    const sink = await startSmtpSink();
    await queueMail(db);
    await aMailRoom(db, new SmtpTransport(sink.settings), undefined, new DkimSigner(settings())).delivery.deliverDue();
    const changed = Buffer.from(change(sink.mails[0]?.raw.toString('latin1') ?? ''), 'latin1');
    expect((await verify(changed))[0]?.status.result).not.toBe('pass');
    await sink.close();
  });

  it.each([
    ['is missing', () => {}, /no private key/],
    ['is no key', () => writeFileSync(join(folder, 'bad.pem'), 'hello'), /no private key/],
    ['is too short', () => writeFileSync(join(folder, 'bad.pem'), generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey.export({ type: 'pkcs8', format: 'pem' })), /at least 2048 bits, not rsa of 1024/],
    ['is of another kind', () => writeFileSync(join(folder, 'bad.pem'), generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })), /not ed25519/],
  ])('does not let the desk start where the key file %s', (_what, prepare, complaint) => {
    prepare();
    expect(() => new DkimSigner({ ...settings(), keyFile: join(folder, 'bad.pem') }).check()).toThrow(complaint);
  });
});
