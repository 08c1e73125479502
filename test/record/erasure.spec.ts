import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { openDb } from '../../src/platform/data-sources.js';
import { SecretBox } from '../../src/platform/secret-box.js';
import { KeyFolder } from '../../src/record/backup/key-folder.js';
import { restoreBackup } from '../../src/record/backup/restore-backup.js';
import { verifyRecord } from '../../src/record/record-verifier.service.js';
import { plantCanaries, type CanaryWorld } from '../support/canaries.js';
import { databaseKinds, schema } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { indexAll } from '../support/search.js';
import type { SignedIn } from '../support/sessions.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { Places, backUpDesk } from './backups.js';
import { databaseFiles, endInquiries, erase, exported, filesBelow, mailFromContact, passing, plantPassing, wordsOfA } from './erasure-support.js';

interface Details { readonly state: string; readonly certificate: { readonly tables: { readonly table: string; readonly deleted: number; readonly overwritten: number }[]; readonly files: { readonly count: number }; readonly keyDestroyed: boolean; readonly told: string } }

describe.each(databaseKinds())('R35 E3 the erasure of a customer (%s)', (database) => {
  const places = new Places();
  let desk: TestDesk;
  let sink: SmtpSink;
  let world: CanaryWorld;
  let other: SignedIn;
  let before: Record<string, string>;
  let erasureId: string;
  let given: string;
  let old: string;
  let planted: Record<string, number>;

  beforeAll(async () => {
    sink = await startSmtpSink();
    desk = await startTestDesk({ database, smtp: sink.settings });
    world = await plantCanaries(desk);
    other = await desk.signIn('service_owner', { name: '主管 二' });
    await mailFromContact(desk, world.a, 'zqmaila');
    await mailFromContact(desk, world.b, 'zqmailb');
    await desk.runJob('mail.deliver');
    await plantPassing(desk, world, sink);
    planted = await passing(desk, world);
    await indexAll(desk);
    for (const { customerId } of [world.a, world.b]) await endInquiries(desk, customerId);
    const own = await exported(desk, world.a.customerId);
    expect(Object.keys(own).filter((path) => path.startsWith('mails/')).length).toBeGreaterThan(1);
    expect(Object.keys(own).some((path) => path.startsWith('files/'))).toBe(true);
    given = Object.values(own).join('\n');
    before = await exported(desk, world.b.customerId);
    expect((await databaseFiles(desk, desk.config.database)).flatMap(({ bytes }) => wordsOfA(bytes)).length, 'the search finds what was planted').toBeGreaterThan(30);
    old = join(places.folder(), 'old');
    await backUpDesk(desk, old);
    erasureId = await erase(world.owner, other, world.a.customerId);
    await desk.runJob('record.erasures');
    await desk.runJob('mail.deliver');
    await desk.runJob('record.erasures');
  });
  afterAll(async () => {
    await desk.close();
    await sink.close();
    await places.clear();
  });

  it('C3: what is given back is what he said and was told, and nothing of the second line or of the desks among themselves', () => {
    for (const word of ['zqdeska-statement', 'zqdeska-contact', 'zqdeska-customer']) expect(given).toContain(word);
    // His own file is his, whoever may see it here.
    expect(given.match(/zqsecret-(?!file-|received-from)[-a-z_]*|zqdeska-shared-memo|zqdeska-call-note/g)).toBeNull();
  });

  it('leaves no canary in the database, its log, its indexes and the files', async () => {
    expect(await desk.db.rows(sql`SELECT id FROM search_document WHERE inquiry_id IN (SELECT id FROM inquiry WHERE customer_id = ${world.a.customerId})`), 'before anything is indexed anew').toEqual([]);
    await indexAll(desk);
    const found = [...(await databaseFiles(desk, desk.config.database)), ...filesBelow(desk.config.dataDir)].flatMap(({ path, bytes }) => wordsOfA(bytes).map((word) => `${path}: ${word}`));
    expect(found).toEqual([]);
  });

  it('leaves nothing of what only passes through: files half-way, lists, drafts, late forms, answers kept for a retry', async () => {
    expect(Object.entries(planted).filter(([, count]) => count === 0), 'all of it was there').toEqual([]);
    expect(await passing(desk, world)).toEqual({ upload: 0, pieces: 0, files: 0, drafts: 0, forms: 0, answers: 0, incidents: 0 });
  });

  it('leaves none in a fresh backup', async () => {
    const folder = join(places.folder(), 'fresh');
    await backUpDesk(desk, folder);
    expect(filesBelow(folder).flatMap(({ bytes }) => wordsOfA(bytes))).toEqual([]);
  });

  it('makes an old backup unreadable too: a restore of it has the others, and of him the record alone', async () => {
    expect(filesBelow(old).flatMap(({ bytes }) => wordsOfA(bytes)), 'sealed from the beginning').toEqual([]);
    expect(filesBelow(desk.config.keysDir).some(({ bytes }) => bytes.includes(`"ownerId":"${world.a.customerId}"`))).toBe(false);
    const place = await places.empty(database);
    const { closedRows, verdict } = await restoreBackup({ folder: old, ...place, now: desk.clock.now(), keys: new KeyFolder(desk.config.keysDir), box: new SecretBox(desk.config.secretKey) });
    expect(closedRows).toBeGreaterThan(50);
    expect(verdict.intact).toBe(true);
    const copy = await openDb(place.target, schema);
    const customers = await copy.rows<{ id: string }>(sql`SELECT id FROM customer UNION SELECT customer_id FROM inquiry WHERE customer_id IS NOT NULL`);
    const recorded = await copy.rows(sql`SELECT id FROM event WHERE stream_type = 'customer' AND stream_id = ${world.a.customerId}`);
    await copy.close();
    expect(customers.map(({ id }) => id)).toContain(world.b.customerId);
    expect(customers.map(({ id }) => id)).not.toContain(world.a.customerId);
    expect(recorded.length).toBeGreaterThan(0);
  });

  it('does not restore a backup whose keys were lost, and says whose', async () => {
    const lost = new KeyFolder(places.folder());
    const wishes = { folder: old, ...(await places.empty('sqlite')), now: 1, keys: lost, box: new SecretBox(desk.config.secretKey) };
    await expect(restoreBackup(wishes)).rejects.toThrow(`lacks the key of customer ${world.b.customerId}`);
  });

  it('leaves the other customers’ exports byte for byte', async () => {
    expect(await exported(desk, world.b.customerId)).toEqual(before);
  });

  it('E1 keeps the record whole, with ids and hashes alone', async () => {
    expect(await verifyRecord(desk.db, desk.config.dataDir)).toMatchObject({ intact: true, breaks: [] });
    const events = await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = 'customer' AND stream_id = ${world.a.customerId} ORDER BY seq`);
    expect(events.map(({ type }) => type).slice(-3)).toEqual(['erasure_requested', 'erasure_confirmed', 'customer_erased']);
  });

  it('certifies persons, times, method and counts, and told the customer last', async () => {
    const details = (await world.auditor.api.get(`/api/v1/erasures/${erasureId}`)).json<Details>();
    expect(details).toMatchObject({ state: 'done', certificate: { keyDestroyed: true, told: 'sent', requestedBy: world.owner.staffId, confirmedBy: other.staffId } });
    const counts = Object.fromEntries(details.certificate.tables.map(({ table, deleted, overwritten }) => [table, deleted + overwritten]));
    for (const table of ['inquiry', 'inquiry_text', 'hearing_answer', 'report', 'portal_note', 'raw_message', 'outbox', 'evidence_item', 'contract', 'registered_contact', 'customer']) expect(counts[table], table).toBeGreaterThan(0);
    expect(details.certificate.files.count).toBeGreaterThan(2);
    const last = sink.mails.at(-1);
    expect(last?.to).toEqual(['zqdeska@customer.example']);
    const page = (await world.owner.client.get(`/erasures/${erasureId}`)).text;
    expect(page).toContain('消去の証明書');
    expect(page).toContain('暗号鍵の破棄');
    expect(wordsOfA(page)).toEqual([]);
  });

  it('shows the pages of what is left, without an error', async () => {
    for (const path of [`/inquiries/${world.a.analysed.id}`, `/inquiries/${world.a.analysed.id}/analysis`, `/customers/${world.a.customerId}`, `/customers/${world.a.customerId}/data`, '/queue?view=ended', '/erasures', '/customers', '/search?q=zqdeska']) {
      const page = await world.owner.client.get(path);
      expect([path, page.status]).toEqual([path, 200]);
    }
    expect((await world.a.first.client.get(`/inquiries/${world.a.analysed.id}`)).status).toBe(404);
  });
});
