import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readyReport, now } from '../analysis/analysis-story.js';
import { aStaffedDesk, hear, look, verification, type Resource } from '../inquiries/story.js';
import { wordsOf } from '../pages/page.js';
import { sql } from '../../src/platform/sql.js';
import { dovecotMissing, startDovecot, type Dovecot } from '../support/dovecot.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { jis, multipart, rawMail, sjis } from './corpus.js';
import { startFetchingDesk, type FetchingDesk } from './imap-support.js';
import { appleReply, gmailReply, outlookReply, vouched, type Answered } from './reply-shapes.js';

const missing = dovecotMissing();

/** A customer's mail program of the old kind: ISO-2022-JP in seven bits, a log with a Japanese name. */
function firstMail(from: string, log: Buffer): Buffer {
  const word = (text: string): string => `=?ISO-2022-JP?B?${jis(text).toString('base64')}?=`;
  const text = Buffer.concat([Buffer.from('Content-Type: text/plain; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit\r\n\r\n'), jis('お世話になっております。㈱山田製作所の山田です。\r\n英語の通知が届きました。意味を教えてください。\r\nログを添付します。\r\n')]);
  const name = `filename*=ISO-2022-JP''${[...jis('通信ログ.txt')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`;
  const file = Buffer.from(`Content-Type: text/plain; name="${word('通信ログ.txt')}"\r\nContent-Disposition: attachment; ${name}\r\nContent-Transfer-Encoding: base64\r\n\r\n${log.toString('base64')}\r\n`);
  return rawMail({ from: `${word('山田 太郎')} <${from}>`, subject: word('通知の意味について'), messageId: '<first@customer.example>', headers: [vouched(from)], body: multipart('mixed', [text, file]) });
}

describe.skipIf(missing !== '')(`a conversation by mail, over a real IMAP and a real SMTP server${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  let dovecot: Dovecot;
  let sink: SmtpSink;
  let desk: FetchingDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  let inquiry: Resource;
  const log = sjis('2026/11/24 09:50 拒否 10.0.0.1 → 203.0.113.9\r\n');
  const arrived: Buffer[] = [];

  beforeAll(async () => {
    [dovecot, sink] = await Promise.all([startDovecot(), startSmtpSink()]);
    desk = await startFetchingDesk('sqlite', { smtp: sink.settings });
    people = await aStaffedDesk(desk);
  });
  afterAll(async () => {
    await desk.close();
    await sink.close();
    await dovecot.stop();
  });

  /** Into the mailbox, over IMAP to the desk, understood; then what waits to go out goes out. */
  async function arrives(raw: Buffer): Promise<void> {
    arrived.push(raw);
    desk.clock.advance(5 * 60_000);
    await dovecot.deliver('soc', [raw]);
    expect(await desk.fetch(dovecot.mailbox('soc'))).toBe(1);
    await desk.understand();
    await desk.runJob('mail.deliver');
  }

  async function lastSent(): Promise<Answered> {
    const raw = sink.mails.at(-1)?.raw ?? Buffer.from('');
    const { messageId = '', references = [], inReplyTo = '', subject = '', text = '', replyTo, from } = await simpleParser(raw);
    return { messageId, references: [references].flat(), inReplyTo, subject, text, replyTo: replyTo?.value[0]?.address ?? '', from: from?.value[0] ?? { name: '', address: '' } };
  }

  it('an ISO-2022-JP mail with an attachment becomes an inquiry and is acknowledged', async () => {
    await arrives(firstMail(people.contact.email, log));
    const [row, ...others] = await desk.db.rows<{ id: string; headline: string; callerName: string }>(sql`SELECT id, headline, caller_name AS "callerName" FROM inquiry`);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ headline: '通知の意味について', callerName: '山田 太郎' });
    inquiry = await look(people.first, { id: row?.id ?? '' });
    expect(sink.mails.map(({ to }) => to)).toEqual([[people.contact.email]]);
    const receipt = await lastSent();
    expect(receipt.subject).toContain(inquiry.number);
    expect(receipt.inReplyTo).toBe('<first@customer.example>');
    const page = wordsOf((await people.first.client.get(`/inquiries/${inquiry.id}`)).text);
    expect(page).toContain('㈱山田製作所の山田です。');
    const [message] = await desk.db.rows<{ id: string }>(sql`SELECT id FROM raw_message`);
    const shown = await people.first.client.get(`/mail/messages/${message?.id}`);
    expect(wordsOf(shown.text)).toContain('通信ログ.txt');
    const file = await people.first.client.get(`/mail/messages/${message?.id}/files/1`);
    expect(file.headers.get('content-disposition')).toContain(encodeURIComponent('通信ログ.txt'));
    expect((await desk.db.row<{ size: number }>(sql`SELECT size FROM mail_attachment`))?.size).toBe(log.byteLength);
  });

  it('the second line answers with a report, in the same thread', async () => {
    await now(people.first, inquiry, 'take-up');
    await hear(desk, people.first, inquiry);
    await now(people.first, inquiry, 'verify', verification(people.contact.id));
    await now(people.first, inquiry, 'escalate', { reason: 'cannot_answer', comment: '影響が分からない', markOpenUnknown: true, unknownReason: '急ぎのため' });
    await now(people.analyst, inquiry, 'take');
    const reportVersion = await readyReport(people.analyst, inquiry);
    await now(people.analyst, inquiry, 'request-review', { reportVersion });
    await now(people.reader, inquiry, 'approve-report', { reportVersion });
    await now(people.analyst, inquiry, 'send-report', { means: 'mail', contactId: people.contact.id, reportVersion, countsAsFirstResponse: true });
    await desk.runJob('mail.deliver');
    const report = await lastSent();
    expect(report.subject).toContain('ご報告');
    expect(report.references).toContain('<first@customer.example>');
    expect((await look(people.analyst, inquiry)).status).toBe('answered');
  });

  it.each([
    ['Outlook', outlookReply, '端末はPC-01です。切り離しました。'],
    ['Gmail', gmailReply, '追加で1点、経理の端末も確認してください。'],
    ['Apple Mail', appleReply, '承知しました。よろしくお願いします。'],
  ] as const)('a reply in the shape of %s lands on it, with its own words alone', async (_program, shape, words) => {
    const before = sink.mails.length;
    await arrives(shape({ from: people.contact.email, words, answered: await lastSent() }));
    expect(Number((await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM inquiry`))?.n)).toBe(1);
    const text = await desk.db.row<{ body: string }>(sql`SELECT body FROM inquiry_text WHERE kind = 'mail_text' ORDER BY created_at DESC, id DESC LIMIT 1`);
    expect(text?.body).toBe(words);
    expect((await look(people.analyst, inquiry)).status).toBe('second_line_work');
    // A thread in which a customer answers is not answered by a machine.
    expect(sink.mails.length).toBe(before);
  });

  it('the answer to the last of them stands below it in the customer’s mail program', async () => {
    await now(people.analyst, inquiry, 'answer', { means: 'mail', contactId: people.contact.id, text: '経理の端末に異常はありませんでした。', countsAsFirstResponse: true });
    await desk.runJob('mail.deliver');
    const answer = await lastSent();
    const last = await simpleParser(arrived.at(-1) ?? '');
    expect(answer.inReplyTo).toBe(last.messageId);
    expect(answer.references[0]).toBe('<first@customer.example>');
    expect(answer.references.at(-1)).toBe(last.messageId);
    expect(answer.subject).toContain(inquiry.number);
  });

  it('the page tells it in order, each word once, and the raw messages are as they came', async () => {
    const { text } = await people.analyst.client.get(`/inquiries/${inquiry.id}`);
    const heading = text.indexOf('id="timeline-heading"');
    const record = wordsOf(text.slice(heading, text.indexOf('</ol>', heading)));
    const said = ['経理の端末に異常はありませんでした。', '承知しました。よろしくお願いします。', '追加で1点、経理の端末も確認してください。', '端末はPC-01です。切り離しました。', '英語の通知が届きました。意味を教えてください。'];
    const places = said.map((words) => record.indexOf(words));
    expect(places.every((place) => place >= 0), JSON.stringify(places)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    for (const words of said.slice(1)) expect(record.split(words)).toHaveLength(2);
    for (const noise of ['差出人:', '送信日時:', 'のメール:', '> ', 'iPhoneから送信']) expect(record).not.toContain(noise);
    const mails = wordsOf((await people.analyst.client.get(`/inquiries/${inquiry.id}/mails`)).text);
    expect(mails.match(/届いたメール/g)).toHaveLength(4);
    const rows = await desk.db.rows<{ id: string }>(sql`SELECT id FROM raw_message WHERE inquiry_id = ${inquiry.id} ORDER BY received_at, id`);
    const sources: string[] = [];
    for (const { id } of rows) sources.push((await people.analyst.client.get(`/mail/messages/${id}/source`)).text);
    expect(sources).toEqual(arrived.map((raw) => raw.toString('latin1')));
    const folded = wordsOf((await people.analyst.client.get(`/mail/messages/${rows[1]?.id}`)).text);
    expect(folded).toContain('引用された部分');
  });
});
