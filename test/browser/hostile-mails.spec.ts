import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { multipart, rawMail } from '../mail/corpus.js';
import { hostileMails } from './hostile-mails.js';
import { openStage, type Stage } from './stage.js';

const opened = await openStage();
const minute = 60_000;

/** Everything that a mail could make the browser do, as it was seen. */
interface Trap {
  readonly fired: string[];
  /** Addresses that the page may ask for now; anything else is noted, and never answered. */
  allow(...paths: readonly string[]): void;
}

describe.skipIf(typeof opened === 'string')(`hostile mails in a browser${typeof opened === 'string' ? ` (skipped: ${opened})` : ''}`, () => {
  let stage: Stage;
  let page: Page;
  let trap: Trap;

  beforeAll(async () => {
    if (typeof opened === 'string') return;
    stage = opened;
    page = await stage.pageOf(await stage.person('service_owner', '主管 彰'));
    trap = await setTrap(page, stage.desk.baseUrl);
  });
  afterAll(async () => {
    await stage.close();
  });

  async function receive(raws: readonly Buffer[]): Promise<string[]> {
    const arrival = { source: 'pipe', receivedAt: stage.desk.clock.now(), envelopeTo: null, envelopeFrom: null } as const;
    const ids: string[] = [];
    for (const raw of raws) ids.push(await stage.desk.app.get(RawMessages).store(raw, arrival));
    await stage.desk.app.get(IntakeRun).processDue();
    return ids;
  }

  test('there are sixty of them', () => {
    expect(hostileMails).toHaveLength(60);
  });

  test('V17 to V20, V27: sixty of them are read, their HTML opened and everything in it clicked, and nothing fires', { timeout: 3 * minute }, async () => {
    const ids = await receive(hostileMails.map(({ html }) => hostileMail(html)));
    for (const [index, { name }] of hostileMails.entries()) {
      const id = ids[index] ?? '';
      const path = `/mail/quarantine/${id}`;
      const frame = `/mail/messages/${id}/html`;
      trap.allow(path, frame);
      await page.goto(`${stage.desk.baseUrl}${path}`);
      expect(await page.locator('.mail-preview').first().textContent(), name).toContain('本文です');
      await page.getByText('HTML形式で表示する').click();
      await page.frameLocator('iframe.mail-html').getByText('ここまで').waitFor({ timeout: 5_000 });
      await clickEverything(page);
      await page.goto(`${stage.desk.baseUrl}${frame}`);
      await clickEverything(page);
      expect([name, ...trap.fired]).toEqual([name]);
      expect(page.url()).toBe(`${stage.desk.baseUrl}${frame}`);
    }
  });

  test('the trap is one: the same mails shown as they are fire in nearly every way', { timeout: minute }, async () => {
    const loose = await stage.page();
    const seen = await setTrap(loose, stage.desk.baseUrl);
    seen.allow('/');
    for (const { html } of hostileMails.slice(0, 12)) {
      await loose.setContent(`<p>本文です</p>${html}`, { waitUntil: 'commit' });
      await loose.waitForTimeout(50);
    }
    expect(seen.fired.some((entry) => entry.startsWith('dialog'))).toBe(true);
    expect(seen.fired.some((entry) => entry.startsWith('request https://evil.example'))).toBe(true);
    await loose.context().close();
  });

  test('V20: whatever a file calls itself, the browser saves it and shows nothing of it', { timeout: minute }, async () => {
    const types = ['image/svg+xml a.svg', 'text/html a.html', 'application/xhtml+xml a.xhtml', 'text/xml a.xml', 'application/pdf a.pdf', 'text/javascript a.js', 'multipart/related a.mht', 'message/rfc822 a.eml'];
    const parts = types.map((each) => each.split(' ')).map(([type, name]) => `Content-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\n<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>\r\n`);
    const [id] = await receive([rawMail({ from: 'stranger@unknown.example', body: multipart('mixed', ['Content-Type: text/plain; charset=utf-8\r\n\r\nx\r\n', ...parts]) })]);
    for (const position of types.keys()) {
      const path = `/mail/messages/${id}/files/${position + 1}`;
      trap.allow(path);
      const [download] = await Promise.all([page.waitForEvent('download'), page.goto(`${stage.desk.baseUrl}${path}`).catch(() => undefined)]);
      expect(download.suggestedFilename()).toMatch(/^a\.(?:svg|x?html|xml|pdf|js|mht|eml)$/);
      await download.cancel();
    }
    expect(trap.fired.filter((entry) => !entry.startsWith('download'))).toEqual([]);
  });
});

/** The mail says the same in its subject, its sender's name, its text and the name of a file. */
function hostileMail(html: string): Buffer {
  const encoded = `=?utf-8?B?${Buffer.from(html.slice(0, 300)).toString('base64')}?=`;
  const part = (type: string, text: string): string => `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(text).toString('base64').replaceAll(/.{76}/g, '$&\r\n')}\r\n`;
  const named = `Content-Type: text/html; name="${encoded}"\r\nContent-Disposition: attachment; filename="${encoded}"\r\n\r\n${html}\r\n`;
  const body = multipart('mixed', [part('text/plain', `本文です\n${html}`), part('text/html', `<p>本文です</p><p>ここまで</p>${html}`), named]);
  return rawMail({ from: `"${encoded}" <stranger@unknown.example>`, subject: encoded, body });
}

/** What every page of ours asks for by itself: its files, and the numbers in the menu. */
const ownRequests = /^\/(?:static|assets)\/|^\/favicon|^\/(?:mail\/quarantine|notices)\/count$/;

async function setTrap(page: Page, baseUrl: string): Promise<Trap> {
  const fired: string[] = [];
  let allowed = new Set<string>();
  const isOurs = (url: string): boolean => {
    const { origin, pathname } = new URL(url);
    return url.startsWith('about:') || (origin === baseUrl && (allowed.has(pathname) || ownRequests.test(pathname)));
  };
  page.on('dialog', (dialog) => {
    fired.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', (popup) => void fired.push(`window ${popup.url()}`));
  page.on('download', (download) => void fired.push(`download ${download.url()}`));
  page.on('framenavigated', (frame) => {
    if (!isOurs(frame.url())) fired.push(`navigation ${frame.url()}`);
  });
  await page.context().route('**/*', async (route) => {
    const url = route.request().url();
    if (isOurs(url)) return route.continue();
    fired.push(`request ${url}`);
    return route.abort();
  });
  return { fired, allow: (...paths) => void (allowed = new Set(paths)) };
}

/** Each element of the innermost document, as a person might who does not look. */
async function clickEverything(page: Page): Promise<void> {
  const elements = page.frames().at(-1)?.locator('body *');
  await elements?.evaluateAll((all) => {
    for (const element of all) if ('click' in element && typeof element.click === 'function') element.click();
  });
}
