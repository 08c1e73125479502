import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseCommandConfig } from '../../src/config.js';
import { demoCodes } from '../../src/demo/demo-factors.js';
import { demoPassword, people, signIns } from '../../src/demo/register/people.js';
import { serveDemo, type ServedDemo } from '../../src/demo/serve-demo.js';
import { Db } from '../../src/platform/db.js';
import { roles, type Role } from '../../src/platform/scope.js';
import { sql } from '../../src/platform/sql.js';
import { cookieNames } from '../../src/web/cookies.js';
import { routeTable, type Route } from '../../src/web/route-table.js';
import { startBrowser, type TestBrowser } from '../support/browser.js';
import { toInstant } from '../support/clock.js';
import { freePort } from '../support/free-port.js';
import { wide } from './stage.js';

/** Only to end what hangs: two browsers on two slow processors take minutes for the pages of one role. */
const mostMs = 400_000;

/** People have these open all day: looked at with the eyes of every role, and at 200 %. */
const daily = ['/queue', '/calls/new', '/inquiries/:id', '/inquiries/:id/analysis', '/inquiries/:id/report'];

/** GET routes that answer with no page, or with a part of one. */
const noPages = [
  /^\/$/, /^\/assets\//, /\/count$/, /^\/calls\/customers$/, /\/(source|html|content|definition|text)$/, /\/report\/side$/, /\/files\/:position$/, /\.(pdf|csv)$/, /^\/exports\/:id\/file$/,
  /^\/live$/, /^\/queue\/changes$/, /\/news$/, /\/held-calls?$/, /^\/sign-in\/oidc/, /^\/account\/confirm\/provider$/,
];

/** Pages that no link leads to in the demo, and why. */
const withoutLink = new Map([
  ['/sign-in/enrolment', 'everybody in the demo has a second factor; sign-in.spec.ts goes there'],
  ['/upload/:token', 'its address stands in the mail to the customer; upload.spec.ts looks at it'],
  ['/inquiries/:id/evidence/:evidenceId', 'nobody has uploaded anything yet; upload.spec.ts looks at it'],
  ['/kept/:id', 'opens after a session ended while somebody wrote; sign-in.spec.ts goes there'],
]);

/** From a page to pages that stand there only after something was done. */
type Journey = (page: Page, lookAt: (page: Page, route: string) => Promise<void>) => Promise<void>;

/** Looks at the page as it stands (but for some parts of it): a line for each fault. */
export type Look = (page: Page, except: readonly string[]) => Promise<string[]>;

/** Declares the tests that walk through the demo as every role and look at every page there is. */
export function everyPageOfTheDemo(look: Look): void {
  const folder = mkdtempSync(join(tmpdir(), 'desk-axe-'));
  const seen = new Set<string>();
  const tokens = new Map<Role, string>();
  /** An inquiry looks different in each of its states: each is looked at once, by whoever comes across it first. */
  let statusOf: ReadonlyMap<string, string>;
  let started: TestBrowser;
  let demo: ServedDemo;
  let routes: readonly Route[];

  beforeAll(async () => {
    started = await startBrowser();
    if (started.browser === undefined) return;
    const settings = { DESK_MODE: 'demo', DESK_JOBS: 'off', DESK_AUTHSERV_ID: 'mx.desk.example.jp', DESK_DATA_DIR: folder, DESK_PORT: String(await freePort()) };
    demo = await serveDemo(parseCommandConfig(settings, folder), toInstant('2026-11-21T12:00:00+09:00'), () => undefined);
    const inquiries = await demo.app.get(Db).rows<{ path: string; status: string }>(sql`SELECT '/inquiries/' || id AS path, status FROM inquiry`);
    statusOf = new Map(inquiries.map(({ path, status }) => [path, status]));
    routes = routeTable(demo.app).filter(({ method, path }) => method === 'GET' && !path.startsWith('/api/') && !noPages.some((none) => none.test(path)));
  }, mostMs);
  afterAll(async () => {
    if (started.browser === undefined) return;
    await started.close();
    await demo.app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The route behind an address; the one with the fewest open parts where several fit. */
  const routeOf = (path: string): string | undefined =>
    routes.map((route) => route.path).filter((route) => new RegExp(`^${route.replaceAll(/:\w+/g, '[^/]+')}$`).test(path)).toSorted((a, b) => a.split(':').length - b.split(':').length)[0];

  const newPage = async (): Promise<Page> => {
    if (started.browser === undefined) throw new Error(started.reason);
    const context = await started.browser.newContext({ viewport: wide, locale: 'ja-JP', colorScheme: 'light', reducedMotion: 'reduce' });
    return context.newPage();
  };

  /** Signs in once a role: a code counts once, and the next one comes after half a minute. */
  const tokenOf = async (role: Role): Promise<string> => {
    const known = tokens.get(role);
    if (known !== undefined) return known;
    const key = signIns.find((one) => one.role === role)?.person ?? 'kaname';
    const code = (await demoCodes(Date.now())).find(({ person }) => person === key)?.code;
    const answer = await demo.app.inject({ method: 'POST', url: '/api/v1/sessions', payload: { loginName: people[key].loginName, password: demoPassword, code } });
    const { token } = answer.json<{ token: string }>();
    tokens.set(role, token);
    return token;
  };

  const signedIn = async (role: Role): Promise<Page> => {
    const token = await tokenOf(role);
    const page = await newPage();
    await page.context().addCookies([{ name: cookieNames(demo.config.baseUrl).session, value: token, url: demo.config.baseUrl }]);
    return page;
  };

  it('has no fault that axe finds on the way in', async ({ skip }) => {
    if (started.browser === undefined) return skip(started.reason);
    const page = await newPage();
    const at = async (path: string): Promise<string[]> => {
      await page.goto(`${demo.config.baseUrl}${path}`);
      seen.add(routeOf(new URL(page.url()).pathname) ?? '');
      return (await look(page, [])).map((fault) => `${path} ${fault}`);
    };
    const found = [...(await at('/sign-in')), ...(await at('/password-reset')), ...(await at('/demo/codes')), ...(await at('/welcome/none'))];
    await page.goto(`${demo.config.baseUrl}/sign-in`);
    await page.getByLabel('メールアドレス').fill(people.mao.loginName);
    await page.getByLabel('パスワード').fill(demoPassword);
    await page.getByRole('button', { name: 'サインイン' }).click();
    await page.getByLabel('確認コード').waitFor();
    found.push(...(await at('/sign-in/code')), ...(await at('/sign-in/recovery')));
    await page.context().close();
    expect(found).toEqual([]);
  }, 60_000);

  for (const role of roles) {
    it(`has no fault that axe finds, in light and dark, for ${role}`, async ({ skip }) => {
      if (started.browser === undefined) return skip(started.reason);
      const page = await signedIn(role);
      const found: string[] = [];
      for await (const { route, known } of walk(page, role)) found.push(...(await look(page, known ? ['#sheet'] : [])).map((fault) => `${route} ${page.url()} ${fault}`));
      await page.context().close();
      expect(found).toEqual([]);
    }, mostMs);
  }

  it('has no fault that axe finds on pages that only an act leads to', async ({ skip }) => {
    if (started.browser === undefined) return skip(started.reason);
    const found: string[] = [];
    const lookAt = async (page: Page, route: string): Promise<void> => {
      await page.waitForURL((url) => routeOf(url.pathname) === route);
      seen.add(route);
      found.push(...(await look(page, [])).map((fault) => `${route} ${fault}`));
    };
    const lead = await signedIn('second_line_lead');
    for (const walkTo of [bulkOf, exportOf, incidentOf]) await walkTo(lead, lookAt);
    await lead.context().close();
    const owner = await signedIn('service_owner');
    for (const walkTo of [sheetDraftOf, mailboxOf, phraseOf]) await walkTo(owner, lookAt);
    await owner.context().close();
    expect(found).toEqual([]);
  }, mostMs);

  it('was looked at whole', ({ skip }) => {
    if (started.browser === undefined) return skip(started.reason);
    expect(routes.map(({ path }) => path).filter((path) => !seen.has(path) && !withoutLink.has(path))).toEqual([]);
  });

  const open = async (page: Page, path: string): Promise<void> => void (await page.goto(`${demo.config.baseUrl}${path}`));

  const bulkOf: Journey = async (page, lookAt) => {
    await open(page, '/queue?view=all');
    await page.locator('input[name=pick]').first().check();
    await page.getByRole('button', { name: '選んだ問合せをまとめて操作' }).click();
    await lookAt(page, '/queue/bulk');
    const form = page.locator('form[action="/queue/bulk/assign"]');
    // Folded where there are other acts beside it.
    if (await form.isHidden()) await page.locator('#panel-assign > summary').click();
    await form.getByRole('radio').first().check();
    await form.getByRole('button', { name: '実行する' }).click();
    await lookAt(page, '/queue/bulk/runs/:id');
  };

  const exportOf: Journey = async (page, lookAt) => {
    await open(page, '/queue?view=all');
    await page.getByRole('button', { name: 'CSVに書き出す' }).click();
    await lookAt(page, '/exports/:id');
  };

  const incidentOf: Journey = async (page, lookAt) => {
    await open(page, '/mail/outbox?show=sent');
    await page.locator('main td a[href^="/mail/outbox/"]').first().click();
    await page.getByRole('link', { name: '誤送信として対応する' }).click();
    await page.getByLabel('経緯').fill('宛先を取り違えた。');
    await page.getByRole('button', { name: '対応を始める' }).click();
    await lookAt(page, '/mail-incidents/:id');
  };

  const sheetDraftOf: Journey = async (page, lookAt) => {
    await open(page, '/hearing-sheets');
    await page.getByRole('button', { name: '下書きを作る' }).first().click();
    await lookAt(page, '/hearing-sheets/:version/edit');
    const draft = new URL(page.url()).pathname.replace(/edit$/, 'questions');
    await open(page, `${draft}/new`);
    await lookAt(page, '/hearing-sheets/:version/questions/new');
    await page.goBack();
    await page.locator(`a[href^="${draft}/"]:not([href$="/new"])`).first().click();
    await lookAt(page, '/hearing-sheets/:version/questions/:question');
  };

  const phraseOf: Journey = async (page, lookAt) => {
    await open(page, '/phrases');
    await page.getByLabel('見出し').fill('切り離しのお願い');
    await page.getByLabel('本文').fill('該当の端末をネットワークから切り離してください。');
    await page.getByRole('button', { name: '追加する' }).click();
    await page.getByRole('link', { name: '切り離しのお願い' }).click();
    await lookAt(page, '/phrases/:id');
  };

  const mailboxOf: Journey = async (page, lookAt) => {
    await open(page, '/mail/mailboxes/new');
    const typed = { 名前: 'common', IMAPサーバー: 'imap.example.jp', 利用者名: 'soc', 窓口のメールアドレス: 'soc@desk.example.jp' };
    for (const [label, value] of Object.entries(typed)) await page.getByLabel(label).first().fill(value);
    await page.locator('#password').fill('kumo-neko-ohirune');
    await page.getByRole('button', { name: '登録する' }).click();
    await lookAt(page, '/mail/mailboxes/:name');
  };

  /** A page of an inquiry is another in each of its states. */
  const kindOf = (route: string, address: string): string => `${route} ${statusOf.get(/^\/inquiries\/[^/?]+/.exec(address)?.[0] ?? '') ?? ''}`;

  /** Opens a page and tells the links on it; undefined where it is not the page that was wanted. */
  const openedLinks = async (page: Page, path: string, route: string): Promise<string[] | undefined> => {
    const answer = await page.goto(`${demo.config.baseUrl}${path}`);
    return answer?.status() === 200 && routeOf(new URL(page.url()).pathname) === route ? linksOn(page) : undefined;
  };

  /** The same of a page that is only passed by: as the server sends it, without drawing it. */
  const askedLinks = async (page: Page, path: string, route: string): Promise<string[] | undefined> => {
    const answer = await page.request.get(`${demo.config.baseUrl}${path}`);
    if (answer.status() !== 200 || routeOf(new URL(answer.url()).pathname) !== route) return undefined;
    return page.evaluate<string[]>(`[...Document.parseHTMLUnsafe(${JSON.stringify(await answer.text())}).querySelectorAll('${links}')].map(${addressOf})`);
  };

  /** From link to link, yielding what nobody has looked at: one page of each kind, each state of an inquiry, the daily ones for each role. */
  async function* walk(page: Page, role: Role): AsyncGenerator<{ readonly route: string; readonly known: boolean }> {
    const waiting = ['/queue', '/search?q=%E9%80%9A%E7%9F%A5', '/account/confirm', '/queue?view=second', '/queue?view=waiting', '/queue?view=all', '/queue?view=ended'];
    const found = new Set(waiting);
    const followed = new Set<string>();
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const route = routeOf(next.split('?')[0] ?? '');
      if (route === undefined) continue;
      const kind = kindOf(route, next);
      const looks = [...new Set([route, daily.includes(route) ? `${route} for ${role}` : route, route === '/inquiries/:id' ? kind : route])];
      const isNew = looks.some((look) => !seen.has(look));
      if (!isNew && followed.has(kind) && route !== '/queue') continue;
      const onward = await (isNew ? openedLinks : askedLinks)(page, next, route);
      if (onward === undefined) continue;
      followed.add(kind);
      const fresh = [...new Set(onward)].filter((link) => !found.has(link));
      for (const link of fresh) found.add(link);
      waiting.push(...fresh);
      const known = seen.has(`${route} for ${role}`);
      for (const look of looks) seen.add(look);
      if (isNew) yield { route, known };
    }
  }
}

const links = 'a[href^="/"]';
const addressOf = `(link) => link.getAttribute('href').split('#')[0]`;

async function linksOn(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('${links}')].map(${addressOf})`);
}
