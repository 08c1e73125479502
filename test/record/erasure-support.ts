import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import type { DatabaseTarget } from '../../src/platform/data-sources.js';
import { IdempotencyRow } from '../../src/platform/idempotency.entity.js';
import { sql, type Sql } from '../../src/platform/sql.js';
import { insert } from '../../src/platform/write.js';
import { CustomerExport } from '../../src/record/export/export-customer.service.js';
import { multipart, passed, rawMail } from '../mail/corpus.js';
import { announce, sendPiece } from '../analysis/upload-story.js';
import type { CanaryWorld, MarkedDesk } from '../support/canaries.js';
import type { TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';
import type { SmtpSink } from '../support/smtp-sink.js';

/** Where words of desk A's customer were planted; those of the desk's own people stay. */
const ofTheCustomer = [
  'customer', 'contract', 'device', 'contact', 'department', 'title', 'headline', 'statement', 'caller', 'person', 'call-note', 'reason', 'quote', 'configuration',
  'shared-memo', 'addition', 'log-item', 'log-purpose', 'consent', 'next', 'imported', 'note', 'incident', 'upload', 'draft', 'kept',
].map((place) => `zqdeska-${place}`);
const planted = [...ofTheCustomer, 'zqdeska@customer', 'zqmaila-from', 'zqmaila-subject', 'zqmaila-body', 'zqmaila-attached', 'zqmaila-content'];

/** Canaries of customer A in bytes: all that was planted by him or about him. */
export function wordsOfA(bytes: Buffer | string): string[] {
  const text = (typeof bytes === 'string' ? bytes : bytes.toString('latin1')).toLowerCase();
  return [...planted.filter((word) => text.includes(word)), ...[...text.matchAll(/zqsecret-[a-z_-]+-a(?![a-z])/g)].map(([found]) => found)];
}

/** A mail with a file from the registered contact of a desk's customer, through the intake. */
export async function mailFromContact(desk: TestDesk, of: MarkedDesk, word: string): Promise<void> {
  const body = multipart('mixed', [
    `Content-Type: text/plain; charset=utf-8\r\n\r\n${word}-body 通知の意味を教えてください\r\n`,
    `Content-Type: text/plain; name="${word}-attached.txt"\r\nContent-Disposition: attachment; filename="${word}-attached.txt"\r\n\r\n${word}-content\r\n`,
  ]);
  const raw = rawMail({ headers: [passed], from: `${word}-from <${of.word}@customer.example>`, to: `${of.word}@desk.example.jp`, subject: `${word}-subject`, body });
  await desk.app.get(RawMessages).store(raw, { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
  await desk.app.get(IntakeRun).processDue();
}

/** What passes through and names desk A's customer: an incident, a file half-way, a list as a file, a draft, a form that came too late, answers kept for a retry. */
export async function plantPassing(desk: TestDesk, world: CanaryWorld, sink: SmtpSink): Promise<void> {
  const { a, owner, analyst } = world;
  const key = { 'idempotency-key': 'erasure-incident' };
  const incident = await owner.api.postJson('/api/v1/mail-incidents', { outboxId: a.outboxIds[0], discoveredAt: new Date(desk.clock.now()).toISOString(), circumstances: 'zqdeska-incident', malicious: false }, key);
  if (incident.status !== 201) throw new Error(incident.text);
  await owner.api.postJson(`/api/v1/mail-incidents/${incident.json<{ id: string }>().id}/notice`, { items: ['zqdeska-incident'], measures: ['zqdeska-incident'] }, { 'idempotency-key': 'erasure-notice' });

  const texts = await Promise.all(sink.mails.map(async ({ raw }) => (await simpleParser(raw)).text ?? ''));
  const upload = texts.map((text) => /https?:\S+(\/upload\/\S+)/.exec(text)).find((found) => found !== null && found.input.includes(a.analysed.number))?.[1] ?? '';
  const customer = desk.anonymous();
  const announced = await announce(customer, upload, { name: 'zqdeska-upload.log', size: 100, by: 'zqdeska-upload' });
  await sendPiece(customer, announced.headers.get('location') ?? '', 0, Buffer.from('zqdeska-upload'));

  await owner.client.get('/queue');
  await owner.client.postForm('/exports', { list: 'queue', format: 'csv', address: 'view=all' });
  for (let tries = 0; tries < 100 && (await desk.db.row(sql`SELECT position FROM export_part`)) === undefined; tries += 1) await sleep(100);

  await analyst.client.get(`/inquiries/${a.analysed.id}`);
  await analyst.client.postForm(`/inquiries/${a.analysed.id}/drafts/add-note`, { text: 'zqdeska-draft' });
  // The contract is gone by the time the last step looks for words.
  const contract = await desk.db.row<{ number: string }>(sql`SELECT contract_number AS number FROM contract WHERE customer_id = ${a.customerId}`);
  await desk.db.tx((tx) => insert(tx, IdempotencyRow, { staffId: owner.staffId, key: 'contract', requestHash: '', status: 200, response: JSON.stringify({ value: `zqdeska-contract ${contract?.number}`, headers: {} }), createdAt: desk.clock.now() }));
  const late = await desk.signIn('second_line');
  await late.client.get(`/inquiries/${a.analysed.id}`);
  await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE session SET last_seen_at = ${desk.clock.now() - 31 * 60_000} WHERE staff_id = ${late.staffId}`));
  await late.client.postForm(`/inquiries/${a.analysed.id}/acts/add-note`, { text: 'zqdeska-kept', _version: '1', _key: 'late' });
}

/** How much of what passes through is there; a customer's own rows, and those that name nobody. */
export async function passing(desk: TestDesk, { a }: CanaryWorld): Promise<Record<string, number>> {
  const inquiries = sql`SELECT id FROM inquiry WHERE customer_id = ${a.customerId}`;
  const count = async (rows: Sql): Promise<number> => (await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM (${rows}) AS found`))?.n ?? 0;
  return {
    upload: await count(sql`SELECT u.id FROM upload u JOIN upload_link l ON l.id = u.link_id JOIN log_request r ON r.id = l.log_request_id WHERE r.inquiry_id IN (${inquiries})`),
    pieces: await count(sql`SELECT upload_id FROM upload_piece`),
    files: await count(sql`SELECT export_id FROM export_part`),
    drafts: await count(sql`SELECT id FROM draft WHERE inquiry_id IN (${inquiries})`),
    forms: await count(sql`SELECT id FROM kept_form`),
    answers: await count(sql`SELECT key FROM idempotency_key WHERE response LIKE ${'%zqdeska-%'}`),
    incidents: await count(sql`SELECT id FROM mail_incident WHERE circumstances <> '' AND customer_id = ${a.customerId}`),
  };
}

/** Ends every inquiry of a customer, as closing them one by one would. */
export async function endInquiries(desk: TestDesk, customerId: string): Promise<void> {
  await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE inquiry SET status = 'closed', is_open = ${false} WHERE customer_id = ${customerId}`));
}

/** What an export of a customer holds, file by file; the manifest left out, because it has a time. */
export async function exported(desk: TestDesk, customerId: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const { path, pieces } of await desk.app.get(CustomerExport).files(customerId, null)) {
    const chunks: Uint8Array[] = [];
    for await (const piece of pieces) chunks.push(piece);
    if (path !== 'manifest.json') files[path] = Buffer.concat(chunks).toString('latin1');
  }
  return files;
}

/** Requested by one owner, confirmed by the other, over the API. */
export async function erase(first: SignedIn, second: SignedIn, customerId: string): Promise<string> {
  const asked = await first.api.postJson(`/api/v1/customers/${customerId}/erasures`, { choice: 'disposal', ground: 'contract_end' }, { 'idempotency-key': crypto.randomUUID() });
  if (asked.status !== 201) throw new Error(`The erasure was refused: ${asked.text}`);
  const { id } = asked.json<{ id: string }>();
  const confirmed = await second.api.postJson(`/api/v1/erasures/${id}/confirm`, {}, { 'idempotency-key': crypto.randomUUID() });
  if (confirmed.status !== 204) throw new Error(`The erasure was not confirmed: ${confirmed.text}`);
  return id;
}

/** Every file below a folder, as bytes. */
export function filesBelow(folder: string): { path: string; bytes: Buffer }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path, bytes: readFileSync(path) }));
}

/** The files that the database itself lies in: `strings` and `grep` over them is R35. */
export async function databaseFiles(desk: TestDesk, target: DatabaseTarget): Promise<{ path: string; bytes: Buffer }[]> {
  if (target.kind === 'sqlite') return ['', '-wal', '-shm'].map((end) => `${target.file}${end}`).filter((path) => existsSync(path)).map((path) => ({ path, bytes: readFileSync(path) }));
  await desk.db.rows(sql`CHECKPOINT`);
  const [row] = await desk.db.rows<{ folder: string; oid: string }>(
    sql`SELECT current_setting('data_directory') AS folder, (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS oid`,
  );
  return row === undefined ? [] : filesBelow(join(row.folder, 'base', row.oid));
}
