import { expect, it } from 'vitest';
import { Blobs } from '../../src/platform/blobs.js';
import { sha256 } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { onBothDatabases } from '../support/databases.js';

onBothDatabases('bytes kept under their hash', (open) => {
  it('come back unchanged, and the same bytes are kept once', async () => {
    const db = await open();
    const blobs = new Blobs(db);
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const first = await db.tx((tx) => blobs.put(tx, bytes));
    const second = await db.tx((tx) => blobs.put(tx, bytes));
    expect(first).toBe(sha256(bytes));
    expect(second).toBe(first);
    expect((await blobs.get(first))?.equals(bytes)).toBe(true);
    expect(await db.row<{ n: number }>(sql`SELECT count(*) AS n FROM content_blob`)).toEqual({ n: 1 });
  });

  it('are not handed out once they no longer match', async () => {
    const db = await open();
    const blobs = new Blobs(db);
    const hash = await db.tx((tx) => blobs.put(tx, Buffer.from('evidence')));
    await db.tx((tx) => db.execute(tx, sql`UPDATE content_blob SET bytes = ${Buffer.from('forged')}`));
    await expect(blobs.get(hash)).rejects.toThrow(/no longer match/);
  });

  it('are simply not there under an unknown hash', async () => {
    const db = await open();
    expect(await new Blobs(db).get('0'.repeat(64))).toBeUndefined();
  });
});
