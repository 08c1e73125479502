import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MailboxLeases } from '../../src/mail/intake/imap/mailbox-leases.service.js';
import { MailboxWatch } from '../../src/mail/intake/imap/mailbox-watch.service.js';
import { MailboxStates, type MailboxState } from '../../src/mail/intake/mailbox-states.queries.js';
import { faultTexts } from '../../src/mail/intake/mailbox-faults.rules.js';
import type { MailboxSettings } from '../../src/mailbox-settings.js';
import { sql } from '../../src/platform/sql.js';
import { startCuttingProxy, type CuttingProxy } from '../support/cutting-proxy.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { dovecotMissing, startDovecot, type Dovecot } from '../support/dovecot.js';
import { mails } from './imap-support.js';

const missing = dovecotMissing();
/** So rarely that only news from the server can explain what arrives in a test. */
const never = 3_600_000;

describe.skipIf(missing !== '').each(databaseKinds())(`watching mailboxes, on %s${missing === '' ? '' : ` (skipped: ${missing})`}`, (database) => {
  let dovecot: Dovecot;
  let desk: TestDesk | undefined;
  const proxies: CuttingProxy[] = [];

  beforeAll(async () => {
    dovecot = await startDovecot();
  });
  afterEach(async () => {
    await desk?.close();
    desk = undefined;
    for (const proxy of proxies.splice(0)) await proxy.close();
  });
  afterAll(() => dovecot.stop());

  /** A desk that has begun to watch. */
  async function watching(...mailboxes: readonly MailboxSettings[]): Promise<TestDesk> {
    desk = await startTestDesk({ database, config: { mailboxes } });
    await desk.runJob('mail.fetch');
    return desk;
  }

  async function proxied(reword?: (text: string) => string): Promise<CuttingProxy> {
    const proxy = await startCuttingProxy({ port: dovecot.port, ...(reword === undefined ? {} : { reword }) });
    proxies.push(proxy);
    return proxy;
  }

  const understood = (of: TestDesk, count: number): Promise<void> =>
    vi.waitFor(async () => {
      const row = await of.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM raw_message WHERE state <> 'stored'`);
      expect(Number(row?.n)).toBe(count);
    }, 20_000);

  const state = (of: TestDesk, check: (states: readonly MailboxState[]) => void): Promise<void> =>
    vi.waitFor(async () => check(await of.app.get(MailboxStates).list()), 20_000);

  it('takes what is there, and what the server tells of later (IDLE)', async () => {
    await dovecot.deliver(`idle-${database}`, mails(2));
    const fetching = await watching(dovecot.mailbox(`idle-${database}`, { pollMs: never }));
    await understood(fetching, 2);
    await dovecot.deliver(`idle-${database}`, mails(1));
    await understood(fetching, 3);
    await state(fetching, ([mailbox]) => expect(mailbox).toMatchObject({ lastFetchedAt: fetching.clock.now(), failingSince: null }));
  });

  it('looks again by itself where the server knows no IDLE', async () => {
    const proxy = await proxied((text) => text.replaceAll(' IDLE', ' XDLE'));
    const fetching = await watching(dovecot.mailbox(`poll-${database}`, { port: proxy.port, pollMs: 50 }));
    await state(fetching, ([mailbox]) => expect(mailbox?.lastFetchedAt).not.toBeNull());
    await dovecot.deliver(`poll-${database}`, mails(1));
    await understood(fetching, 1);
  });

  it('connects anew when the connection breaks', async () => {
    const proxy = await proxied();
    const fetching = await watching(dovecot.mailbox(`broken-${database}`, { port: proxy.port, pollMs: never }));
    await state(fetching, ([mailbox]) => expect(mailbox?.lastFetchedAt).not.toBeNull());
    proxy.cutAll();
    await dovecot.deliver(`broken-${database}`, mails(1));
    await understood(fetching, 1);
    expect(proxy.connections()).toBe(2);
    await state(fetching, ([mailbox]) => expect(mailbox).toMatchObject({ failingSince: null, reason: '' }));
  });

  it('R20: one mailbox that refuses the sign-in keeps no other from being fetched, is shown, and is asked again a minute later at the earliest', async () => {
    const proxy = await proxied();
    const login = { kind: 'password', password: { kind: 'variable', name: 'X', value: 'wrong' } } as const;
    await dovecot.deliver(`good-${database}`, mails(1));
    const fetching = await watching(dovecot.mailbox(`bad-${database}`, { port: proxy.port, login }), dovecot.mailbox(`good-${database}`));
    await understood(fetching, 1);
    await state(fetching, ([bad, good]) => {
      expect(bad).toMatchObject({ lastFetchedAt: null, failingSince: fetching.clock.now(), reason: faultTexts.login_refused });
      expect(good).toMatchObject({ lastFetchedAt: fetching.clock.now(), failingSince: null });
    });
    await fetching.runJob('mail.fetch');
    const row = await fetching.db.row<{ wait: number; attempts: number }>(sql`SELECT next_attempt_at - ${Date.now()} AS wait, attempts FROM mailbox WHERE name = ${`bad-${database}`}`);
    expect(row?.attempts).toBe(1);
    expect(Number(row?.wait)).toBeGreaterThan(30_000);
    expect(proxy.connections()).toBe(1);
  });

  it('is done by one process at a time, and by another once that has ended or died', async () => {
    const fetching = await watching();
    const [one, other] = [new MailboxLeases(fetching.db, fetching.clock), new MailboxLeases(fetching.db, fetching.clock)];
    expect([await one.take('shared'), await other.take('shared'), await one.take('shared')]).toEqual([true, false, true]);
    await other.release('shared');
    expect(await other.take('shared')).toBe(false);
    await one.release('shared');
    expect(await other.take('shared')).toBe(true);
    await fetching.db.tx((tx) => tx.query('UPDATE mailbox SET leased_until = 1'));
    expect(await one.take('shared')).toBe(true);
  });

  it('ends with the desk, at once, and leaves the mailbox to others', async () => {
    const mailbox = dovecot.mailbox(`end-${database}`, { pollMs: never });
    const fetching = await watching(mailbox);
    await state(fetching, ([first]) => expect(first?.lastFetchedAt).not.toBeNull());
    await fetching.app.get(MailboxWatch).beforeApplicationShutdown();
    expect(await new MailboxLeases(fetching.db, fetching.clock).take(mailbox.name)).toBe(true);
    await fetching.runJob('mail.fetch');
  });
});
