import { expect, it } from 'vitest';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { Blobs } from '../../src/platform/blobs.js';
import { Contents } from '../../src/platform/content/contents.service.js';
import { sql } from '../../src/platform/sql.js';
import { SealPlain } from '../../src/record/seal-plain.service.js';
import { startTestDesk } from '../support/desk.js';

it('seals the mails of an earlier version at the start, leaves public bytes alone, and does nothing the second time', async () => {
  const desk = await startTestDesk();
  const bytes = Buffer.from('From: taro@customer.example\r\nSubject: plain\r\n\r\ncanary-plain\r\n');
  const id = await desk.app.get(RawMessages).store(bytes, { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
  await desk.db.tx(async (tx) => {
    await desk.db.execute(tx, sql`DELETE FROM sealed_content`);
    await desk.app.get(Blobs).put(tx, bytes);
  });
  const seal = desk.app.get(SealPlain, { strict: false });
  expect([await seal.run(), await seal.run()]).toEqual([1, 0]);
  expect((await desk.app.get(Contents).get(id))?.equals(bytes)).toBe(true);
  const left = await desk.db.rows<{ bytes: Buffer }>(sql`SELECT bytes FROM content_blob`);
  expect(left.some(({ bytes: kept }) => kept.includes('canary-plain'))).toBe(false);
  await desk.close();
});
