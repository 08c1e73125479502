import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UploadLinks } from '../../src/analysis/uploads/upload-links.service.js';
import { Uploads } from '../../src/analysis/uploads/uploads.service.js';
import { wholeAt } from '../../src/platform/content/collect.js';
import { Contents } from '../../src/platform/content/contents.service.js';
import { sql } from '../../src/platform/sql.js';
import { aStaffedDesk, type Resource } from '../inquiries/story.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { HttpClient } from '../support/http-client.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { now } from './analysis-story.js';
import { announce, askedForLogs, evidenceOf, offsetOf, sendPiece } from './upload-story.js';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const maxBytes = 3 * 1024 * 1024;

describe.each(databaseKinds())('a customer’s upload (%s)', (database) => {
  let desk: TestDesk;
  let sink: SmtpSink;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  let customer: HttpClient;
  let inquiry: Resource;
  let path: string;
  let mail: string;

  beforeAll(async () => {
    sink = await startSmtpSink();
    desk = await startTestDesk({ database, smtp: sink.settings, config: { uploadMaxBytes: maxBytes } });
    people = await aStaffedDesk(desk);
    customer = desk.anonymous();
    ({ inquiry, path, mail } = await askedForLogs(desk, people, sink));
  });
  afterAll(async () => {
    await desk.close();
    await sink.close();
  });
  const place = async (file: { name: string; size: number }): Promise<string> => {
    const answer = await announce(customer, path, file);
    expect(answer.status, answer.text).toBe(201);
    return answer.headers.get('location') ?? '';
  };

  it('E2: the mail carries the one-time address, which is kept nowhere in the clear', async () => {
    expect(mail).toContain(`${desk.baseUrl}${path}`);
    const token = path.split('/').at(-1) ?? '';
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const kept = await desk.db.rows<{ all: string }>(sql`SELECT data AS "all" FROM outbox UNION ALL SELECT token_hash || COALESCE(sealed_token, '') FROM upload_link UNION ALL SELECT data FROM event`);
    expect(kept.filter(({ all }) => all.includes(token))).toEqual([]);
    expect(await desk.db.rows(sql`SELECT id FROM upload_link WHERE token_hash = ${sha256(Buffer.from(token))}`)).toHaveLength(1);
  });

  it('shows nothing but the request, and to a stranger nothing at all', async () => {
    const page = await customer.get(path);
    expect(page.status).toBe(200);
    for (const shown of ['プロキシのログ', 'PC-0012', '通信先の確認のため', `${inquiry.number}-L1`]) expect(page.text).toContain(shown);
    for (const hidden of ['サインアウト', people.analyst.staffId, inquiry.id]) expect(page.text).not.toContain(hidden);
    expect(page.headers.get('content-security-policy')).toContain(`script-src 'self'`);
    const guessed = await customer.get(`/upload/${'A'.repeat(43)}`);
    expect([guessed.status, guessed.text.includes('このアドレスは使えません')]).toEqual([404, true]);
    expect((await customer.get('/upload/../etc/passwd')).status).toBe(404);
  });

  it('goes on where the line broke, and arrives unchanged with its SHA-256 and the declaration', async () => {
    const bytes = randomBytes(1_500_000);
    const to = await place({ name: '..\\..\\proxy\u202Egol.exe', size: bytes.byteLength });
    expect((await sendPiece(customer, to, 0, bytes.subarray(0, 700_000))).status).toBe(204);
    await halfSent(new URL(to, desk.baseUrl), 700_000, bytes.subarray(700_000), 200_000);
    const at = await settledOffset(customer, to, 700_000);
    expect(at).toBeGreaterThan(700_000);
    expect((await sendPiece(customer, to, 700_000, bytes.subarray(700_000))).status).toBe(409);
    const last = await sendPiece(customer, to, at, bytes.subarray(at));
    expect([last.status, last.headers.get('desk-sha256')]).toEqual([204, sha256(bytes)]);
    expect(last.headers.get('x-content-type-options')).toBe('nosniff');
    const [item] = await evidenceOf(desk, inquiry);
    expect(item).toMatchObject({ fileName: 'proxygol.exe', size: 1_500_000, sha256: sha256(bytes), via: 'link', declaredBy: '山田 太郎' });
    expect((await desk.app.get(Contents).get(item?.id ?? ''))?.equals(bytes)).toBe(true);
    expect(await desk.db.rows(sql`SELECT upload_id FROM upload_piece`)).toEqual([]);
    expect((await customer.get(path)).text).toContain(sha256(bytes));
    const told = await desk.db.rows<{ staffId: string }>(sql`SELECT staff_id AS "staffId" FROM notice WHERE kind = 'evidence_received' AND inquiry_id = ${inquiry.id}`);
    expect(told.map(({ staffId }) => staffId)).toContain(people.analyst.staffId);
  });

  it.each<[string, object, number, string]>([
    ['0 B', { size: 0 }, 422, '0バイト'],
    ['limit + 1', { size: maxBytes + 1 }, 413, ''],
    ['no declaration', { size: 10, declared: 'no' }, 409, 'ご確認'],
    ['nobody’s name', { size: 10, by: ' ' }, 409, 'お名前'],
  ])('R29, ASVS 5.2.1: a file is refused with its reason: %s', async (_what, file, status, reason) => {
    const answer = await announce(customer, path, { name: 'x.log', size: 1, ...file });
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(reason)]);
  });

  it('R29: exactly the limit is taken, a length that lies is not, whatever is sent beside it', async () => {
    const bytes = randomBytes(maxBytes);
    const to = await place({ name: 'limit.bin', size: maxBytes });
    expect((await sendPiece(customer, to, 0, bytes)).headers.get('desk-sha256')).toBe(sha256(bytes));
    const short = await place({ name: 'lies.bin', size: 100 });
    expect((await sendPiece(customer, short, 0, randomBytes(101))).status).toBe(413);
    expect(await chunked(new URL(short, desk.baseUrl), randomBytes(200_000))).toBe(413);
    expect(await offsetOf(customer, short)).toBeLessThanOrEqual(100);
  });

  it('R29, ASVS 5.2.4: many at once do not get past the quota of files', async () => {
    const another = await askedForLogs(desk, people, sink);
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => announce(customer, another.path, { name: `${'長'.repeat(300)}${n}.log`, size: 5 })));
    const counts = new Map<number, number>();
    for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
    expect([counts.get(201), counts.get(422)]).toEqual([50, 10]);
    expect(answers.find(({ status }) => status === 422)?.text).toContain('50個まで');
  });

  it('V31, R29: a file belongs to its address; of two processes that bring the same piece one is heard, and nothing goes beyond what was announced', async () => {
    const [own, another] = [await askedForLogs(desk, people, sink), await askedForLogs(desk, people, sink)];
    const to = (await announce(customer, own.path, { name: 'own.log', size: 8 })).headers.get('location') ?? '';
    const elsewhere = to.replace(own.path, another.path);
    expect((await customer.request(elsewhere, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } })).status).toBe(404);
    expect((await sendPiece(customer, elsewhere, 0, Buffer.from('other'))).status).toBe(404);
    const [uploads, link, id] = [desk.app.get(Uploads), await desk.app.get(UploadLinks).find(own.path.split('/').at(-1) ?? ''), to.split('/').at(-1) ?? ''];
    if (link === undefined) throw new Error('The address is open.');
    const bring = (at: number, text: string) => uploads.append(link, id, at, wholeAt(Buffer.from(text)));
    expect(await Promise.all([bring(0, 'abcd'), bring(0, 'ABCD')])).toEqual([4, 4]);
    expect(await bring(0, 'xx'), 'a place that has passed').toBe(4);
    expect(await bring(4, 'efghi'), 'a byte too much').toBe(4);
    expect(await bring(4, 'efgh')).toBe(8);
    const item = await uploads.finish(link, id);
    expect((await desk.app.get(Contents).get(item?.id ?? ''))?.toString()).toMatch(/^(abcd|ABCD)efgh$/);
    expect(await desk.db.row(sql`SELECT consent_by AS "by", consent_means AS means FROM log_request WHERE inquiry_id = ${own.inquiry.id}`)).toEqual({ by: '山田 太郎', means: 'phone' });
  });

  it('takes a small file from a form without JavaScript, and says what is missing', async () => {
    const form = (fields: Record<string, string>): FormData => {
      const data = new FormData();
      for (const [name, value] of Object.entries(fields)) data.set(name, value);
      data.set('file', new Blob(['2026-11-24 09:00 GET /']), '社内ログ.txt');
      return data;
    };
    const undeclared = await customer.request(path, { method: 'POST', body: form({ declaredBy: '山田 太郎' }) });
    expect([undeclared.status, undeclared.text.includes('チェックを入れてください'), undeclared.text.includes('value="山田 太郎"')]).toEqual([422, true, true]);
    const sent = await customer.request(path, { method: 'POST', body: form({ declaredBy: '山田 太郎', declared: 'yes' }) });
    expect(sent.status).toBe(303);
    expect((await customer.follow(sent)).text).toContain('社内ログ.txt');
    expect((await evidenceOf(desk, inquiry)).at(-1)).toMatchObject({ fileName: '社内ログ.txt', type: 'text/plain', unusable: null });
  });

  it('domain 2.3: an archive with a password is recorded as unusable', async () => {
    const zip = Buffer.from('504b0304140001000800', 'hex');
    const to = await place({ name: 'logs.zip', size: 64 });
    await sendPiece(customer, to, 0, Buffer.concat([zip, Buffer.alloc(54)]));
    expect((await evidenceOf(desk, inquiry)).at(-1)).toMatchObject({ type: 'application/zip', unusable: 'encrypted_archive' });
    const page = await people.analyst.client.get(`/inquiries/${inquiry.id}/analysis`);
    expect(page.text).toContain('使用不可');
  });

  it('closes when the customer says so: the inquiry goes on, and nothing more is taken', async () => {
    expect((await customer.request(`${path}/complete`, { method: 'POST', body: new URLSearchParams() })).status).toBe(303);
    const closed = await customer.get(path);
    expect([closed.status, closed.text.includes('すべて受領しました')]).toEqual([410, true]);
    expect((await announce(customer, path, { name: 'late.log', size: 10 })).status).toBe(410);
    expect((await people.analyst.api.get(`/api/v1/inquiries/${inquiry.id}`)).json<Resource>().status).toBe('second_line_work');
  });

  it('R29: a broken-off upload is forgotten after a week, and a whole one whose process died is finished', async () => {
    const another = await askedForLogs(desk, people, sink);
    const [broken, whole] = [(await announce(customer, another.path, { name: 'broken.log', size: 10 })).headers.get('location') ?? '', (await announce(customer, another.path, { name: 'whole.log', size: 4 })).headers.get('location') ?? ''];
    await sendPiece(customer, broken, 0, Buffer.from('12345'));
    await sendPiece(customer, whole, 0, Buffer.from('abcd'));
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE upload SET touched_at = 0 WHERE file_name = 'broken.log'`));
    await desk.runJob('uploads.end');
    expect(await desk.db.rows(sql`SELECT id FROM upload WHERE file_name = 'broken.log'`)).toEqual([]);
    expect((await evidenceOf(desk, another.inquiry)).map(({ fileName }) => fileName)).toEqual(['whole.log']);
    // The process died after the file was on record and before the upload knew of it.
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE upload SET state = 'finishing', evidence_id = NULL, touched_at = 0 WHERE file_name = 'whole.log'`));
    await desk.runJob('uploads.end');
    expect(await evidenceOf(desk, another.inquiry)).toHaveLength(1);
    expect(await desk.db.rows(sql`SELECT state FROM upload WHERE file_name = 'whole.log'`)).toEqual([{ state: 'done' }]);
    await now(people.analyst, another.inquiry, 'set-log-request-state', { logRequestId: (await desk.db.row<{ id: string }>(sql`SELECT id FROM log_request WHERE inquiry_id = ${another.inquiry.id}`))?.id, state: 'withdrawn' });
    expect((await customer.get(another.path)).text).toContain('取り下げられました');
  });
});

/** A browser that sends part of a piece and is gone. */
async function halfSent(url: URL, at: number, bytes: Buffer, sent: number): Promise<void> {
  const headers = { 'tus-resumable': '1.0.0', 'upload-offset': String(at), 'content-type': 'application/offset+octet-stream', 'content-length': String(bytes.byteLength) };
  const request = httpRequest(url, { method: 'PATCH', headers });
  request.on('error', () => undefined);
  await new Promise<void>((resolve) => request.write(bytes.subarray(0, sent), () => resolve()));
  await new Promise((resolve) => setTimeout(resolve, 300));
  request.destroy();
}

/** The desk notices a lost line a moment later. */
async function settledOffset(client: HttpClient, place: string, from: number): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const at = await offsetOf(client, place);
    if (at > from) return at;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return from;
}

/** A body without a length. */
async function chunked(url: URL, bytes: Buffer): Promise<number> {
  const headers = { 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': 'application/offset+octet-stream', 'transfer-encoding': 'chunked' };
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'PATCH', headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
    request.end(bytes);
  });
}
