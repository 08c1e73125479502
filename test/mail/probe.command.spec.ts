import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runDesk } from '../../src/cli.js';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, testSecretKey, type TestDesk } from '../support/desk.js';
import { stubSettings } from '../support/environment.js';
import { authservId, passed, rawMail, spoofed } from './corpus.js';

async function probe(raw: Buffer, ...args: string[]): Promise<{ code: number; out: string }> {
  const out: string[] = [];
  const io = { stdin: Readable.from([raw], { objectMode: false }), out: (line: string) => void out.push(line), err: () => {} };
  return { code: await runDesk(['mail', 'probe', ...args], io), out: out.join('\n') };
}

describe('desk mail probe', () => {
  it('says which server to configure, and what its word would mean', async () => {
    const { code, out } = await probe(rawMail({ headers: [passed] }));
    expect(code).toBe(0);
    expect(out).toContain(`authserv-id: ${authservId}; dmarc=pass header.from=customer.example`);
    expect(out).toContain(`DESK_AUTHSERV_ID=${authservId} （判定 / verdict: pass）`);
    expect(out).toContain('送信元の認証 / authentication: none');
  });

  it('says into which row a message falls once it is configured', async () => {
    const { out } = await probe(rawMail({ headers: [passed] }), '--authserv-id', authservId);
    expect(out).toContain('正しく設定されています');
    expect(out).toContain('if registered: 送信者認証済・本人確認待ち');
    expect(out).toContain('otherwise: 確認待ち / quarantine（本サービス担当者として届け出のないアドレスからのメールです。）');
    expect((await probe(rawMail({ headers: [spoofed] }), '--authserv-id', authservId)).out).toContain('なりすましの疑い');
  });

  it('knows Microsoft 365 and a server that writes nothing, and warns of two lines of one name', async () => {
    expect((await probe(rawMail({ headers: ['Authentication-Results: spf=pass smtp.mailfrom=customer.example; dmarc=bestguesspass header.from=customer.example'] }))).out).toContain('DESK_AUTHSERV_ID=microsoft365 （判定 / verdict: pass）');
    expect((await probe(rawMail())).out).toContain('Let your mail server write Authentication-Results');
    expect((await probe(rawMail({ headers: [passed, spoofed] }))).out).toContain('Several lines of one name');
  });

  it('refuses nothing at all, and what it does not know', async () => {
    expect((await probe(Buffer.of())).code).toBe(2);
    expect((await probe(rawMail(), '--adress=x')).code).toBe(2);
  });
});

describe.each(databaseKinds())('desk mail probe of a stored message, on %s', (database) => {
  let desk: TestDesk;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    const { database: target } = desk.config;
    const where = target.kind === 'sqlite' ? { DESK_DATA_DIR: target.file.replace(/\/[^/]*$/, '') } : { DATABASE_URL: target.url, DESK_DATA_DIR: desk.config.dataDir };
    stubSettings({ DESK_MODE: 'test', DESK_AUTHSERV_ID: authservId, DESK_SECRET_KEY: testSecretKey, ...where });
    for (const [minute, subject] of [[1, 'older'], [3, 'newest'], [2, 'between']] as const) {
      const receivedAt = desk.clock.now() - 3_600_000 + minute * 60_000;
      const raw = rawMail({ headers: subject === 'newest' ? [passed] : [spoofed], subject });
      await desk.app.get(RawMessages).store(raw, { source: 'pipe', receivedAt, envelopeTo: null, envelopeFrom: null });
    }
    await desk.app.get(IntakeRun).processDue();
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await desk.close();
  });

  it('takes the newest from an address and judges it by the settings', async () => {
    const { code, out } = await probe(Buffer.of(), '--address', 'Taro@customer.example');
    expect(code).toBe(0);
    expect(out).toContain('正しく設定されています');
    expect(out).toContain('if registered: 送信者認証済・本人確認待ち');
    expect((await probe(Buffer.of(), '--address', 'nobody@customer.example')).code).toBe(2);
  });
});
