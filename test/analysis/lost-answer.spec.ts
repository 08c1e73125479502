import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeliveryResults } from '../../src/inquiries/outbox/delivery-results.js';
import { sql } from '../../src/platform/sql.js';
import { newId } from '../../src/platform/ids.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { aStaffedDesk, look, type Resource } from '../inquiries/story.js';
import { indexAll } from '../support/search.js';
import { elementById, wordsOf } from '../pages/page.js';
import { inSecondLine, now, readyReport, refused } from './analysis-story.js';

const minute = 60_000;

describe.each(databaseKinds())('an answer that never arrives on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  const reported = async (): Promise<Resource> => {
    const inquiry = await inSecondLine(desk, people);
    const reportVersion = await readyReport(people.analyst, inquiry);
    await now(people.analyst, inquiry, 'request-review', { reportVersion });
    await now(people.reader, inquiry, 'approve-report', { reportVersion });
    desk.clock.advance(minute);
    const sent = await now(people.analyst, inquiry, 'send-report', { means: 'mail', contactId: people.contact.id, reportVersion, countsAsFirstResponse: true });
    desk.clock.advance(minute);
    return sent;
  };
  const mailOf = async (inquiry: Resource, template = 'report'): Promise<string> =>
    (await desk.db.row<{ id: string }>(sql`SELECT id FROM outbox WHERE inquiry_id = ${inquiry.id} AND template = ${template} AND contact_id IS NOT NULL ORDER BY seq DESC LIMIT 1`))?.id ?? '';
  const fails = async (outboxId: string): Promise<void> => {
    await desk.db.tx(async (tx) => {
      await desk.db.execute(tx, sql`UPDATE outbox SET state = 'failed' WHERE id = ${outboxId}`);
      await desk.app.get(DeliveryResults).failed(tx, outboxId, desk.clock.now());
    });
  };
  const arrives = (outboxId: string): Promise<void> =>
    desk.db.tx(async (tx) => {
      await desk.db.execute(tx, sql`UPDATE outbox SET state = 'sent' WHERE id = ${outboxId}`);
      await desk.app.get(DeliveryResults).sent(tx, outboxId, desk.clock.now());
    });
  const withdraw = async (outboxId: string): Promise<number> =>
    (await people.analyst.api.postJson(`/api/v1/mail/outbox/${outboxId}/withdraw`, {}, { 'idempotency-key': newId() })).status;
  const standing = async (inquiry: Resource): Promise<string[]> => {
    const { status, clock } = await look(people.analyst, inquiry);
    return [status, clock];
  };
  const types = async (inquiry: Resource): Promise<string[]> =>
    (await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_id = ${inquiry.id} ORDER BY seq`)).map(({ type }) => type);

  it('D2: a report withdrawn before it went out is none: 二次対応中 again, on the record, the clock running', async () => {
    const inquiry = await reported();
    expect(await standing(inquiry)).toEqual(['answered', 'met']);
    expect(await withdraw(await mailOf(inquiry))).toBe(200);
    expect(await standing(inquiry)).toEqual(['second_line_work', 'running']);
    expect((await types(inquiry)).slice(-2)).toEqual(['note_answer_withdrawn', 'take_back_answer']);
    const page = (await people.analyst.client.get(`/inquiries/${inquiry.id}`)).text;
    expect(page).toContain('回答が届いていないため対応を再開');
    expect(page).toContain('理由：送信の取りやめ');
    const report = (await people.analyst.client.get(`/inquiries/${inquiry.id}/report`)).text;
    expect(report).toContain('この報告書は、お客様に届いていません。');
    expect(report).not.toContain('ご報告済み');
  });

  it('the next report begins with the words of the one that never arrived, in the same edition', async () => {
    const inquiry = await reported();
    await withdraw(await mailOf(inquiry));
    await now(people.analyst, inquiry, 'save-report', {});
    const [first, second] = await desk.db.rows<{ edition: string; sections: string; serial: number }>(sql`SELECT edition, sections, serial FROM report WHERE inquiry_id = ${inquiry.id} ORDER BY serial`);
    expect([second?.serial, second?.edition, JSON.parse(second?.sections ?? '')]).toEqual([2, 'first', JSON.parse(first?.sections ?? '')]);
  });

  it('a report that failed for good leads back, raises メール不達（要架電）, and is the answer again once it is resent and arrives', async () => {
    const inquiry = await reported();
    const mail = await mailOf(inquiry);
    await fails(mail);
    expect(await standing(inquiry)).toEqual(['second_line_work', 'running']);
    expect(await desk.db.rows(sql`SELECT kind FROM notice WHERE inquiry_id = ${inquiry.id} AND kind = 'undelivered'`)).toHaveLength(1);
    await arrives(mail);
    expect(await standing(inquiry)).toEqual(['answered', 'met']);
    expect((await types(inquiry)).slice(-4)).toEqual(['note_delivery_failed', 'take_back_answer', 'note_delivered', 'restore_answer']);
  });

  it('lists say of an answer by mail what its own page says, until it has left', async () => {
    const inquiry = await reported();
    await indexAll(desk);
    const lists = async (): Promise<string[]> => {
      const rows = ['/queue?view=all', `/search?q=${encodeURIComponent('不審な通信')}`, `/queue/bulk?pick=${inquiry.id}`].map(async (path) => {
        const row = (await people.analyst.client.get(path)).text.split(/<(?:tr|li)\b/).find((each) => each.includes(`href="/inquiries/${inquiry.id}"`)) ?? '';
        return /回答のメールは[^<]+|回答済み[^<]+/.exec(row)?.[0] ?? row;
      });
      return [...new Set(await Promise.all(rows))];
    };
    expect(await lists()).toEqual(['回答のメールは送信待ち']);
    await arrives(await mailOf(inquiry));
    expect(await lists()).toEqual(['回答済み（ご確認待ち）']);
  });

  it('its open page looks by itself until the mail has left, and says then that it has gone on', async () => {
    const inquiry = await reported();
    for (const page of ['', '/analysis', '/report']) {
      const opened = (await people.analyst.client.get(`/inquiries/${inquiry.id}${page}`)).text;
      expect(opened).toContain('data-answer-leaves>回答のメールは送信待ち');
      expect(opened).toContain('<input type="hidden" name="mail" value="waiting">');
    }
    const { version } = await look(people.analyst, inquiry);
    const news = async (mail: string): Promise<string> => (await people.analyst.client.get(`/inquiries/${inquiry.id}/news?seen=${version}&mail=${mail}`, { 'hx-request': 'true' })).text;
    expect(await news('waiting')).toBe('');
    await arrives(await mailOf(inquiry));
    const gone = await news('waiting');
    expect(wordsOf(gone)).toContain('回答のメールの状況が変わりました。 最新の内容を表示');
    expect(gone).toContain('回答済み（ご確認待ち）');
    expect(gone).not.toContain('data-answer-leaves');
    expect(await news(''), 'a page that shows it has nothing to hear').toBe('');
  });

  it('withdrawing what had failed changes nothing twice', async () => {
    const inquiry = await reported();
    const mail = await mailOf(inquiry);
    await fails(mail);
    const before = await types(inquiry);
    expect(await withdraw(mail)).toBe(200);
    expect(await types(inquiry)).toEqual(before);
  });

  it('a second report of a cycle leads back as well, though the first response stands', async () => {
    const inquiry = await inSecondLine(desk, people);
    await now(people.analyst, inquiry, 'answer', { means: 'phone', contactId: people.contact.id, number: '03-5555-1001', person: '山田様', text: '途中経過', countsAsFirstResponse: true });
    const reportVersion = await readyReport(people.analyst, inquiry);
    await now(people.analyst, inquiry, 'request-review', { reportVersion });
    await now(people.reader, inquiry, 'approve-report', { reportVersion });
    await now(people.analyst, inquiry, 'send-report', { means: 'mail', contactId: people.contact.id, reportVersion, countsAsFirstResponse: true });
    await withdraw(await mailOf(inquiry));
    expect(await standing(inquiry)).toEqual(['second_line_work', 'met']);
  });

  it('an interim mail that failed takes no later answer with it: the call that followed is the first response', async () => {
    const inquiry = await inSecondLine(desk, people);
    await now(people.analyst, inquiry, 'answer', { means: 'mail', contactId: people.contact.id, text: '途中経過', countsAsFirstResponse: true });
    const mail = await mailOf(inquiry, 'interim_answer');
    desk.clock.advance(5 * minute);
    const calledAt = desk.clock.now();
    await now(people.analyst, inquiry, 'answer', { means: 'phone', contactId: people.contact.id, number: '03-5555-1001', person: '山田様', text: '説明', countsAsFirstResponse: true, final: true });
    expect(elementById((await people.analyst.client.get(`/inquiries/${inquiry.id}`)).text, 'inquiry-state'), 'answered by the call, whatever becomes of the older mail').toContain('回答済み（ご確認待ち）');
    desk.clock.advance(minute);
    await fails(mail);
    const after = await look(people.analyst, inquiry);
    expect([after.status, after.clock, Date.parse(after.firstResponseAt ?? '')]).toEqual(['answered', 'met', calledAt]);
  });

  it('a receipt that bounced raises a call and leads nowhere', async () => {
    const inquiry = await reported();
    await fails(await mailOf(inquiry, 'receipt'));
    expect(await standing(inquiry)).toEqual(['answered', 'met']);
  });

  it('T32: what was closed without the customer is open again with a new cycle; where he agreed it stays', async () => {
    const silent = await reported();
    await now(people.analyst, silent, 'announce-closing');
    for (const _ of [1, 2]) await now(people.analyst, silent, 'log-call', { outcome: 'absent', number: '03-5555-1001' });
    await now(people.lead, silent, 'close', { resolution: 'answered_by_second_line' });
    await fails(await mailOf(silent));
    expect(await standing(silent)).toEqual(['second_line_work', 'running']);
    expect((await types(silent)).at(-1)).toBe('reopen');
    expect(await desk.db.rows(sql`SELECT cycle FROM response_cycle WHERE inquiry_id = ${silent.id}`)).toHaveLength(2);

    const agreed = await reported();
    await now(people.lead, agreed, 'close', { resolution: 'answered_by_second_line', confirmedByCustomer: true });
    await fails(await mailOf(agreed));
    expect(await standing(agreed)).toEqual(['closed', 'not_applicable']);
  });

  it('D2: a mail of an old cycle that bounces late leaves the new cycle alone', async () => {
    const inquiry = await reported();
    const old = await mailOf(inquiry);
    await now(people.first, inquiry, 'follow-up');
    desk.clock.advance(minute);
    await now(people.analyst, inquiry, 'answer', { means: 'phone', contactId: people.contact.id, number: '03-5555-1001', person: '山田様', text: '回答', countsAsFirstResponse: true, final: true });
    await fails(old);
    expect(await standing(inquiry)).toEqual(['answered', 'met']);
  });

  it('T24c, C4: until the report goes its author takes it back, read or not, and the reading counts no more', async () => {
    const inquiry = await inSecondLine(desk, people);
    const reportVersion = await readyReport(people.analyst, inquiry);
    await now(people.analyst, inquiry, 'request-review', { reportVersion });
    expect(await refused(people.reader, inquiry, 'take-back-report')).toEqual([403, 'forbidden']);
    expect((await people.analyst.client.get(`/inquiries/${inquiry.id}/report`)).text).toContain('確認依頼を取り下げて書き直す');
    expect((await now(people.analyst, inquiry, 'take-back-report')).status).toBe('second_line_work');
    await now(people.analyst, inquiry, 'save-report', { reportVersion, impact: '書き直した影響' });
    await now(people.analyst, inquiry, 'request-review', { reportVersion: 3 });
    await now(people.reader, inquiry, 'approve-report', { reportVersion: 3 });
    expect((await people.reader.client.get(`/inquiries/${inquiry.id}/report`)).text).toContain('修正を依頼する');
    expect((await people.analyst.client.get(`/inquiries/${inquiry.id}/report`)).text).toContain('確認済みを取り消して書き直す');
    expect((await now(people.analyst, inquiry, 'take-back-report')).status).toBe('second_line_work');
    await now(people.analyst, inquiry, 'request-review', { reportVersion: 3 });
    expect(await refused(people.analyst, inquiry, 'send-report', { means: 'mail', contactId: people.contact.id, reportVersion: 3, countsAsFirstResponse: true })).toEqual([409, 'second_reader_required']);
  });
});
