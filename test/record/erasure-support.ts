import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import type { DatabaseTarget } from '../../src/platform/data-sources.js';
import { sql } from '../../src/platform/sql.js';
import { CustomerExport } from '../../src/record/export/export-customer.service.js';
import { multipart, passed, rawMail } from '../mail/corpus.js';
import type { MarkedDesk } from '../support/canaries.js';
import type { TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';

/** Where words of desk A's customer were planted; those of the desk's own people stay. */
const ofTheCustomer = [
  'customer', 'contract', 'device', 'contact', 'department', 'title', 'headline', 'statement', 'caller', 'person', 'call-note', 'reason', 'quote', 'configuration',
  'shared-memo', 'addition', 'log-item', 'log-purpose', 'consent', 'next', 'imported', 'note',
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
