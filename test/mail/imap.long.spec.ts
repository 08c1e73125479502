import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCuttingProxy, type CuttingProxy } from '../support/cutting-proxy.js';
import { databaseKinds } from '../support/databases.js';
import { dovecotMissing, startDovecot, type Dovecot } from '../support/dovecot.js';
import { aMail, flagsIn, mails, startFetchingDesk, type FetchingDesk } from './imap-support.js';

const missing = dovecotMissing();
const minute = 60_000;

describe.skipIf(missing !== '').each(databaseKinds())('fetching by IMAP with the figures of security.md 5, on %s', (database) => {
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

  const state = async (): Promise<readonly [stored: number, inquiries: number]> => {
    await desk.understand();
    return [await desk.count('raw_message'), await desk.count('inquiry')];
  };

  it('R16: 500 mails, each with three drops at places of its own, are 500 articles', { timeout: 15 * minute }, async () => {
    const mailbox = dovecot.mailbox('drops', { port: proxy.port });
    let cuts = 0;
    for (let number = 0; number < 500; number += 1) {
      await dovecot.deliver('drops', [aMail({ bytes: 2_000 })]);
      // Places spread over the answer, another three for each mail; the last lies behind the message, before the flag.
      for (const afterBytes of [(number * 37) % 700, 700 + ((number * 53) % 1_500)]) {
        proxy.cutNext({ when: /UID FETCH .*BODY\.PEEK\[\]/, afterBytes });
        if ((await desk.fetch(mailbox)) === 'cut_off') cuts += 1;
      }
      proxy.cutNext({ when: /UID STORE/, ...(number % 2 === 0 ? {} : { afterBytes: 0 }) });
      if ((await desk.fetch(mailbox)) === 'cut_off') cuts += 1;
    }
    proxy.cutAll();
    await desk.fetch(dovecot.mailbox('drops'));
    expect(cuts).toBe(1_500);
    expect(await state()).toEqual([500, 500]);
    expect(await flagsIn(dovecot, 'drops')).toEqual({ seen: 500, unseen: 0 });
  });

  it('R18: a rescan of 10,000 old mails whose UIDVALIDITY changed takes the new ones alone, within five minutes', { timeout: 25 * minute }, async () => {
    const old = mails(10_000);
    const mailbox = dovecot.mailbox('rescan', { folder: 'Desk' });
    await dovecot.asUser('rescan', (client) => client.mailboxCreate('Desk'));
    await dovecot.deliver('rescan', old, 'Desk');
    const [before] = await state();
    expect(await desk.fetch(mailbox)).toBe(10_000);
    await dovecot.asUser('rescan', async (client) => {
      await client.mailboxDelete('Desk');
      await client.mailboxCreate('Desk');
    });
    const fresh = mails(3);
    await dovecot.deliver('rescan', [...old.slice(0, 5_000), ...fresh, ...old.slice(5_000)], 'Desk');
    const began = performance.now();
    await desk.fetch(mailbox);
    expect(performance.now() - began).toBeLessThan(5 * minute);
    const [stored] = await state();
    expect(stored - before).toBe(10_003);
    expect(await flagsIn(dovecot, 'rescan', 'Desk')).toEqual({ seen: 10_003, unseen: 0 });
  });
});
