import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { sql } from '../../src/platform/sql.js';
import { elementById, hiddenValue, openInquiry, wordsOf } from '../pages/page.js';
import { aCustomer, aRegisteredContact, aSupportDesk } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';
import { multipart, passed, rawMail, textPart } from './corpus.js';

const notice = ['Cyber Threat Sensor', 'Alert ID: CTS-1', 'Detected at: 2026-11-24 00:05:00 UTC', 'Threat type: Malware download', 'Severity: High', 'Source IP: 192.0.2.10'];
const statement = 'customer_statement';
const forward = ['通知の意味を教えてください。', '', '-----Original Message-----', 'From: CTS <cts@alert.example>', 'Sent: Tuesday, November 24, 2026', 'Subject: Alert', '', ...notice].join('\r\n');

interface SheetAnswer {
  readonly questionId: string;
  readonly value: unknown;
  readonly source: string;
  readonly readFromMail: boolean;
}

describe.each(databaseKinds())('a forwarded CTS notice (別紙2, 別紙3 1(4)①), on %s', (database) => {
  let desk: TestDesk;
  let person: SignedIn;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    const aoba = await aSupportDesk(desk.db, { mailAddress: 'aoba@desk.example.jp' });
    await aSupportDesk(desk.db, { mailAddress: 'soc@desk.example.jp', isOwnerDesk: true });
    const { id } = await aCustomer(desk.db, { supportDeskId: aoba.id });
    await aRegisteredContact(desk.db, id, { email: 'taro@customer.example' });
    person = await desk.signIn('first_line', { deskIds: [aoba.id] });
  });
  afterAll(() => desk.close());

  const written = (text: string): Buffer => textPart('utf-8', Buffer.from(text));

  async function receive(body: Buffer, to = 'aoba@desk.example.jp', headers = [passed]): Promise<string> {
    const raw = rawMail({ headers, to, body });
    const id = await desk.app.get(RawMessages).store(raw, { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
    await desk.app.get(IntakeRun).processDue();
    return (await desk.db.row<{ inquiryId: string }>(sql`SELECT inquiry_id AS "inquiryId" FROM raw_message WHERE id = ${id}`))?.inquiryId ?? '';
  }

  interface Sheet {
    readonly answers: readonly SheetAnswer[];
    readonly missing: { readonly reception: readonly { readonly questionId: string }[]; readonly escalation: readonly { readonly questionId: string }[] };
  }
  const sheetOf = async (inquiryId: string): Promise<Sheet> => (await person.api.get(`/api/v1/inquiries/${inquiryId}/sheet`)).json<Sheet>();
  const readings = async (inquiryId: string): Promise<Record<string, unknown>> =>
    Object.fromEntries((await sheetOf(inquiryId)).answers.filter(({ readFromMail, questionId }) => readFromMail && questionId !== statement).map(({ questionId, value }) => [questionId, value]));
  const events = async (inquiryId: string): Promise<string[]> =>
    (await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_id = ${inquiryId} ORDER BY seq`)).map(({ type }) => type);
  const save = async (inquiryId: string, fields: Record<string, string>): Promise<number> => {
    const page = (await openInquiry(person, inquiryId)).text;
    const seen = /name="_seen" value="(\d+)"/.exec(page)?.[1] ?? '0';
    return (await person.client.postForm(`/inquiries/${inquiryId}/sheet`, { _version: hiddenValue(page, '_version'), _seen: seen, ...fields })).status;
  };

  it.each<[string, Buffer]>([
    ['in the body', written(notice.join('\r\n'))],
    ['as an original message below', written(forward)],
    ['quoted', written(`教えてください。\r\n\r\n${notice.map((line) => `> ${line}`).join('\r\n')}`)],
    ['attached', multipart('mixed', [written('添付をご覧ください。'), `Content-Type: message/rfc822\r\n\r\nFrom: cts@alert.example\r\nSubject: alert\r\n\r\n${notice.join('\r\n')}\r\n`])],
  ])('pre-fills the alert part of the sheet: %s', async (_where, body) => {
    const inquiryId = await receive(body);
    expect(await readings(inquiryId)).toMatchObject({ alert_external_id: 'CTS-1', detected_at: { at: Date.parse('2026-11-24T00:05:00Z') }, threat_kind: 'malware_download', alert_severity_raw: 'High', source_ip: '192.0.2.10' });
    expect(await events(inquiryId)).toContain('read_alert');
    expect(await desk.db.row(sql`SELECT grave FROM inquiry WHERE id = ${inquiryId}`)).toMatchObject({ grave: database === 'sqlite' ? 1 : true });
  });

  it('別紙3 1(2)①: the customer’s words stand on the sheet as he wrote them, and wait for a person to confirm them', async () => {
    const inquiryId = await receive(written('寮のパソコンに通知が届きました。\r\n影響を教えてください。'));
    const { answers, missing } = await sheetOf(inquiryId);
    expect(answers).toMatchObject([{ questionId: statement, value: '寮のパソコンに通知が届きました。\n影響を教えてください。', source: 'customer_mail', readFromMail: true }]);
    expect(missing.reception.map(({ questionId }) => questionId)).toContain(statement);
    expect(await events(inquiryId)).toContain('read_statement');
  });

  it('marks it as read from the mail until a person confirms or changes it, which counts for him', async () => {
    const inquiryId = await receive(written(forward));
    const shown = async (question: string): Promise<string> => wordsOf(elementById((await openInquiry(person, inquiryId)).text, `question-${question}-0`));
    expect(await shown('source_ip')).toContain('メールから読み取り（未確認）');
    expect((await openInquiry(person, inquiryId)).text).toContain('メールの通知をヒアリングシートに転記（未確認）');
    // The whole sheet is sent with every save: what merely stands there is not confirmed by it.
    expect(await save(inquiryId, { 'q.source_ip.0': '192.0.2.10', 'q.alert_external_id.0': 'CTS-1', 'c.alert_external_id.0': 'yes', 'q.alert_severity_raw.0': 'Medium' })).toBe(303);
    expect(await shown('source_ip')).toContain('メールから読み取り（未確認）');
    for (const question of ['alert_external_id', 'alert_severity_raw']) expect(await shown(question)).not.toContain('メールから読み取り');
    const { answers } = await sheetOf(inquiryId);
    expect(answers.find(({ questionId }) => questionId === 'alert_external_id')).toMatchObject({ value: 'CTS-1', readFromMail: false });
  });

  it('is no hearing: reception waits for it, an escalation does not', async () => {
    const inquiryId = await receive(written(forward));
    const { missing } = await sheetOf(inquiryId);
    const open = (fields: readonly { readonly questionId: string }[]): string[] => fields.map(({ questionId }) => questionId);
    expect(open(missing.reception)).toEqual(expect.arrayContaining(['detected_at', 'threat_kind']));
    expect(open(missing.escalation)).not.toContain('detected_at');
    expect(open(missing.escalation)).not.toContain('threat_kind');
    await save(inquiryId, { 'q.detected_at.0': '2026-11-24 00:05:00 UTC', 'c.detected_at.0': 'yes' });
    expect(open((await sheetOf(inquiryId)).missing.reception)).not.toContain('detected_at');
  });

  it('overwrites nothing that a person typed, and mixes no second notice in', async () => {
    const inquiryId = await receive(written('通知が届きました。'));
    const [row] = await desk.db.rows<{ token: string }>(sql`SELECT reply_token AS token FROM inquiry WHERE id = ${inquiryId}`);
    await save(inquiryId, { 'q.source_ip.0': '192.0.2.99' });
    expect(await receive(written(forward), `aoba+${row?.token}@desk.example.jp`)).toBe(inquiryId);
    expect(await readings(inquiryId)).toEqual({});
  });

  it('of a reply is read where nothing of an alert is on the sheet, and disturbs nobody who types', async () => {
    const inquiryId = await receive(written('通知が届きました。'));
    const [row] = await desk.db.rows<{ token: string }>(sql`SELECT reply_token AS token FROM inquiry WHERE id = ${inquiryId}`);
    const page = (await openInquiry(person, inquiryId)).text;
    const seen = /name="_seen" value="(\d+)"/.exec(page)?.[1] ?? '0';
    await receive(written(forward), `aoba+${row?.token}@desk.example.jp`, []);
    expect(await readings(inquiryId), 'nothing vouches for its sender').not.toHaveProperty('source_ip');
    await receive(written(forward), `aoba+${row?.token}@desk.example.jp`);
    expect(await readings(inquiryId)).toMatchObject({ source_ip: '192.0.2.10' });
    const typed = { _version: hiddenValue(page, '_version'), _seen: seen, 'q.source_ip.0': '192.0.2.55' };
    expect((await person.client.postForm(`/inquiries/${inquiryId}/sheet`, typed)).status).toBe(303);
    expect((await sheetOf(inquiryId)).answers.find(({ questionId }) => questionId === 'source_ip')).toMatchObject({ value: '192.0.2.55', readFromMail: false });
  });

  it('says so where a mail tells of several alerts, and fills nothing', async () => {
    const inquiryId = await receive(written([...notice, ...notice.map((line) => line.replace('CTS-1', 'CTS-2'))].join('\r\n')));
    expect(await readings(inquiryId)).toEqual({});
    expect(await events(inquiryId)).toContain('leave_alert');
    expect((await openInquiry(person, inquiryId)).text).toContain('メールに複数のアラートの通知があり、シートへは転記せず');
  });
});
