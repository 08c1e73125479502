import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { cookieNames } from '../../src/web/cookies.js';
import { askedForLogs, evidenceOf } from '../analysis/upload-story.js';
import { aStaffedDesk } from '../inquiries/story.js';
import { startBrowser, type TestBrowser } from '../support/browser.js';
import { clamdMissing, startClamd, type TestClamd } from '../support/clamd.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { axeFaults } from './axe.js';

const missing = clamdMissing();

describe('a log request from its mail to the analyst’s eyes', async () => {
  const chromium: TestBrowser = await startBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'desk-upload-'));
  let desk: TestDesk;
  let sink: SmtpSink;
  let clamd: TestClamd | undefined;
  beforeAll(async () => {
    sink = await startSmtpSink();
    clamd = missing === '' ? await startClamd() : undefined;
    desk = await startTestDesk({ smtp: sink.settings, config: { clamd: clamd === undefined ? undefined : { path: clamd.path } } });
  });
  afterAll(async () => {
    if (chromium.browser !== undefined) await chromium.close();
    await desk.close();
    await sink.close();
    await clamd?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.skipIf(chromium.browser === undefined)('goes on after the line broke, shows the SHA-256, and reaches custody and scanner', async () => {
    const people = await aStaffedDesk(desk);
    const { inquiry, path } = await askedForLogs(desk, people, sink);
    const bytes = randomBytes(24 * 1024 * 1024);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = join(folder, 'プロキシ.bin');
    writeFileSync(file, bytes);

    const context = await chromium.browser?.newContext({ locale: 'ja-JP', viewport: { width: 390, height: 844 } });
    const page = await context?.newPage() as Page;
    const faults: string[] = [];
    page.on('console', (message) => void (message.type() === 'error' && /Content Security Policy/.test(message.text()) && faults.push(message.text())));
    await page.goto(`${desk.baseUrl}${path}`);
    expect(await axeFaults(page)).toEqual([]);
    await page.setInputFiles('#file', file);
    await page.fill('#declaredBy', '山田 太郎');
    await page.check('#declared');
    // The line breaks in the middle: from the third piece on nothing gets through, and the page is left.
    let pieces = 0;
    await page.route('**/files/*', (route) => (route.request().method() === 'PATCH' && (pieces += 1) > 3 ? route.abort() : route.continue()));
    await page.click('text=送る >> nth=-1');
    await page.waitForFunction(() => Number(document.querySelector('progress')?.value) > 40);
    await page.unroute('**/files/*');
    await page.goto(`${desk.baseUrl}${path}`);
    expect(await page.textContent('main')).toMatch(/途中（\d+%）/);
    const received = await desk.db.rows<{ received: number }>(sql`SELECT received FROM upload`);
    expect(received[0]?.received).toBeGreaterThanOrEqual(4 * 1024 * 1024);

    const offsets: number[] = [];
    page.on('request', (request) => void (request.method() === 'PATCH' && offsets.push(Number(request.headers()['upload-offset']))));
    await page.setInputFiles('#file', file);
    await page.fill('#declaredBy', '山田 太郎');
    await page.check('#declared');
    await page.click('text=送る >> nth=-1');
    await page.waitForSelector('#upload-hash:has-text("SHA-256")', { timeout: 60_000 });
    expect(await page.textContent('#upload-hash')).toContain(sha256);
    // What came of the piece under way is kept too.
    expect(offsets[0]).toBeGreaterThanOrEqual(received[0]?.received ?? 0);
    await page.goto(`${desk.baseUrl}${path}`);
    await page.click('text=すべて送りました');
    expect(await page.textContent('main')).toContain('すべて受領しました');
    expect(faults).toEqual([]);

    await desk.runJob('evidence.scan');
    const [item] = await evidenceOf(desk, inquiry);
    expect(item).toMatchObject({ size: bytes.byteLength, sha256, declaredBy: '山田 太郎' });
    const shown = await people.analyst.client.get(`/inquiries/${inquiry.id}/evidence/${item?.id ?? ''}`);
    for (const words of [sha256, '山田 太郎', '受け渡しの記録', missing === '' ? '清浄' : '未検査']) expect(shown.text).toContain(words);
    await context?.addCookies([{ name: cookieNames(desk.baseUrl).session, value: people.analyst.token, url: desk.baseUrl }]);
    await page.goto(`${desk.baseUrl}/inquiries/${inquiry.id}/evidence/${item?.id ?? ''}`);
    expect(await page.textContent('h1')).not.toContain('権限');
    expect(await axeFaults(page)).toEqual([]);
    await context?.close();
    const notices = await people.analyst.client.get('/notices');
    expect(notices.text).toContain('お客様からファイルが届きました');
  }, 120_000);
});
