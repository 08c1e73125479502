import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect, wholeAt } from '../../src/platform/content/collect.js';
import { DataKeyRow } from '../../src/platform/content/data-key.entity.js';
import { DataKeys } from '../../src/platform/content/data-keys.service.js';
import { chunkBytes, SealBroken } from '../../src/platform/content/sealing.rules.js';
import { FolderStore } from '../../src/platform/content/folder-store.js';
import { SweepContents } from '../../src/platform/content/sweep-contents.job.js';
import type { Db } from '../../src/platform/db.js';
import { newId, sha256 } from '../../src/platform/ids.js';
import { SecretBox } from '../../src/platform/secret-box.js';
import { sql } from '../../src/platform/sql.js';
import { remove } from '../../src/platform/write.js';
import { TestClock } from '../support/clock.js';
import { contentsIn } from '../support/contents.js';
import { onBothDatabases } from '../support/databases.js';
import { testSecretKey } from '../support/desk.js';

const clock = new TestClock('2026-11-24T10:12:00+09:00');
const customer = { kind: 'customer', customerId: newId() } as const;
const other = { kind: 'customer', customerId: newId() } as const;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'desk-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const filesIn = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
const keysOf = (db: Db): DataKeys => new DataKeys(db, new SecretBox({ kind: 'given', key: Buffer.from(testSecretKey, 'base64') }));

onBothDatabases('content of customers', (open) => {
  const store = async (db: Db, bytes: Buffer, owner: Parameters<DataKeys['of']>[0] = customer): Promise<string> => {
    const contents = contentsIn(db, clock, folder);
    const file = await contents.write(newId(), owner, wholeAt(bytes));
    await db.tx((tx) => contents.attach(tx, file));
    return file.id;
  };

  it('lies sealed in the database or in the store, under a random name, and comes back unchanged', async () => {
    const db = await open();
    const contents = contentsIn(db, clock, folder);
    const bytes = Buffer.from('canary 機密のログ\n'.repeat(20_000));
    const small = newId();
    expect(await db.tx((tx) => contents.put(tx, { id: small, bytes, owner: customer }))).toBe(sha256(bytes));
    const large = await store(db, bytes);
    for (const id of [small, large]) expect((await contents.get(id))?.equals(bytes)).toBe(true);
    const [file] = filesIn();
    expect(file).toMatch(/\/[0-9a-f]{2}\/[0-9a-f]{32}$/);
    expect(readFileSync(file ?? '').includes('canary')).toBe(false);
    const rows = await db.rows<{ bytes: Buffer | null }>(sql`SELECT bytes FROM sealed_content`);
    expect(rows.some(({ bytes: kept }) => kept?.includes('canary') === true)).toBe(false);
    expect(await contents.get(newId())).toBeUndefined();
  });

  it('is read in part without reading the rest', async () => {
    const db = await open();
    const bytes = randomBytes(3 * chunkBytes);
    const id = await store(db, bytes);
    const contents = contentsIn(db, clock, folder);
    for (const [from, to] of [[0, 1], [chunkBytes - 1, chunkBytes + 1], [2 * chunkBytes, 3 * chunkBytes], [chunkBytes, 2 * chunkBytes], [3 * chunkBytes - 5, 4 * chunkBytes], [0, 3 * chunkBytes]] as const) {
      expect((await contents.part(id, from, to))?.equals(bytes.subarray(from, to)), `${from}-${to}`).toBe(true);
    }
  });

  it('is refused on reading once it was changed, cut, or put in the place of another', async () => {
    const db = await open();
    const contents = contentsIn(db, clock, folder);
    const ids = [await store(db, randomBytes(200_000)), await store(db, randomBytes(200_000))];
    const names = await Promise.all(ids.map(async (id) => (await db.row<{ name: string }>(sql`SELECT name FROM sealed_content WHERE id = ${id}`))?.name ?? ''));
    const [one, two] = names.map((name) => join(folder, name.slice(0, 2), name)) as [string, string];
    const [sealedOne, sealedTwo] = [readFileSync(one), readFileSync(two)];
    writeFileSync(one, sealedTwo);
    await expect(contents.get(ids[0] ?? '')).rejects.toThrow('belong elsewhere');
    truncateSync(two, 100_000);
    await expect(contents.get(ids[1] ?? '')).rejects.toThrow('cut off');
    sealedOne.writeUInt8((sealedOne[150_000] ?? 0) ^ 1, 150_000);
    writeFileSync(one, sealedOne);
    await expect(contents.get(ids[0] ?? '')).rejects.toThrow('changed');
  });

  it('is refused on reading under the key of another, and where its hash is not the one on record', async () => {
    const db = await open();
    const contents = contentsIn(db, clock, folder);
    const [large, small] = [await store(db, randomBytes(100)), newId()];
    await db.tx((tx) => contents.put(tx, { id: small, bytes: Buffer.from('x'), owner: customer }));
    const { id: foreign } = await keysOf(db).of(other, clock.now());
    const { id: own } = await keysOf(db).of(customer, clock.now());
    for (const id of [large, small]) {
      await db.tx((tx) => db.execute(tx, sql`UPDATE sealed_content SET key_id = ${foreign} WHERE id = ${id}`));
      await expect(contents.get(id)).rejects.toThrow(SealBroken);
      await db.tx((tx) => db.execute(tx, sql`UPDATE sealed_content SET key_id = ${own}, sha256 = ${'0'.repeat(64)} WHERE id = ${id}`));
      await expect(contents.get(id)).rejects.toThrow('no longer match their hash');
    }
  });

  it('of one customer cannot be read by anybody once his key is destroyed, and that of another can', async () => {
    const db = await open();
    const contents = contentsIn(db, clock, folder);
    const [his, anothers] = [await store(db, randomBytes(10)), await store(db, randomBytes(10), other)];
    const mail = newId();
    await db.tx((tx) => contents.put(tx, { id: mail, bytes: Buffer.from('x'), owner: customer }));
    await db.tx((tx) => remove(tx, DataKeyRow, { kind: 'customer', ownerId: customer.customerId }));
    expect([await contents.get(his), await contents.get(mail)]).toEqual([undefined, undefined]);
    expect(await contents.get(anothers)).toHaveLength(10);
    const sweep = new SweepContents(db, keysOf(db), new FolderStore(folder), clock);
    expect([await sweep.clearUnreadable(), filesIn().length]).toEqual([2, 1]);
  });

  it('of nobody lies under the key of its month until its customer is known', async () => {
    const db = await open();
    const contents = contentsIn(db, clock, folder);
    const mail = newId();
    await db.tx((tx) => contents.put(tx, { id: mail, bytes: Buffer.from('who?'), owner: { kind: 'unassigned', at: clock.now() } }));
    const file = await store(db, Buffer.from('what?'), { kind: 'unassigned', at: clock.now() });
    expect(await db.rows(sql`SELECT kind, owner_id AS "ownerId" FROM data_key`)).toEqual([{ kind: 'unassigned', ownerId: '2026-11' }]);
    for (const id of [mail, file]) await contents.move(id, customer);
    expect(await db.row<{ n: number }>(sql`SELECT COUNT(DISTINCT key_id) AS n FROM sealed_content`)).toEqual({ n: 1 });
    expect([String(await contents.get(mail)), String(await contents.get(file)), filesIn().length]).toEqual(['who?', 'what?', 1]);
    await keysOf(db).destroyUnused(clock.now());
    expect(await db.rows(sql`SELECT kind FROM data_key ORDER BY kind`)).toHaveLength(2);
    await keysOf(db).destroyUnused(clock.now() + 31 * 86_400_000);
    expect(await db.rows(sql`SELECT kind FROM data_key`)).toEqual([{ kind: 'customer' }]);
  });

  it('is one key a customer even where many ask for it at once', async () => {
    const db = await open();
    const keys = await Promise.all(Array.from({ length: 20 }, () => keysOf(db).of(customer, clock.now())));
    expect(new Set(keys.map(({ key }) => key.toString('hex'))).size).toBe(1);
  });

  it('R29: a file that breaks off leaves nothing, and one that no row counts is swept away after a day', async () => {
    const db = await open();
    const contents = contentsIn(db, clock, folder);
    const breaking = async function* () {
      yield randomBytes(300_000);
      throw new Error('aborted');
    };
    await expect(contents.write(newId(), customer, breaking())).rejects.toThrow('aborted');
    expect(filesIn()).toEqual([]);
    const kept = await store(db, randomBytes(10));
    await contents.write(newId(), customer, wholeAt(randomBytes(10)));
    writeFileSync(`${filesIn()[0] ?? ''}.part`, 'half');
    const sweep = new SweepContents(db, keysOf(db), new FolderStore(folder), clock);
    await sweep.sweep();
    expect(filesIn()).toHaveLength(3);
    for (const file of filesIn()) utimesSync(file, 0, 0);
    await sweep.sweep();
    expect(filesIn()).toHaveLength(1);
    expect(await contents.get(kept)).toHaveLength(10);
  });
});

describe('V24: the folder of the files', () => {
  it.each(['../../etc/passwd', '/etc/passwd', 'ab/../cd', '', '.', 'ABCDEF0123456789', 'a'.repeat(15)])('knows no file called %j', async (name) => {
    const store = new FolderStore(folder);
    await expect(store.write(name, wholeAt(Buffer.from('x')))).rejects.toThrow('no name of a stored file');
    await expect(store.read(name)).rejects.toThrow('no name of a stored file');
  });

  it('has no file that is half-written, and gives parts', async () => {
    const store = new FolderStore(folder);
    await store.write('0123456789abcdef', wholeAt(Buffer.from('0123456789')));
    expect(String(await collect((await store.read('0123456789abcdef', { from: 2, to: 4 })) ?? wholeAt(Buffer.alloc(0))))).toBe('234');
    expect([await store.read('fedcba9876543210'), existsSync(join(folder, '01', '0123456789abcdef.part'))]).toEqual([undefined, false]);
  });
});
