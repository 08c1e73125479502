import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccountMailDelivery } from '../../src/mail/account/account-mail-delivery.service.js';
import { MailDelivery } from '../../src/mail/outbox/mail-delivery.service.js';
import { migrateDatabase } from '../../src/migrate.js';
import { Blobs } from '../../src/platform/blobs.js';
import { openDb } from '../../src/platform/data-sources.js';
import { Db } from '../../src/platform/db.js';
import { Events } from '../../src/platform/events.js';
import { newId, sha256 } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { loadTables } from '../../src/record/backup/load-tables.js';
import { checkBackup } from '../../src/record/backup/read-backup.js';
import { restoreBackup } from '../../src/record/backup/restore-backup.js';
import { RowOpener } from '../../src/record/backup/sealed-rows.js';
import { headsFileIn } from '../../src/record/heads-file.js';
import { KeyFolder } from '../../src/record/backup/key-folder.js';
import { SecretBox } from '../../src/platform/secret-box.js';
import { AccountMails } from '../../src/staff/account-mails.service.js';
import { queueMail } from '../mail/outbox-support.js';
import { plantCanaries } from '../support/canaries.js';
import { contentsIn } from '../support/contents.js';
import { databaseKinds, schema } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { startSmtpSink } from '../support/smtp-sink.js';
import { Places, backUpDesk, contentsOf } from './backups.js';
import { bend, disarm, record } from './bend.js';

const pairs = databaseKinds().flatMap((from) => databaseKinds().map((to) => [from, to] as const));
const places = new Places();
let desk: TestDesk;
afterEach(async () => {
  await desk.close();
  await places.clear();
});

const backUp = (folder: string) => backUpDesk(desk, folder);
const keysOfDesk = () => ({ keys: new KeyFolder(desk.config.keysDir), box: new SecretBox(desk.config.secretKey) });

describe.each(pairs)('R36: a backup of %s restored into %s', (from, to) => {
  it('has every row, blob, head and chain of a desk at work', async () => {
    desk = await startTestDesk({ database: from });
    await plantCanaries(desk);
    await record(desk.db, desk.clock.now() - 86_400_000, ['a', '改行\u2028"と\r引用符']);
    await desk.runJob('record.head');
    const headsFile = headsFileIn(desk.config.dataDir);
    const heads = readFileSync(headsFile, 'utf8');
    // The file may be further than the instant of the backup; a restore that was cut short may have left its workshop.
    appendFileSync(headsFile, heads.replace('"number":1', '"number":2'));
    const folder = join(places.folder(), 'backup');
    const manifest = await backUp(folder);
    const place = await places.empty(to);
    if (place.target.kind === 'sqlite') writeFileSync(`${place.target.file}.restoring`, 'cut short');
    const { rows, verdict } = await restoreBackup({ ...keysOfDesk(), folder, ...place, now: desk.clock.now() });
    expect(rows).toBeGreaterThan(100);
    expect(verdict).toMatchObject({ intact: true, events: manifest.record.events + 1, newestHead: manifest.record.newestHead });
    // The restore itself is on the record, and raises the fence.
    const without = ['event', 'mail_fence'];
    expect(await contentsOf(place.target, ...without)).toEqual(await contentsOf(desk.config.database, ...without));
    expect(readFileSync(headsFileIn(place.dataDir), 'utf8')).toBe(heads);
    const db = await openDb(place.target, schema);
    const contents = await db.rows<{ id: string; name: string | null }>(sql`SELECT id, name FROM sealed_content`);
    for (const { id } of contents) expect(await contentsIn(db, desk.clock, join(place.dataDir, 'files')).get(id)).toBeInstanceOf(Buffer);
    // The search index is no part of a backup: the copy makes its own.
    const unindexed = await db.rows(sql`SELECT id FROM inquiry WHERE id NOT IN (SELECT inquiry_id FROM search_stale)`);
    await db.close();
    expect(contents.length).toBeGreaterThan(2);
    expect(contents.some(({ name }) => name !== null)).toBe(true);
    expect(unindexed).toEqual([]);
  });
});

describe.each(databaseKinds())('R36: backup and restore (%s)', (database) => {
  beforeEach(async () => {
    desk = await startTestDesk({ database });
  });

  it('takes one instant while writers are at work: what was written together is there together', async () => {
    const writing = new AbortController();
    const writers = Promise.all([1, 2, 3, 4].map((writer) => writeOn(desk.db, writer, writing.signal)));
    await settled(desk.db, 40);
    const folder = join(places.folder(), 'backup');
    await backUp(folder);
    writing.abort();
    const written = (await writers).reduce((sum, count) => sum + count, 0);
    const place = await places.empty(database);
    const { verdict } = await restoreBackup({ ...keysOfDesk(), folder, ...place, now: desk.clock.now() });
    const db = await openDb(place.target, schema);
    const [counts] = await db.rows<Record<string, number>>(
      sql`SELECT (SELECT COUNT(*) FROM event WHERE type = 'wrote') AS events, (SELECT COUNT(*) FROM content_blob) AS blobs, (SELECT SUM(value) FROM counter WHERE name LIKE 'writer-%') AS counted`,
    );
    await db.close();
    expect(verdict.intact).toBe(true);
    expect(counts?.['events']).toBeGreaterThanOrEqual(40);
    expect(counts?.['events']).toBeLessThanOrEqual(written);
    expect([Number(counts?.['blobs']), Number(counts?.['counted'])]).toEqual([counts?.['events'], counts?.['events']]);
  });

  it('sends no mail from the copy until a person lifts the fence, on the record', async () => {
    const now = desk.clock.now();
    const { staffId } = await desk.signIn('second_line');
    await desk.db.tx((tx) => desk.app.get(AccountMails).tell(tx, staffId, 'password_changed'));
    await queueMail(desk.db);
    await queueMail(desk.db, { state: 'sending', attempts: 1, leasedBy: 'gone', leasedUntil: 1 });
    await queueMail(desk.db, { state: 'waiting', createdAt: now - 10 * 86_400_000, giveUpAt: now - 86_400_000, attempts: 3 });
    const folder = join(places.folder(), 'backup');
    await backUp(folder);
    const place = await places.empty(database);
    await restoreBackup({ ...keysOfDesk(), folder, ...place, now });
    const sink = await startSmtpSink();
    const copy = await startTestDesk({ database, smtp: sink.settings, config: { database: place.target, dataDir: place.dataDir } });
    const states = () => copy.db.rows(sql`SELECT state FROM outbox ORDER BY state`);
    const before = await states();
    await copy.app.get(MailDelivery).deliverDue();
    await copy.app.get(AccountMailDelivery).deliverDue();
    expect([sink.mails.length, await states()]).toEqual([0, before]);
    const analyst = await copy.signIn('second_line_lead');
    expect((await analyst.api.postJson('/api/v1/mail/fence/lift', {})).status).toBe(403);
    const owner = await copy.signIn('service_owner');
    expect((await owner.api.get('/api/v1/mail/fence')).json()).toMatchObject({ standing: true, waiting: 3 });
    const page = (await owner.client.get('/mail/status')).text;
    expect(page).toContain('送信を待っているメールは3通です');
    expect(page).toContain('サービス主管が送信を再開するまで、メールは送信されません');
    expect((await owner.api.postJson('/api/v1/mail/fence/lift', {}, { 'idempotency-key': newId() })).status).toBe(200);
    expect((await owner.client.get('/mail/status')).text).not.toContain('送信を止めています');
    await copy.app.get(MailDelivery).deliverDue();
    expect(sink.mails).toHaveLength(2);
    await copy.app.get(AccountMailDelivery).deliverDue();
    expect(sink.mails.length).toBeGreaterThan(2);
    expect(await copy.db.rows(sql`SELECT type, actor_id AS "actorId" FROM event WHERE stream_type = 'mail' AND stream_id = 'fence'`)).toEqual([{ type: 'fence_lifted', actorId: owner.staffId }]);
    await copy.close();
    await sink.close();
  });

  it('refuses a place that is not empty, and touches nothing there', async () => {
    const folder = join(places.folder(), 'backup');
    await backUp(folder);
    const before = await contentsOf(desk.config.database);
    const { database: target, dataDir } = desk.config;
    await expect(restoreBackup({ ...keysOfDesk(), folder, target, dataDir, now: 1 })).rejects.toThrow(database === 'sqlite' ? 'exists already' : 'is not empty');
    expect(await contentsOf(desk.config.database)).toEqual(before);
    await expect(backUp(folder)).rejects.toThrow('is not empty');
    const elsewhere = await places.empty('sqlite');
    mkdirSync(dirname(headsFileIn(elsewhere.dataDir)));
    writeFileSync(headsFileIn(elsewhere.dataDir), '');
    await expect(restoreBackup({ ...keysOfDesk(), folder, ...elsewhere, now: 1 })).rejects.toThrow('the heads of another record');
  });

  it('keeps a stored file that has rotted as it is, and names it', async () => {
    const hash = await desk.db.tx((tx) => desk.app.get(Blobs).put(tx, Buffer.from('as it was')));
    await bend(desk.db, sql`UPDATE content_blob SET bytes = ${Buffer.from('rotten')} WHERE sha256 = ${hash}`);
    const folder = join(places.folder(), 'backup');
    expect((await backUp(folder)).damagedBlobs).toEqual([hash]);
    const place = await places.empty(database);
    await restoreBackup({ ...keysOfDesk(), folder, ...place, now: 1 });
    expect(await contentsOf(place.target, 'event', 'mail_fence')).toEqual(await contentsOf(desk.config.database, 'event', 'mail_fence'));
  });

  it('restores what a desk before the customers’ keys backed up, with the tables that are left out today', async () => {
    await record(desk.db, 5, ['a']);
    const folder = join(places.folder(), 'backup');
    const manifest = await backUp(folder);
    const form = { name: 'kept_form', columns: [{ name: 'created_at', kind: 'number' }, { name: 'id', kind: 'text' }, { name: 'sealed', kind: 'text' }, { name: 'staff_id', kind: 'text' }] };
    writeFileSync(join(folder, 'tables/kept_form.ndjson'), '[1,"a","b","c"]\n');
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, version: 1, tables: [...manifest.tables, { ...form, rows: 1, sha256: sha256('[1,"a","b","c"]\n') }] }));
    const place = await places.empty(database);
    expect((await restoreBackup({ ...keysOfDesk(), folder, ...place, now: 1 })).verdict.intact).toBe(true);
    expect(await contentsOf(place.target, 'event', 'mail_fence')).toEqual(await contentsOf(desk.config.database, 'event', 'mail_fence'));
  });

  it('restores a record that was bent before, and names the place', async () => {
    await record(desk.db, 5, ['a']);
    await disarm(desk.db);
    await bend(desk.db, sql`UPDATE event SET type = 'bent' WHERE stream_id = 'a' AND seq = 2`);
    const folder = join(places.folder(), 'backup');
    await backUp(folder);
    const { verdict } = await restoreBackup({ ...keysOfDesk(), folder, ...(await places.empty(database)), now: 1 });
    expect(verdict.breaks).toMatchObject([{ kind: 'content_changed', stream: 'inquiry/a', seq: 2 }]);
  });
});

describe('R36: a broken or incomplete backup', () => {
  let folder: string;
  beforeEach(async () => {
    desk = await startTestDesk();
    await record(desk.db, 5, ['a']);
    await desk.db.tx((tx) => desk.app.get(Blobs).put(tx, randomBytes(2_000)));
    folder = join(places.folder(), 'backup');
    await backUp(folder);
  });
  const blob = (): string => {
    const start = readdirSync(join(folder, 'blobs'))[0] ?? '';
    return join('blobs', start, readdirSync(join(folder, 'blobs', start))[0] ?? '');
  };
  const cut = (name: string): void => writeFileSync(join(folder, name), readFileSync(join(folder, name)).subarray(0, -3));
  const reword = (change: (text: string) => string): void => writeFileSync(join(folder, 'manifest.json'), change(readFileSync(join(folder, 'manifest.json'), 'utf8')));

  it.each<[string, () => void, string]>([
    ['no manifest', () => rmSync(join(folder, 'manifest.json')), 'one that was not finished'],
    ['a manifest that cannot be read', () => cut('manifest.json'), 'cannot be read'],
    ['a missing table', () => rmSync(join(folder, 'tables', 'event.ndjson')), 'tables/event.ndjson is missing'],
    ['a table that was cut', () => cut('tables/event.ndjson'), 'tables/event.ndjson is not what it was'],
    ['a changed row', () => writeFileSync(join(folder, 'tables/event.ndjson'), readFileSync(join(folder, 'tables/event.ndjson'), 'utf8').replace('act-1', 'act-9')), 'tables/event.ndjson is not what it was'],
    ['a missing blob', () => rmSync(join(folder, blob())), 'is missing'],
    ['a changed blob', () => cut(blob()), 'is not what it was'],
    ['another count', () => reword((text) => text.replace(/"rows": [1-9]\d*/, '"rows": 999')), 'the manifest says 999'],
    ['a table left out of the manifest', () => reword((text) => withoutTable(text, 'counter')), 'The backup lacks the table counter'],
    ['an unknown migration', () => reword((text) => text.replace(/"migration": "[^"]*"/, '"migration": "Later1"')), 'not known here'],
    ['a name that leads out of the folder', () => reword((text) => text.replace('"name": "event"', '"name": "../event"')), 'cannot be read'],
  ])('is refused with %s, and nothing is restored', async (_what, breakIt, says) => {
    breakIt();
    const place = await places.empty('sqlite');
    await expect(restoreBackup({ ...keysOfDesk(), folder, ...place, now: 1 })).rejects.toThrow(says);
    if (place.target.kind === 'sqlite') expect(existsSync(place.target.file)).toBe(false);
  });

  it('is counted after loading: what a table did not take is named, and nothing of it stays', async () => {
    const { target } = await places.empty('sqlite');
    await migrateDatabase(target);
    const copy = await openDb(target, schema);
    await copy.tx((tx) => tx.query('CREATE TRIGGER loses BEFORE INSERT ON content_blob BEGIN SELECT RAISE(IGNORE); END'));
    const backup = await checkBackup(folder);
    await expect(copy.tx((tx) => loadTables(copy, tx, backup, new RowOpener(new Map())))).rejects.toThrow('The table content_blob holds 0 rows after loading, the backup has 1.');
    expect(await copy.rows(sql`SELECT id FROM event`)).toEqual([]);
    await copy.close();
  });
});

function withoutTable(text: string, name: string): string {
  const manifest = JSON.parse(text) as { tables: { name: string }[] };
  return JSON.stringify({ ...manifest, tables: manifest.tables.filter((table) => table.name !== name) });
}

/** An event, a blob and a count in one transaction, again and again; how many were written. */
async function writeOn(db: Db, writer: number, signal: AbortSignal): Promise<number> {
  let count = 0;
  const [events, blobs] = [new Events(db), new Blobs(db)];
  while (!signal.aborted) {
    await db.tx(async (tx) => {
      await events.append(tx, { type: 'desk', id: `writer-${writer}` }, { actor: { kind: 'system' }, recordedAt: 1, events: [{ type: 'wrote', occurredAt: 1, data: { count } }] });
      await blobs.put(tx, randomBytes(500));
      await db.execute(tx, sql`INSERT INTO counter (name, value) VALUES (${`writer-${writer}`}, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1`);
    });
    count += 1;
    await turnOfTheLoop();
  }
  return count;
}

async function settled(db: Db, count: number): Promise<void> {
  for (;;) {
    const row = await db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM event WHERE type = 'wrote'`);
    if ((row?.n ?? 0) >= count) return;
    await turnOfTheLoop();
  }
}
