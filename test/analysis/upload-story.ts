import { simpleParser } from 'mailparser';
import { sql } from '../../src/platform/sql.js';
import type { Resource } from '../inquiries/story.js';
import type { TestDesk } from '../support/desk.js';
import type { Answer, HttpClient } from '../support/http-client.js';
import type { SmtpSink } from '../support/smtp-sink.js';
import { inSecondLine, now, type People } from './analysis-story.js';

export const logs = {
  items: 'プロキシのログ\nDNSのログ', host: 'PC-0012', periodFrom: '2026-11-24T09:00', periodTo: '2026-11-24T12:00', zone: 'UTC', purpose: '通信先の確認のため',
  answerBy: '2026-11-27T17:00', consentBy: '山田 太郎', consentMeans: 'phone', consentAt: '2026-11-24T09:00',
};

/** An inquiry whose customer was asked for logs, and the path of the upload page as his mail has it. */
export async function askedForLogs(desk: TestDesk, people: People, sink: SmtpSink): Promise<{ inquiry: Resource; path: string; mail: string }> {
  const inquiry = await inSecondLine(desk, people);
  await now(people.analyst, inquiry, 'request-logs', logs);
  await desk.runJob('mail.deliver');
  const texts = await Promise.all(sink.mails.map(async ({ raw }) => (await simpleParser(raw)).text ?? ''));
  const mail = texts.findLast((text) => text.includes(`${inquiry.number}-L1`)) ?? '';
  const address = /https?:\S+\/upload\/\S+/.exec(mail)?.[0] ?? '';
  return { inquiry, path: new URL(address).pathname, mail };
}

const tus = { 'tus-resumable': '1.0.0' };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Announces a file as a browser does; `location` of the answer is where the pieces go. */
export async function announce(client: HttpClient, path: string, file: { name: string; size: number; by?: string; declared?: string }): Promise<Answer> {
  const metadata = `filename ${base64(file.name)},declaredBy ${base64(file.by ?? '山田 太郎')},declared ${base64(file.declared ?? 'yes')}`;
  return client.request(`${path}/files`, { method: 'POST', headers: { ...tus, 'upload-length': String(file.size), 'upload-metadata': metadata } });
}

/** Sends a piece of a file. */
export async function sendPiece(client: HttpClient, place: string, at: number, bytes: Uint8Array): Promise<Response> {
  const headers = { ...tus, 'upload-offset': String(at), 'content-type': 'application/offset+octet-stream', origin: client.baseUrl };
  return fetch(new URL(place, client.baseUrl), { method: 'PATCH', headers, body: bytes as unknown as string });
}

/** Where a broken-off upload goes on. */
export async function offsetOf(client: HttpClient, place: string): Promise<number> {
  return Number((await client.request(place, { method: 'HEAD', headers: tus })).headers.get('upload-offset'));
}

/** What came in, as the second line sees it. */
export async function evidenceOf(desk: TestDesk, inquiry: Resource): Promise<{ id: string; fileName: string; size: number; sha256: string; via: string; declaredBy: string; type: string; unusable: string | null }[]> {
  return desk.db.rows(sql`SELECT id, file_name AS "fileName", size, sha256, received_via AS via, declared_by AS "declaredBy", content_type AS type, unusable_because AS unusable
    FROM evidence_item WHERE inquiry_id = ${inquiry.id} ORDER BY id`);
}
