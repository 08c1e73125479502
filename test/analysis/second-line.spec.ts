import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { act, hear, aStaffedDesk, look, type Resource } from '../inquiries/story.js';
import { allStages, canary, inSecondLine, now, readyReport, refused, writtenFields } from './analysis-story.js';

interface Mail {
  readonly template: string;
  readonly toAddress: string;
  readonly data: string;
  readonly countsAsAnswer: boolean | number;
}

describe.each(databaseKinds())('the second line on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  const taken = (): Promise<Resource> => inSecondLine(desk, people);
  const mails = (inquiry: Resource, template: string): Promise<Mail[]> =>
    desk.db.rows(
      sql`SELECT template, to_address AS "toAddress", data, counts_as_answer AS "countsAsAnswer" FROM outbox
          WHERE inquiry_id = ${inquiry.id} AND template = ${template} ORDER BY seq`,
    );
  /** Which notices of an inquiry a person has. */
  const told = async (person: { readonly staffId: string }, inquiry: Resource): Promise<string[]> => {
    const rows = await desk.db.rows<{ kind: string }>(sql`SELECT kind FROM notice WHERE inquiry_id = ${inquiry.id} AND staff_id = ${person.staffId} ORDER BY created_at, id`);
    return rows.map(({ kind }) => kind);
  };
  /** Time in which everybody keeps his session by looking now and then. */
  const passes = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 20 * 60_000) {
      desk.clock.advance(Math.min(left, 20 * 60_000));
      for (const person of [people.first, people.analyst, people.reader, people.lead]) await person.api.get('/api/v1/inquiries');
    }
  };
  const send = (reportVersion: number, others: object = {}): object => ({
    means: 'mail', contactId: people.contact.id, reportVersion, countsAsFirstResponse: true, ...others,
  });

  it('T23-T25, C4: a report is read by a second analyst and goes to the registered contact once', async () => {
    const inquiry = await taken();
    const reportVersion = await readyReport(people.analyst, inquiry);
    expect((await now(people.analyst, inquiry, 'request-review', { reportVersion })).status).toBe('report_review');
    expect(await refused(people.analyst, inquiry, 'approve-report', { reportVersion })).toEqual([409, 'second_reader_required']);
    expect(await refused(people.analyst, inquiry, 'send-report', send(reportVersion))).toEqual([409, 'second_reader_required']);
    await now(people.reader, inquiry, 'approve-report', { reportVersion });
    const answered = await now(people.analyst, inquiry, 'send-report', send(reportVersion));
    expect([answered.status, answered.clock]).toEqual(['answered', 'met']);

    const [mail, ...others] = await mails(inquiry, 'report');
    expect(others).toEqual([]);
    expect(mail?.toAddress).toBe(people.contact.email);
    expect(Boolean(mail?.countsAsAnswer)).toBe(true);
    const { sections } = JSON.parse(mail?.data ?? '{}') as { sections: { heading: string; lines: string[] }[] };
    expect(sections.map(({ heading }) => heading)).toEqual([
      '社長にお見せいただく一枚', '1. 報告書について', '2. 要約', '3. お問い合わせ内容と前提', '4. 状況整理', '5. 攻撃工程の進み具合', '6. 影響',
      '7. 推奨する対応', '8. 解決策・再発防止策の概要', '9. 今後の予定・お願い事項', '10. ご案内', '11. ご留意事項', '12. 用語解説・お問い合わせ先',
    ]);
    expect(sections.every(({ lines }) => lines.length > 0)).toBe(true);
    expect(sections[4]?.lines.join('\n')).toContain('2026年11月24日（火）09:50（日本時間）');
    expect(sections[4]?.lines.join('\n')).toContain('> Malware communication was detected.');
  });

  it('C3: nothing of a portal-only note is in outbox, report or texts that leave', async () => {
    const inquiry = await taken();
    const reportVersion = await readyReport(people.analyst, inquiry);
    await now(people.analyst, inquiry, 'request-review', { reportVersion });
    await now(people.reader, inquiry, 'approve-report', { reportVersion });
    await now(people.analyst, inquiry, 'send-report', send(reportVersion));
    const leaving = await desk.db.rows<{ text: string }>(
      sql`SELECT data AS text FROM outbox WHERE inquiry_id = ${inquiry.id}
          UNION ALL SELECT sections FROM report WHERE inquiry_id = ${inquiry.id}
          UNION ALL SELECT printed FROM report WHERE inquiry_id = ${inquiry.id}
          UNION ALL SELECT body FROM inquiry_text WHERE inquiry_id = ${inquiry.id} AND disclosure <> 'second_line'
          UNION ALL SELECT data FROM event WHERE stream_id = ${inquiry.id}`,
    );
    expect(leaving.length).toBeGreaterThan(10);
    for (const secret of Object.values(canary)) expect(leaving.filter(({ text }) => text.includes(secret))).toEqual([]);
  });

  it.each([
    ['the address, defanged', '宛先は203[.]0[.]113[.]77でした。'],
    ['the address in full width', '宛先は２０３．０．１１３．７７でした。'],
    ['a phrase', canary.phrase],
  ])('C3, T23: a report with %s is refused before it is read', async (_title, impact) => {
    const inquiry = await taken();
    const reportVersion = await readyReport(people.analyst, inquiry, { impact });
    expect(await refused(people.analyst, inquiry, 'request-review', { reportVersion })).toEqual([409, 'restricted_value']);
  });

  it('C3: neither an indicator, a step’s evidence nor a memo of the second line goes out, however written; what the customer’s own portal shows does', async () => {
    const inquiry = await taken();
    const hash = 'ab12'.repeat(16);
    let reportVersion = await readyReport(people.analyst, inquiry);
    await now(people.analyst, inquiry, 'add-indicator', { type: 'sha256', value: hash, source: 'analyst', disclosure: 'second_line' });
    await now(people.analyst, inquiry, 'set-attack-progress', { stages: allStages.map((each, index) => (index === 0 ? { ...each, evidence: '点数八十二で自動判定に掛かった' } : each)) });
    await now(people.analyst, inquiry, 'add-note', { text: '班内では誤検知の見立てを先に確かめる', secondLineOnly: true });
    await now(people.analyst, inquiry, 'add-portal-note', { text: 'Malware communication was detected. 82' });
    const written = async (impact: string): Promise<[number, string] | undefined> => {
      await now(people.analyst, inquiry, 'save-report', { reportVersion, ...writtenFields, impact });
      reportVersion += 1;
      const answer = await act(people.analyst, await look(people.analyst, inquiry), 'request-review', { reportVersion });
      return answer.status < 300 ? undefined : [answer.status, answer.json<{ code: string }>().code];
    };
    for (const impact of [`ハッシュ値は${hash.toUpperCase()}です。`, '「点数八十二で自動判定に掛かった」とのことです。', '班内では誤検知の見立てを先に、と考えます。']) expect(await written(impact), impact).toEqual([409, 'restricted_value']);
    expect(await written('通知には「Malware communication was detected.」とあります。')).toBeUndefined();
  });

  it('C3: what became restricted after the reading still stops the report', async () => {
    const inquiry = await taken();
    const reportVersion = await readyReport(people.analyst, inquiry, { impact: '宛先 198.51.100.9' });
    await now(people.analyst, inquiry, 'request-review', { reportVersion });
    await now(people.reader, inquiry, 'approve-report', { reportVersion });
    await now(people.reader, inquiry, 'add-portal-note', { text: '198.51.100.9' });
    expect(await refused(people.analyst, inquiry, 'send-report', send(reportVersion))).toEqual([409, 'restricted_value']);
    expect(await mails(inquiry, 'report')).toEqual([]);
  });

  it('C3 開示承認: the lead alone releases one exact value, with a reason', async () => {
    const inquiry = await taken();
    const reportVersion = await readyReport(people.analyst, inquiry, { recommendations: `1. ${canary.address} を遮断する` });
    const release = { value: canary.address, reason: '遮断のために必要' };
    expect(await refused(people.analyst, inquiry, 'release-value', release)).toEqual([403, 'forbidden']);
    expect(await refused(people.lead, inquiry, 'release-value', { ...release, reason: '' })).toEqual([422, 'validation_failed']);
    expect(await refused(people.lead, inquiry, 'release-value', { ...release, value: '192.0.2.250' })).toEqual([422, 'validation_failed']);
    await now(people.lead, inquiry, 'release-value', release);
    expect((await now(people.analyst, inquiry, 'request-review', { reportVersion })).status).toBe('report_review');
  });

  it('C3: what the portal showed the customer must be checked, and the progress set, before a report is read', async () => {
    const inquiry = await taken();
    await now(people.analyst, inquiry, 'save-report', {});
    await now(people.analyst, inquiry, 'save-report', { reportVersion: 1, ...writtenFields });
    const reportVersion = 2;
    expect(await refused(people.analyst, inquiry, 'request-review', { reportVersion })).toEqual([422, 'fields_missing']);
    await now(people.analyst, inquiry, 'save-portal-notice', { quote: 'Detected' });
    expect(await refused(people.analyst, inquiry, 'request-review', { reportVersion })).toEqual([422, 'fields_missing']);
    await now(people.analyst, inquiry, 'set-attack-progress', { stages: allStages.slice(0, 1) });
    expect((await now(people.analyst, inquiry, 'request-review', { reportVersion })).status).toBe('report_review');
  });

  it('C4, V38: unread after 60 minutes it may go, and is read afterwards by somebody else', async () => {
    const inquiry = await taken();
    const reportVersion = await readyReport(people.analyst, inquiry);
    await now(people.analyst, inquiry, 'request-review', { reportVersion });
    await passes(60 * 60_000 - 1);
    expect(await refused(people.analyst, inquiry, 'send-report', send(reportVersion, { unread: true }))).toEqual([409, 'second_reader_required']);
    desk.clock.advance(1);
    expect(await refused(people.analyst, inquiry, 'send-report', send(reportVersion)), 'never by a slip').toEqual([409, 'second_reader_required']);
    await now(people.analyst, inquiry, 'send-report', send(reportVersion, { unread: true }));
    expect(await refused(people.analyst, inquiry, 'approve-afterwards')).toEqual([409, 'second_reader_required']);
    expect(await told(people.analyst, inquiry)).not.toContain('report_read');
    await now(people.reader, inquiry, 'approve-afterwards', { comment: '問題なし' });
    expect(await told(people.analyst, inquiry)).toContain('report_read');
    expect(await refused(people.lead, inquiry, 'approve-afterwards')).toEqual([409, 'illegal_transition']);
  });

  it('a further report begins with the words of the one before, which the customer has read', async () => {
    const inquiry = await taken();
    const reportVersion = await readyReport(people.analyst, inquiry, { impact: '影響は経理の1台です。' });
    await now(people.analyst, inquiry, 'request-review', { reportVersion });
    await now(people.reader, inquiry, 'approve-report', { reportVersion });
    await now(people.analyst, inquiry, 'send-report', send(reportVersion));
    await now(people.first, inquiry, 'follow-up');
    await now(people.analyst, inquiry, 'save-report');
    const row = await desk.db.row<{ edition: string; sections: string | object }>(sql`SELECT edition, sections FROM report WHERE inquiry_id = ${inquiry.id} AND state = 'draft'`);
    expect([row?.edition, JSON.stringify(row?.sections)]).toEqual(['follow_up', expect.stringContaining('影響は経理の1台です。')]);
  });

  it('D4: who did something himself finds no notice of it; a colleague does', async () => {
    const inquiry = await taken();
    const answer = { means: 'phone', contactId: people.contact.id, text: '分かったことをお伝えした', final: true, countsAsFirstResponse: true, number: '03-5555-1001', person: '山田様' };
    await now(people.analyst, inquiry, 'answer', answer);
    await now(people.analyst, inquiry, 'follow-up');
    expect(await told(people.analyst, inquiry), 'his own').not.toContain('customer_answered');
    await now(people.analyst, inquiry, 'answer', answer);
    await now(people.first, inquiry, 'follow-up');
    expect(await told(people.analyst, inquiry), 'the first line’s').toContain('customer_answered');
  });

  it('T24: a returned report is a draft again; in review nobody edits it', async () => {
    const inquiry = await taken();
    const reportVersion = await readyReport(people.analyst, inquiry);
    await now(people.analyst, inquiry, 'request-review', { reportVersion });
    expect(await refused(people.analyst, inquiry, 'save-report', { reportVersion, impact: '別の内容' })).toEqual([409, 'illegal_transition']);
    expect((await now(people.reader, inquiry, 'return-report', { comment: '影響を詳しく' })).status).toBe('second_line_work');
    await now(people.reader, inquiry, 'save-report', { reportVersion, impact: '共同で書いた' });
    expect(await told(people.analyst, inquiry)).toContain('report_returned');
    await now(people.analyst, inquiry, 'request-review', { reportVersion: 3 });
    expect(await refused(people.reader, inquiry, 'approve-report', { reportVersion: 3 }), 'who wrote on it is no second reader').toEqual([409, 'second_reader_required']);
    expect(await refused(people.lead, inquiry, 'approve-report', { reportVersion: 2 })).toEqual([412, 'version_stale']);
    await now(people.lead, inquiry, 'approve-report', { reportVersion: 3 });
    expect([await told(people.analyst, inquiry), await told(people.reader, inquiry)]).toEqual([expect.arrayContaining(['report_read']), expect.not.arrayContaining(['report_read'])]);
  });

  it('saves a report under its own version and loses nobody’s words', async () => {
    const inquiry = await taken();
    await now(people.analyst, inquiry, 'save-report', {});
    const before = await look(people.analyst, inquiry);
    await now(people.analyst, inquiry, 'save-report', { reportVersion: 1, summary: '一人目' });
    expect((await look(people.analyst, inquiry)).version, 'saving disturbs no other form').toBe(before.version);
    expect(await refused(people.reader, inquiry, 'save-report', { reportVersion: 1, summary: '二人目' })).toEqual([412, 'version_stale']);
    await now(people.reader, inquiry, 'save-report', { reportVersion: 2, impact: '二人目' });
    const row = await desk.db.row<{ sections: string }>(sql`SELECT sections FROM report WHERE inquiry_id = ${inquiry.id}`);
    expect(row?.sections).toContain('一人目');
    expect(row?.sections).toContain('二人目');
  });

  it('a sent report is immutable, whoever asks', async () => {
    const inquiry = await taken();
    const reportVersion = await readyReport(people.analyst, inquiry);
    await now(people.analyst, inquiry, 'request-review', { reportVersion });
    await now(people.reader, inquiry, 'approve-report', { reportVersion });
    await now(people.analyst, inquiry, 'send-report', send(reportVersion, { means: 'meeting', summary: '画面を見ながら説明した' }));
    expect(await mails(inquiry, 'report')).toEqual([]);
    await expect(desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE report SET sections = '{}' WHERE inquiry_id = ${inquiry.id}`))).rejects.toThrow(/immutable/);
    await expect(desk.db.tx((tx) => desk.db.execute(tx, sql`DELETE FROM report WHERE inquiry_id = ${inquiry.id}`))).rejects.toThrow(/immutable/);
  });

  it('A5, T25: where accounts may be compromised a mail waits for a call-back', async () => {
    const inquiry = await taken();
    await hear(desk, people.first, inquiry, [{ questionId: 'host_symptoms', group: 0, state: 'value', value: ['account_lock'] }]);
    await now(people.analyst, inquiry, 'verify', { method: 'registered_email_roundtrip', result: 'verified', contactId: people.contact.id });
    const answer = { means: 'mail', contactId: people.contact.id, text: '途中経過です。' };
    expect(await refused(people.analyst, inquiry, 'answer', answer)).toEqual([409, 'contact_not_verified']);
    await now(people.analyst, inquiry, 'verify', { method: 'callback_to_registered_phone', result: 'verified', contactId: people.contact.id, number: '03-5555-1001', person: '山田様' });
    expect((await now(people.analyst, inquiry, 'answer', answer)).status).toBe('second_line_work');
  });

  it('T26, C7: answers at once by mail, telephone or meeting, unread, without a word that is restricted', async () => {
    const inquiry = await taken();
    await now(people.analyst, inquiry, 'add-portal-note', { text: canary.address });
    const answer = { means: 'mail', contactId: people.contact.id, text: '一つ目の段落です。\n\n二つ目の段落です。', countsAsFirstResponse: 'on' };
    expect(await refused(people.analyst, inquiry, 'answer', { ...answer, text: `宛先は ${canary.address}` })).toEqual([409, 'restricted_value']);
    const answered = await now(people.analyst, inquiry, 'answer', answer);
    expect([answered.status, answered.clock]).toEqual(['second_line_work', 'met']);
    const [mail] = await mails(inquiry, 'interim_answer');
    expect(JSON.parse(mail?.data ?? '{}')).toMatchObject({ paragraphs: ['一つ目の段落です。', '二つ目の段落です。'] });
    expect(Boolean(mail?.countsAsAnswer)).toBe(true);
    await now(people.analyst, inquiry, 'answer', { ...answer, text: '続きです。' });
    expect((await mails(inquiry, 'interim_answer')).map(({ countsAsAnswer }) => Boolean(countsAsAnswer)), 'its failure takes no earlier answer back').toEqual([true, false]);
    const final = await now(people.analyst, inquiry, 'answer', { ...answer, means: 'phone', number: '03-5555-1001', person: '山田様', final: true });
    expect(final.status).toBe('answered');
  });
});
