import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MonthlyFigures } from '../../src/reports/figures.service.js';
import { sql } from '../../src/platform/sql.js';
import { newId } from '../../src/platform/ids.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type SignedIn, type TestDesk } from '../support/desk.js';
import { inSecondLine, readyReport } from '../analysis/analysis-story.js';
import { aStaffedDesk, done, look, takeCall, type Resource } from '../inquiries/story.js';

describe.each(databaseKinds())('the figures on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  let escalated: Resource;
  const month = '2026-11';

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
    escalated = await inSecondLine(desk, people);
    await readyReport(people.analyst, escalated);
    await done(people.analyst, await look(people.analyst, escalated), 'request-addition', { questionIds: ['contact_window', 'alert_title'], comment: '教えてください' });
    await takeCall(people.first, { customerId: people.customer.id, callerName: '=HYPERLINK("http://evil.example")' });
    await desk.db.tx(async (tx) => {
      await desk.db.execute(tx, sql`UPDATE response_cycle SET result = 'missed', due_at = ${desk.clock.now()} WHERE inquiry_id = ${escalated.id}`);
    });
    await desk.app.get(MonthlyFigures, { strict: false }).count(month);
  });
  afterAll(() => desk.close());

  const figures = async (person: SignedIn, path = ''): Promise<{ subject: string; figures?: Record<string, unknown>; keyFigures: { name: string; value: string }[] }> =>
    (await person.api.get(`/api/v1/figures?month=${month}${path}`)).json();

  it('count what happened, with their denominators, for the owner as they are', async () => {
    const { figures: all } = await figures(people.owner);
    expect(all).toMatchObject({
      accepted: 2, byChannel: { phone: 2 }, escalation: { n: 1, of: 2 }, addition: { n: 1, of: 1 }, additionFields: { alert_title: 1, contact_window: 1 },
      target: { n: 0, of: 1 }, missedBecause: { second_line_work: 1 }, backlog: 2, waitingOn: { hearing: 1, second_line_work: 1 }, receipt: { n: 1 }, customers: 1,
      threatsByAlert: { c2_communication: 1 }, load: expect.arrayContaining([expect.arrayContaining([2])]),
    });
  });

  it('B5: are its own desk’s for a first line, all for the second, and nobody’s of another desk', async () => {
    const other = await desk.signIn('first_line_supervisor');
    await desk.app.get(MonthlyFigures, { strict: false }).count(month);
    expect((await figures(people.supervisor)).subject).toBe(`desk:${people.customer.supportDeskId}`);
    expect((await figures(people.lead)).subject).toBe('all');
    const theirs = await other.api.get(`/api/v1/figures?month=${month}&subject=desk:${people.customer.supportDeskId}`);
    expect([theirs.status, (await other.client.get(`/figures?month=${month}&subject=all`)).status]).toEqual([404, 404]);
    expect((await figures(other)).keyFigures.find(({ name }) => name === 'accepted')?.value).toBe('0');
    expect((await other.client.get(`/figures/missed?month=${month}`)).text).not.toContain(escalated.number);
  });

  it('withhold numbers below three from whose own cases are not counted', async () => {
    const seen = await figures(people.lead);
    expect([seen.figures, seen.keyFigures.find(({ name }) => name === 'accepted')?.value]).toEqual([undefined, '3未満']);
    const page = (await people.lead.client.get(`/figures?month=${month}`)).text;
    expect(page).toContain('3未満の数は表示しません');
    expect(page).not.toMatch(/（[12]／[0-9]+）/);
  });

  it('tell a desk its own numbers as they are, but for what the analysts judged', async () => {
    const seen = await figures(people.supervisor);
    expect([seen.figures, seen.keyFigures.find(({ name }) => name === 'accepted')?.value]).toEqual([undefined, '2']);
    const page = (await people.supervisor.client.get(`/figures?month=${month}&view=all`)).text;
    expect(page).toMatch(/（1／2）/);
    const beside = [...page.matchAll(/<dt>([^<]+)<\/dt><dd>[^<]*<span class="help">([^<]*)<\/span>/g)].map(([, label, counted]) => [label, counted]);
    expect(beside, 'what is counted stands beside the number').toContainEqual(['最初のご回答までの時間', '月内に目標期限が来た対応のうち、ご回答したもの']);
    expect(page.match(/月内に目標期限が来た対応/g)?.length, 'what a target is a share of has one name').toBeGreaterThan(2);
    expect(page, 'and what was done since is said to come').toMatch(/に集計しました（月の途中）。それよりあとの操作は、次の集計（<span class="nowrap">\d\d:\d\dまで<\/span>）から数に入ります/);
    expect(beside.filter(([, counted]) => counted === '')).toEqual([]);
    expect(page).toContain('攻撃工程と判定は、お客様が特定されるおそれのある3未満の数を表示しません');
  });

  it('are three dashboards: each begins with what its reader needs, within his walls', async () => {
    const shown = async (person: SignedIn, view = ''): Promise<{ current: string | undefined; charts: string[]; firstKey: string | undefined }> => {
      const { text } = await person.client.get(`/figures?month=${month}${view}`);
      const current = /aria-label="見る人ごとの集計"[\s\S]*?aria-current="page">([^<]+)</.exec(text)?.[1];
      return { current, charts: [...text.matchAll(/id="heading-(\w+)"/g)].map(([, id = '']) => id), firstKey: /class="key-figures"><div><dt>([^<]+)</.exec(text)?.[1] };
    };
    expect(await shown(people.supervisor)).toMatchObject({ current: '一次受付の責任者', firstKey: '受付件数', charts: ['load', 'ageing', 'target', 'missedBecause', 'additionFields', 'waitingOn', 'byKind', 'categories'] });
    expect(await shown(people.lead)).toMatchObject({ current: '二次受付の責任者', firstKey: '未完了' });
    expect((await shown(people.lead)).charts.slice(0, 3)).toEqual(['ageing', 'waitingOn', 'comeBack']);
    expect(await shown(people.owner)).toMatchObject({ current: 'サービス主管' });
    expect((await shown(people.supervisor, '&view=second')).charts, 'other desks are not his').not.toContain('comeBack');
    expect((await shown(people.owner, '&view=all')).charts.length).toBeGreaterThan(12);
  });

  it('are charts with a name, a description and a table, without a style that our policy refuses', async () => {
    const { text } = await people.owner.client.get(`/figures?month=${month}`);
    const charts = text.match(/<svg class="chart"[\s\S]*?<\/svg>/g) ?? [];
    expect(charts.length).toBeGreaterThan(6);
    for (const svg of charts) {
      expect(svg).toMatch(/role="img" aria-labelledby="chart-(\w+)-title chart-\1-desc"/);
      expect(svg).not.toMatch(/<style| style=|<script|onload/);
    }
    expect(new Set(text.match(/ id="[^"]+"/g)).size).toBe(text.match(/ id="[^"]+"/g)?.length);
    const upright = charts.filter((svg) => svg.includes('id="chart-loadUpright-title"'));
    expect(upright, 'the hours of a day stand once below each other, for a telephone').toHaveLength(1);
    expect(text.match(/表で見る/g)?.length).toBeGreaterThanOrEqual(charts.length - upright.length);
  });

  it('D1: list every missed target with where it stood when it fell due', async () => {
    const { text } = await people.supervisor.client.get(`/figures/missed?month=${month}`);
    expect(text).toContain(escalated.number);
    expect(text).toContain('期限の時点で二次対応中');
  });

  it('H9: list for the owner alone the questions that no answer or report of the month took up, and lead to the draft', async () => {
    expect((await people.lead.client.get('/question-use')).status).toBe(403);
    const counted = async (): Promise<{ id: string; answered: number; used: number }[]> => {
      expect((await people.owner.client.postForm('/question-use/counting', { month })).status).toBe(303);
      return (await people.owner.api.get(`/api/v1/question-use?month=${month}`)).json<{ questions: { id: string; answered: number; used: number }[] }>().questions;
    };
    expect((await people.owner.client.get(`/question-use?month=${month}`)).text).toContain('まだ集計していません');
    const before = await counted();
    expect(before.find(({ id }) => id === 'alert_external_id')).toMatchObject({ answered: 1, used: 0 });
    await done(people.analyst, await look(people.analyst, escalated), 'add-note', { text: 'CTS-0001 を確認中' });
    expect((await counted()).find(({ id }) => id === 'alert_external_id'), 'a note is no answer').toMatchObject({ used: 0 });
    const { text } = await people.owner.client.get(`/question-use?month=${month}`);
    expect(text).toContain('お客様に回答したか報告書を送った問合せだけを数えます');
    expect(text, 'one answer is too little to go by').toContain('外す候補はありません');
    await done(people.analyst, await look(people.analyst, escalated), 'answer', { means: 'phone', text: '通知（ＣＴＳ－０００１）についてご説明しました。', contactId: people.contact.id, number: '03-5555-1001', person: '山田様', countsAsFirstResponse: false });
    expect((await counted()).find(({ id }) => id === 'alert_external_id')).toMatchObject({ answered: 1, used: 1 });
    const kept = JSON.stringify({ desired_outcome: { answered: 6, open: 0, told: 5, used: 0 } });
    await desk.db.tx((tx) => desk.db.execute(tx, sql`INSERT INTO question_use (month, computed_at, counts) VALUES ('2025-12', 0, ${kept})`));
    const year = (await people.owner.client.get(`/question-use?month=${month}`)).text;
    expect(year).toMatch(/外す候補 <span class="count">1<[\s\S]*回答した[56]件で使用なし/);
    expect(year).toContain('action="/hearing-sheets/1/drafts"');
  });

  it('are offered for publishing once the whole month is counted; till then the page says from when', async () => {
    const acts = async (of: string): Promise<string> => /figures-acts[^]*?<div class="charts">/.exec((await people.owner.client.get(`/figures?month=${of}`)).text)?.[0] ?? '';
    const uncounted = await acts('2026-09');
    expect(uncounted).toContain('2026年9月の月次報告は、月の終わりまでの集計ができると公開できます。');
    expect(uncounted).not.toContain('action="/figures/publication"');
    await people.owner.client.postForm('/figures/counting', { month: '2026-09', subject: 'all' });
    expect(await acts('2026-09')).toContain('action="/figures/publication"');
    const running = await acts(month);
    expect(running).toContain('月次報告は、2026年12月1日（火）から公開できます。');
    expect(running).not.toContain('action="/figures/publication"');
    expect(await acts('2027-03'), 'nothing to count').not.toContain('action="/figures/counting"');
  });

  it('are published once a month is over and never change; what changes later shows as a correction', async () => {
    await people.owner.client.get('/figures');
    const early = await people.owner.client.postForm('/figures/publication', { month });
    expect(early.status).toBe(409);
    expect((await people.owner.client.postForm('/figures/publication', { month: '2026-10' })).status).toBe(303);
    const { content } = (await desk.db.row<{ content: string }>(sql`SELECT content FROM published_report WHERE month = '2026-10'`)) ?? { content: '' };
    expect(Object.keys((JSON.parse(content) as { definitions: object }).definitions)).toContain('firstLineResolution');
    expect((await people.owner.client.postForm('/figures/publication', { month: '2026-10' })).status).toBe(409);
    expect((await people.lead.client.postForm('/figures/publication', { month: '2026-09' })).status).not.toBe(303);
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE response_cycle SET accepted_at = ${Date.parse('2026-10-30T10:00:00+09:00')} WHERE inquiry_id = ${escalated.id}`));
    const recounted = await people.owner.client.postForm('/figures/counting', { month: '2026-10', subject: 'all', view: 'second' });
    expect(recounted.headers.get('location'), 'shows again what it showed').toBe('/figures?month=2026-10&subject=all&view=second');
    expect((await people.owner.client.get('/figures?month=2026-10')).text).toMatch(/訂正：[\s\S]*受付件数/);
    expect((await desk.db.row<{ content: string }>(sql`SELECT content FROM published_report WHERE month = '2026-10'`))?.content).toBe(content);
  });

  const made = async (person: SignedIn, fields: Record<string, string>): Promise<Awaited<ReturnType<SignedIn['client']['get']>>> => {
    await person.client.get('/queue');
    const asked = await person.client.postForm('/exports', fields);
    // On a busy machine it is still being made; the page says so, and later has the file.
    const href = await vi.waitFor(async () => {
      const { text } = await person.client.follow(asked);
      return /href="(\/exports\/[^"]+\/file)"/.exec(text)?.[1] ?? expect.fail(text.replaceAll(/<[^>]+>/g, ' ').slice(0, 600));
    }, { timeout: 30_000, interval: 200 });
    return person.client.get(href);
  };

  it('ASVS 1.2.10: a list is a CSV that Excel opens as Japanese and that computes nothing', async () => {
    const file = await made(people.supervisor, { list: 'queue', format: 'csv', address: 'view=all' });
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect([...file.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = file.bytes.toString('utf8').split('\r\n');
    expect(lines[0]).toContain('受付番号,状態,利用者');
    expect(lines).toHaveLength(4);
    expect(file.bytes.toString('utf8')).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    const event = await desk.db.row<{ data: string }>(sql`SELECT data FROM event WHERE stream_type = 'export' AND data LIKE '%"queue"%'`);
    expect(JSON.parse(event?.data ?? '{}')).toMatchObject({ content: 'queue', format: 'csv', rows: 2 });
  });

  it('a list is a workbook with texts as texts', async () => {
    const file = await made(people.owner, { list: 'customers', format: 'xlsx' });
    const rows = await readSheet(file.bytes);
    expect(rows[0]?.[0]).toBe('利用者');
    expect(rows).toHaveLength(2);
    expect((await made(people.owner, { list: 'figures', format: 'xlsx', month, subject: '' })).status).toBe(200);
    expect((await made(people.owner, { list: 'missed', format: 'csv', month })).text).toContain(escalated.number);
  });

  it('B5: a file is its maker’s alone, holds his own desk’s rows, and is for who may take lists', async () => {
    const other = await desk.signIn('first_line_supervisor');
    expect((await made(other, { list: 'queue', format: 'csv', address: 'view=all' })).text).not.toContain(escalated.number);
    const [job] = await desk.db.rows<{ id: string }>(sql`SELECT id FROM export_job WHERE staff_id = ${people.owner.staffId}`);
    expect((await other.client.get(`/exports/${job?.id ?? newId()}/file`)).status).toBe(404);
    await people.first.client.get('/queue');
    expect((await people.first.client.postForm('/exports', { list: 'queue', format: 'csv', address: 'view=all' })).headers.get('location') ?? '').not.toMatch(/^\/exports/);
    expect((await other.client.postForm('/exports', { list: 'figures', format: 'csv', month, subject: 'all' })).status).toBe(404);
  });

  it('ten files an hour are enough for one person', async () => {
    const busy = await desk.signIn('second_line_lead');
    await busy.client.get('/queue');
    const answers = [];
    for (let index = 0; index < 11; index += 1) answers.push((await busy.client.postForm('/exports', { list: 'missed', format: 'csv', month })).status);
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 303), 429]);
  });
});
