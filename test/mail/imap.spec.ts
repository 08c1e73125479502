import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { startCuttingProxy, type CuttingProxy } from '../support/cutting-proxy.js';
import { databaseKinds } from '../support/databases.js';
import { dovecotMissing, startDovecot, type Dovecot } from '../support/dovecot.js';
import { aMail, flagsIn, mails, startFetchingDesk, type FetchingDesk } from './imap-support.js';

const missing = dovecotMissing();
if (missing !== '') process.stderr.write(`Skipped with IMAP: ${missing}\n`);

describe.skipIf(missing !== '').each(databaseKinds())(`fetching by IMAP, on %s${missing === '' ? '' : ` (skipped: ${missing})`}`, (database) => {
  let dovecot: Dovecot;
  let proxy: CuttingProxy;
  let desk: FetchingDesk;

  beforeAll(async () => {
    dovecot = await startDovecot();
    proxy = await startCuttingProxy({ port: dovecot.port });
    desk = await startFetchingDesk(database);
  });
  afterAll(async () => {
    await desk.close();
    await proxy.close();
    await dovecot.stop();
  });

  /** What changed meanwhile. */
  async function growth(work: () => Promise<void>): Promise<{ stored: number; inquiries: number }> {
    await desk.understand();
    const before = [await desk.count('raw_message'), await desk.count('inquiry')] as const;
    await work();
    await desk.understand();
    return { stored: (await desk.count('raw_message')) - before[0], inquiries: (await desk.count('inquiry')) - before[1] };
  }

  it('takes every new message once and flags it as seen', async () => {
    await dovecot.deliver('plain', mails(25));
    expect(await growth(async () => {
      expect(await desk.fetch(dovecot.mailbox('plain'))).toBe(25);
      expect(await desk.fetch(dovecot.mailbox('plain'))).toBe(0);
    })).toEqual({ stored: 25, inquiries: 25 });
    expect(await flagsIn(dovecot, 'plain')).toEqual({ seen: 25, unseen: 0 });
  });

  it('moves what it stored to a folder that it makes, where the settings say so', async () => {
    await dovecot.deliver('mover', mails(3));
    expect(await desk.fetch(dovecot.mailbox('mover', { moveTo: 'Taken' }))).toBe(3);
    expect(await flagsIn(dovecot, 'mover')).toEqual({ seen: 0, unseen: 0 });
    expect(await flagsIn(dovecot, 'mover', 'Taken')).toEqual({ seen: 0, unseen: 3 });
  });

  it('takes a message that somebody has read before in a mail program', async () => {
    await dovecot.deliver('read', mails(1));
    await dovecot.asUser('read', async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('1', ['\\Seen']);
    });
    expect(await desk.fetch(dovecot.mailbox('read'))).toBe(1);
  });

  it('counts from when the mail server received it, not from its Date header, and never from the future', async () => {
    const [standing, hour] = [desk.clock.now(), 3_600_000];
    // Dovecot itself believes no date in the future: the desk's clock stands in the past instead.
    desk.clock.set(Math.floor(Date.now() / 1_000) * 1_000 - 2 * hour);
    const now = desk.clock.now();
    await dovecot.asUser('dates', async (client) => {
      await client.append('INBOX', aMail(), [], new Date(now - hour));
      await client.append('INBOX', aMail(), [], new Date(now + hour));
    });
    await desk.fetch(dovecot.mailbox('dates'));
    desk.clock.set(standing);
    const rows = await desk.db.rows<{ at: number }>(sql`SELECT received_at AS at FROM raw_message r JOIN mailbox_message m ON m.raw_message_id = r.id WHERE m.mailbox = 'dates' ORDER BY uid`);
    expect(rows.map(({ at }) => at)).toEqual([now - hour, now]);
  });

  // Every other place on each database: where a connection drops is nothing to the database. The long form has 1,500 places on both.
  it.each(Array.from({ length: 13 }, (_, index) => 2 * index + (database === 'sqlite' ? 0 : 1)))('R16: loses and doubles nothing when the connection drops %i KiB into a FETCH', async (kib) => {
    const user = `cut${kib}`;
    await dovecot.deliver(user, mails(6, { bytes: 3_000 }));
    const mailbox = dovecot.mailbox(user, { port: proxy.port });
    expect(await growth(async () => {
      proxy.cutNext({ when: /UID FETCH .*BODY\.PEEK\[\]/, afterBytes: kib * 1_024 });
      const first = await desk.fetch(mailbox);
      expect(first === 'cut_off' || first === 6).toBe(true);
      for (let round = 0; round < 3; round += 1) await desk.fetch(mailbox);
    })).toEqual({ stored: 6, inquiries: 6 });
    expect(await flagsIn(dovecot, user)).toEqual({ seen: 6, unseen: 0 });
  });

  it.each([
    ['the flag is asked for', {}, { when: /UID STORE/ }],
    ['the flag is confirmed', {}, { when: /UID STORE/, afterBytes: 0 }],
    ['the move is asked for', { moveTo: 'Taken' }, { when: /UID MOVE/ }],
    ['the move is confirmed', { moveTo: 'Taken' }, { when: /UID MOVE/, afterBytes: 0 }],
  ])('R16: loses and doubles nothing when the connection drops before %s', async (title, wishes, cut) => {
    const user = `after${title.replaceAll(' ', '')}`;
    await dovecot.deliver(user, mails(4));
    const mailbox = dovecot.mailbox(user, { port: proxy.port, ...wishes });
    expect(await growth(async () => {
      proxy.cutNext(cut);
      expect(await desk.fetch(mailbox)).toBe('cut_off');
      expect(await desk.fetch(mailbox)).toBe(0);
    })).toEqual({ stored: 4, inquiries: 4 });
    const left = await flagsIn(dovecot, user);
    expect(left.unseen).toBe(0);
    const open = await desk.db.rows(sql`SELECT uid FROM mailbox_message WHERE mailbox = ${user} AND acknowledged_at IS NULL`);
    expect(open).toEqual([]);
  });

  it('R18, V62: takes only what is new when UIDVALIDITY changes and UIDs begin at 1 again', async () => {
    const [old, fresh] = [mails(30), mails(2)];
    const mailbox = dovecot.mailbox('rebuilt', { folder: 'Desk' });
    await dovecot.asUser('rebuilt', (client) => client.mailboxCreate('Desk'));
    await dovecot.deliver('rebuilt', old, 'Desk');
    expect(await growth(async () => void (await desk.fetch(mailbox)))).toEqual({ stored: 30, inquiries: 30 });
    await dovecot.asUser('rebuilt', async (client) => {
      await client.mailboxDelete('Desk');
      await client.mailboxCreate('Desk');
    });
    await dovecot.deliver('rebuilt', [...old.slice(0, 10), ...fresh, ...old.slice(10)], 'Desk');
    expect(await growth(async () => void (await desk.fetch(mailbox)))).toEqual({ stored: 2, inquiries: 2 });
    expect(await flagsIn(dovecot, 'rebuilt', 'Desk')).toEqual({ seen: 32, unseen: 0 });
  });

  it('R18: goes over gaps between UIDs, at the beginning, in the middle and at the end', async () => {
    const remove = (...uids: number[]) => dovecot.asUser('gaps', async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageDelete(uids.join(','), { uid: true });
    });
    await dovecot.deliver('gaps', mails(5));
    await remove(1, 3, 5);
    expect(await desk.fetch(dovecot.mailbox('gaps'))).toBe(2);
    await dovecot.deliver('gaps', mails(2));
    await remove(6);
    expect(await desk.fetch(dovecot.mailbox('gaps'))).toBe(1);
  });

  it('R17, V62: makes one of the same bytes twice in a folder, and two where they have no Message-ID', async () => {
    const [named, nameless] = [aMail(), aMail({ messageId: null })];
    await dovecot.deliver('twins', [named, named, nameless, nameless]);
    const mailbox = dovecot.mailbox('twins');
    expect(await growth(async () => void (await desk.fetch(mailbox)))).toEqual({ stored: 3, inquiries: 3 });
    expect(await flagsIn(dovecot, 'twins')).toEqual({ seen: 4, unseen: 0 });
    // Found again under other UIDs they are the same three.
    await desk.db.tx((tx) => tx.query(`UPDATE mailbox SET uid_validity = 1 WHERE name = 'twins'`));
    expect(await growth(async () => void (await desk.fetch(mailbox)))).toEqual({ stored: 0, inquiries: 0 });
  });

  it('R21: leaves a message on the server while the disk is full, and takes it once there is room', async ({ skip }) => {
    if (database === 'postgres') skip('a full disk of PostgreSQL cannot be had here; R21 with a database that refuses is below');
    await dovecot.deliver('full', mails(1, { bytes: 400_000 }));
    const limit = (pages: string) => desk.db.tx((tx) => tx.query(`PRAGMA max_page_count = ${pages}`));
    await limit('1');
    const [refused, left] = [await desk.fetch(dovecot.mailbox('full')), await flagsIn(dovecot, 'full')];
    await limit('4294967294');
    expect([refused, left]).toEqual(['disk_full', { seen: 0, unseen: 1 }]);
    expect(await desk.fetch(dovecot.mailbox('full'))).toBe(1);
    expect(await flagsIn(dovecot, 'full')).toEqual({ seen: 1, unseen: 0 });
  });

  it('R21: leaves a message on the server while the database refuses it', async () => {
    await dovecot.deliver('refused', mails(2));
    const rename = (from: string, to: string) => desk.db.tx((tx) => tx.query(`ALTER TABLE ${from} RENAME TO ${to}`));
    await rename('sealed_content', 'sealed_content_away');
    const [refused, left] = [await desk.fetch(dovecot.mailbox('refused')), await flagsIn(dovecot, 'refused')];
    await rename('sealed_content_away', 'sealed_content');
    expect([refused, left]).toEqual(['not_stored', { seen: 0, unseen: 2 }]);
    expect(await growth(async () => void (await desk.fetch(dovecot.mailbox('refused'))))).toEqual({ stored: 2, inquiries: 2 });
  });

  it('leaves a message larger than 50 MB on the server, says so, and takes the next', async () => {
    await dovecot.deliver('large', mails(2));
    const swollen = await startCuttingProxy({ port: dovecot.port, reword: (text) => text.replace(/(\* 1 FETCH \([^)]*RFC822\.SIZE )\d+/, (_all, before: string) => `${before}60000000`) });
    expect(await desk.fetch(dovecot.mailbox('large', { port: swollen.port }))).toBe(1);
    await swollen.close();
    expect(await desk.db.rows(sql`SELECT uid, fault, raw_message_id AS raw FROM mailbox_message WHERE mailbox = 'large' AND raw_message_id IS NULL`)).toEqual([{ uid: 1, fault: 'too_large', raw: null }]);
    expect(await flagsIn(dovecot, 'large')).toEqual({ seen: 1, unseen: 1 });
  });

  it('R16: keeps what came before the connection broke, and goes on behind it', async () => {
    const stored = await desk.count('raw_message');
    await dovecot.deliver('halfway', [...mails(2), aMail({ bytes: 20_000 })]);
    const mailbox = dovecot.mailbox('halfway', { port: proxy.port });
    proxy.cutNext({ when: /UID FETCH 1,2,3 .*BODY\.PEEK\[\]/, afterBytes: 20_000 });
    expect(await desk.fetch(mailbox)).toBe('cut_off');
    expect(await desk.count('raw_message')).toBe(stored + 2);
    expect(await desk.fetch(mailbox)).toBe(1);
  });

  it('lets a message that breaks every connection hold up no other', async () => {
    await dovecot.deliver('breaker', mails(4));
    const mailbox = dovecot.mailbox('breaker', { port: proxy.port });
    for (let round = 0; round < 4; round += 1) {
      proxy.cutNext({ when: /UID FETCH (?:1|1,2,3,4) .*BODY\.PEEK\[\]/, afterBytes: 100 });
      await desk.fetch(mailbox);
    }
    const taken = await desk.db.rows<{ uid: number }>(sql`SELECT uid FROM mailbox_message WHERE mailbox = 'breaker' AND raw_message_id IS NOT NULL ORDER BY uid`);
    expect(taken.map(({ uid }) => uid)).toEqual([2, 3, 4]);
    expect(await desk.fetch(mailbox)).toBe(1);
  });
});
