import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Evidence } from '../../src/analysis/evidence.service.js';
import { nestedArchive } from '../../src/analysis/scan/nested-archive.js';
import { wholeAt } from '../../src/platform/content/collect.js';
import { sha256 } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { aStaffedDesk, type Resource } from '../inquiries/story.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { pdfWords } from '../support/pdf-text.js';
import { inSecondLine } from './analysis-story.js';

describe('the custody of a file', () => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  let inquiry: Resource;
  beforeAll(async () => {
    desk = await startTestDesk();
    people = await aStaffedDesk(desk);
    inquiry = await inSecondLine(desk, people);
  });
  afterAll(() => desk.close());

  const kept = async (fileName: string, bytes: Buffer): Promise<string> => {
    const file = { inquiryId: inquiry.id, fileName, source: wholeAt(bytes), receivedVia: 'link', receivedFrom: '山田', receivedAt: desk.clock.now() } as const;
    return `/inquiries/${inquiry.id}/evidence/${(await desk.app.get(Evidence).receive({ kind: 'customer' }, file)).id}`;
  };
  const custodyOf = async (path: string): Promise<string[]> =>
    (await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = 'evidence' AND stream_id = ${path.split('/').at(-1) ?? ''} ORDER BY seq`)).map(({ type }) => type);

  it.each(['page.svg', 'page.html', 'page.xhtml', 'page.xml', 'page.pdf', 'page.js', 'page.mht', 'page.eml', '"quoted";\r\n.html', '日本語.html'])(
    'V20, V21, V23, ASVS 3.2.1, 5.4.1, 5.4.2: %j is handed out as bytes to keep and never shown', async (name) => {
      const path = await kept(name, Buffer.from('<script>alert(1)</script>'));
      for (const [client, at] of [[people.analyst.client, path], [people.analyst.api, `/api/v1${path}`]] as const) {
        const { status, headers } = await client.get(`${at}/content`);
        expect([status, headers.get('content-type'), headers.get('x-content-type-options'), headers.get('content-security-policy')]).toEqual([200, 'application/octet-stream', 'nosniff', "sandbox; default-src 'none'"]);
        expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+\.bin"; filename\*=UTF-8''[A-Za-z0-9%._~!$&+^`|-]+$/);
      }
    },
  );

  it('E2: every look and every taking is on the file’s own record, and on its page with its hash', async () => {
    const path = await kept('proxy.log', Buffer.from('one line'));
    const page = await people.analyst.client.get(path);
    expect([page.status, page.text.includes('テキスト'), page.text.includes('未検査'), page.text.includes('受け渡しの記録')]).toEqual([200, true, true, true]);
    await people.analyst.client.get(`${path}/content`);
    expect(await custodyOf(path)).toEqual(['received', 'viewed', 'exported']);
    expect((await people.first.client.get(path)).status).toBe(403);
  });

  it('E2: goes to a specialist only with consent and an undertaking of secrecy on record', async () => {
    const path = await kept('proxy.log', Buffer.from('one line'));
    await people.analyst.client.get(path);
    const without = await people.analyst.client.postForm(`${path}/acts/handed_over`, { recipient: '調査会社 佐藤様', reason: '詳しい解析のため', _key: 'a' });
    expect([without.status, without.text.includes('守秘の約束をいつ得たか'), without.text.includes('調査会社 佐藤様')]).toEqual([409, true, true]);
    const future = await people.analyst.client.postForm(`${path}/acts/handed_over`, { recipient: '調査会社', reason: '解析', consentBy: '山田', consentAt: '2027-01-01T09:00', secrecyAt: '2026-11-24T09:00', _key: 'b' });
    expect(future.text).toContain('現在以前の日時');
    const done = await people.analyst.client.postForm(`${path}/acts/handed_over`, { recipient: '調査会社 佐藤様', reason: '詳しい解析のため', consentBy: '山田 太郎', consentAt: '2026-11-24T09:00', secrecyAt: '2026-11-24T09:30', _key: 'c' });
    expect(done.status, done.text).toBe(303);
    const page = await people.analyst.client.follow(done);
    for (const shown of ['引渡し', '相手：調査会社 佐藤様', '理由：詳しい解析のため', '同意：山田 太郎', '守秘の約束：']) expect(page.text).toContain(shown);
    const events = await desk.db.rows<{ data: string }>(sql`SELECT data FROM event WHERE stream_type = 'evidence' AND type = 'handed_over'`);
    expect(events.some(({ data }) => data.includes('佐藤') || data.includes('山田'))).toBe(false);
  });

  it('is ended by the lead alone: the bytes go, what they were stays', async () => {
    const path = await kept('proxy.log', Buffer.from('one line'));
    await people.analyst.client.get(path);
    expect((await people.analyst.client.postForm(`${path}/acts/destroyed`, { reason: 'お客様のご希望', _key: 'd' })).status).toBe(404);
    const lead = await desk.signIn('second_line_lead');
    await lead.client.get(path);
    expect((await lead.client.postForm(`${path}/acts/destroyed`, { reason: 'お客様のご希望', _key: 'e' })).status).toBe(303);
    expect((await lead.client.get(`${path}/content`)).status).toBe(404);
    const page = await lead.client.get(path);
    expect([page.text.includes('廃棄済み'), page.text.includes('お客様のご希望'), page.text.includes('取り出す')]).toEqual([true, true, false]);
    expect(await desk.db.rows(sql`SELECT id FROM sealed_content WHERE id = ${path.split('/').at(-1) ?? ''}`)).toEqual([]);
    for (const act of ['destroyed', 'returned', 'handed_over']) {
      const again = await lead.client.postForm(`${path}/acts/${act}`, { recipient: '調査会社', reason: 'もう一度', consentBy: '山田', consentAt: '2026-11-24T09:00', secrecyAt: '2026-11-24T09:00', _key: act });
      expect([again.status, again.text.includes('廃棄済み')], act).toEqual([409, true]);
    }
    expect((await custodyOf(path)).filter((type) => !['viewed', 'received'].includes(type)), 'what is gone is neither destroyed again nor handed on').toEqual(['destroyed']);
  });

  it('R30, ASVS 5.2.3: an archive is listed from its own list, and one that lies is told', async () => {
    const page = await people.analyst.client.get(await kept('nested.zip', nestedArchive(2)));
    for (const shown of ['展開していません', 'a.zip', '圧縮ファイルの入れ子']) expect(page.text).toContain(shown);
    const broken = await people.analyst.client.get(await kept('broken.zip', Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), Buffer.alloc(200)])));
    expect([broken.status, broken.text.includes('一覧を最後まで読み取れません')]).toEqual([200, true]);
  });

  it('is printed as a sheet: what the file is, and who had it in hand, when, why, and with which hash', async () => {
    const path = await kept('proxy.log', Buffer.from('one line'));
    await people.analyst.client.get(`${path}/content`);
    await people.analyst.client.get(path);
    expect((await people.analyst.client.postForm(`${path}/acts/returned`, { recipient: '山田様', reason: 'ご返却のご希望', _key: 'sheet' })).status).toBe(303);
    const sheet = await people.analyst.client.get(`${path}/custody.pdf`);
    expect([sheet.status, sheet.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const words = pdfWords(sheet.bytes);
    for (const word of [inquiry.number, 'proxy.log', '8バイト', '保管中（暗号化）', '受領', '取出し', '返還', '分析一郎', '相手：山田様', '理由：ご返却のご希望']) expect(words).toContain(word);
    expect(words.split(sha256('one line')).length - 1, 'at the head, and on every line').toBeGreaterThanOrEqual(5);
    expect((await people.first.client.get(`${path}/custody.pdf`)).status).toBe(403);
  });
});
