import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sectionHeadings } from '../../src/analysis/report-sections.rules.js';
import { sql } from '../../src/platform/sql.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { pdfPages, pdfWords } from '../support/pdf-text.js';
import { aStaffedDesk, done, look, takeCall, type Resource } from '../inquiries/story.js';
import { canary, inSecondLine, readyReport } from './analysis-story.js';

let desk: TestDesk;
let people: Awaited<ReturnType<typeof aStaffedDesk>>;
let inquiry: Resource;

beforeAll(async () => {
  desk = await startTestDesk();
  people = await aStaffedDesk(desk);
  inquiry = await inSecondLine(desk, people);
  await readyReport(people.analyst, inquiry);
});
afterAll(() => desk.close());

const taken = async (content: string): Promise<number> =>
  (await desk.db.rows<{ data: string }>(sql`SELECT data FROM event WHERE stream_type = 'export' AND type = 'export.taken'`)).filter(({ data }) => data.includes(`"${content}"`)).length;

describe('the hearing sheet on paper', () => {
  it('says what was heard, in which version, and what nobody has answered', async () => {
    const answer = await people.first.client.get(`/inquiries/${inquiry.id}/sheet.pdf`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(answer.headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent(`ヒアリングシート_${inquiry.number}.pdf`)}`);
    const words = pdfWords(answer.bytes);
    for (const said of [inquiry.number, '第1版', '【関係者限り】', '不明', '急ぎのため', 'お客様（電話）', 'まだ伺っていない項目', 'SHA-256']) expect(words).toContain(said);
    expect(await taken('hearing_sheet')).toBe(1);
  });

  it('is the same over the API, and no other desk’s', async () => {
    const other = await desk.signIn('first_line');
    expect(pdfPages((await people.first.api.get(`/api/v1/inquiries/${inquiry.id}/sheet.pdf`)).bytes).length).toBeGreaterThan(1);
    expect((await other.api.get(`/api/v1/inquiries/${inquiry.id}/sheet.pdf`)).status).toBe(404);
  });
});

describe('H10: reception on paper', () => {
  it('has what nobody has taken up, whom to call back, and blank forms with room for true times', async () => {
    desk.clock.advance(60_000);
    await takeCall(people.first, { customerId: people.customer.id, callerName: '折返 待子' });
    const answer = await people.supervisor.client.get('/reception-sheet.pdf');
    expect(answer.status).toBe(200);
    const words = pdfWords(answer.bytes);
    for (const said of ['夜間と今朝に届いたもの（0件）', '折り返し・回答が必要なもの（1件）', '折返待子', '相互確認コード', '実際の着信時刻', '受付票2', '□不明']) expect(words).toContain(said);
    expect((await people.analyst.client.get('/reception-sheet.pdf', { accept: 'application/json' })).status).not.toBe(200);
    expect(await taken('morning_sheet')).toBe(1);
  });
});

describe('H7: the drafts of what the customer may file', () => {
  it('carry what was heard into each form, say what is open, and hold nothing of the analysis', async () => {
    const answer = await people.analyst.client.get(`/inquiries/${inquiry.id}/filing-pack.pdf`);
    expect([answer.status, answer.headers.get('content-type')], answer.text.slice(0, 500)).toEqual([200, 'application/pdf']);
    const pages = pdfPages(answer.bytes).map((lines) => lines.join('').replaceAll(/\s/g, ''));
    for (const [index, title] of ['共通様式', '個人情報保護委員会への速報', '警察', '保険会社'].entries()) expect(pages[index]).toContain(title);
    for (const page of pages) for (const said of [people.customer.name, people.contact.name.replaceAll(' ', ''), 'まだ伺っていません', '届出・申請はお客様が行います']) expect(page).toContain(said);
    expect(await taken('filing_pack')).toBe(1);
    expect((await people.first.client.get(`/inquiries/${inquiry.id}/filing-pack.pdf`, { accept: 'application/json' })).status).toBe(403);
  });
});

describe('the report on paper', () => {
  const path = (serial = ''): string => `/inquiries/${inquiry.id}/report.pdf${serial}`;

  it('H5, C4: begins with one page for the president and has the twelve sections in their order, marked as unsent', async () => {
    const answer = await people.analyst.client.get(path());
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const [first = [], ...rest] = pdfPages(answer.bytes);
    expect(first.join('')).toContain('社長にお見せいただく一枚');
    expect(first.join('')).toContain('対象の端末を切り離すことをお決めください。');
    for (const said of [`${people.customer.name} ${people.contact.name} 様`, inquiry.number, '2026年11月24日（火）', '作成', '二次受付窓口']) expect(first.join('').replaceAll(/\s/g, '')).toContain(said.replaceAll(/\s/g, ''));
    expect(first.join('')).not.toContain(sectionHeadings.header);
    const words = rest.flat().join('');
    const places = Object.values(sectionHeadings).map((heading) => words.indexOf(heading));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThanOrEqual(0);
    expect(pdfWords(answer.bytes)).toContain('【作成中・未送付】【関係者限り】TLP:AMBER');
  });

  it('C3: holds nothing that only the second line may know, and is not drawn while its text does', async () => {
    const words = pdfWords((await people.analyst.client.get(path())).bytes);
    for (const secret of [canary.address, canary.domain, canary.phrase]) expect(words).not.toContain(secret);
    await done(people.analyst, await look(people.analyst, inquiry), 'save-report', { reportVersion: 2, situation: `通信先は ${canary.address} です。` });
    const refused = await people.analyst.client.get(path());
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('利用者非公開の内容が');
    await done(people.analyst, await look(people.analyst, inquiry), 'save-report', { reportVersion: 3, situation: '通信を検知しました。' });
  });

  it('stays as it was sent, byte for byte, however long afterwards it is taken', async () => {
    await done(people.analyst, await look(people.analyst, inquiry), 'request-review', { reportVersion: 4 });
    await done(people.reader, await look(people.reader, inquiry), 'approve-report', { reportVersion: 4 });
    await done(people.analyst, await look(people.analyst, inquiry), 'send-report', { reportVersion: 4, means: 'mail', contactId: people.contact.id, countsAsFirstResponse: true });
    const sent = await people.analyst.client.get(path('?serial=1'));
    desk.clock.advance(15 * 60_000);
    const later = await people.owner.api.get(`/api/v1${path('?serial=1')}`);
    expect(later.bytes.equals(sent.bytes)).toBe(true);
    expect(pdfWords(sent.bytes)).not.toContain('未送付');
  });

  it('is the second line’s, and what is not there is not found', async () => {
    expect((await people.first.client.get(path())).status).toBe(403);
    expect((await people.owner.client.get(path('?serial=9'))).status).toBe(404);
    expect((await people.owner.client.get(path('?serial=x'))).status).toBe(422);
    expect(await taken('report')).toBe(4);
  });
});
