import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Role } from '../../src/platform/scope.js';
import { cookieNames } from '../../src/web/cookies.js';
import { anAccount, goodPassword } from '../staff/accounts.js';
import { startBrowser } from '../support/browser.js';
import { aContract, aCustomer, aRegisteredContact, aSupportDesk } from '../support/builders.js';
import { startTestDesk, type DeskWishes, type TestDesk } from '../support/desk.js';
import { nextCode } from '../support/credentials.js';
import { sessionOf, type SessionWishes } from '../support/sessions.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';

/** Somebody with an account and a password. */
export interface Person {
  readonly staffId: string;
  readonly name: string;
  readonly loginName: string;
}

/** A desk, a mail server and a browser, with nobody in them yet. */
export interface Stage {
  readonly desk: TestDesk;
  readonly sink: SmtpSink;
  /** What the browser said against our pages: scripts that failed, rules of the content security policy broken. */
  readonly complaints: string[];
  person(role: Role, name: string, wishes?: SessionWishes): Promise<Person>;
  /** An empty browser profile of its own. */
  page(options?: BrowserContextOptions): Promise<Page>;
  /** The same, signed in over the API. */
  pageOf(person: Person, options?: BrowserContextOptions): Promise<Page>;
  /** Sends what waits in the outbox. */
  deliver(): Promise<void>;
  close(): Promise<void>;
}

export const wide = { width: 1280, height: 720 };
export const narrow = { width: 390, height: 844 };

/** Starts all three; says in one line why there is no browser where there is none. */
export async function openStage(wishes: Omit<DeskWishes, 'smtp'> = {}): Promise<Stage | string> {
  const started = await startBrowser();
  if (started.browser === undefined) return started.reason;
  const { browser } = started;
  const sink = await startSmtpSink();
  const desk = await startTestDesk({ ...wishes, smtp: sink.settings });
  const complaints: string[] = [];

  const page = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ viewport: wide, locale: 'ja-JP', ...options });
    context.setDefaultTimeout(30_000);
    const opened = await context.newPage();
    opened.on('pageerror', (error) => complaints.push(String(error)));
    // A refusal shows up on the console too, and is no fault of the page.
    opened.on('console', (message) => {
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text());
    });
    return opened;
  };

  return {
    desk,
    sink,
    complaints,
    page,
    pageOf: async (person, options) => {
      const opened = await page(options);
      const { token } = await sessionOf(desk.app, desk.baseUrl, person.staffId);
      await opened.context().addCookies([{ name: cookieNames(desk.baseUrl).session, value: token, url: desk.baseUrl }]);
      return opened;
    },
    person: async (role, name, { deskIds, providerId, alsoRoles = [] } = {}) => {
      const held = deskIds === undefined ? {} : { deskIds };
      const account = await anAccount(desk.app, { roles: [role, ...alsoRoles], displayName: name, providerId: providerId ?? null, ...held });
      return { staffId: account.staffId, name, loginName: account.loginName };
    },
    deliver: () => desk.runJob('mail.deliver'),
    close: async () => {
      // The browser first: a connection that it opened in advance holds the server up for a minute.
      await started.close();
      await desk.close();
      await sink.close();
    },
  };
}

/** Through the sign-in pages, with the password and the code of the second factor. */
export async function signInByPassword(page: Page, stage: Stage, person: Person): Promise<void> {
  await page.goto(`${stage.desk.baseUrl}/`);
  await page.getByLabel('メールアドレス').fill(person.loginName);
  await page.getByLabel('パスワード').fill(goodPassword);
  await page.getByRole('button', { name: 'サインイン' }).click();
  await page.getByLabel('確認コード').fill(await nextCode(stage.desk.app, person.staffId));
  await page.getByRole('button', { name: 'サインイン' }).click();
  await page.getByRole('heading', { name: '問合せ一覧' }).waitFor();
}

/** A customer of a desk of its own, with a contract in force and a registered contact; the second line has its own desk. */
export async function midorino({ desk: { db } }: Stage) {
  await aSupportDesk(db, { name: 'SOC in Pocket 二次受付窓口', companyName: '株式会社サービス主管', mailAddress: 'soc@desk.example.jp', phone: '+81300000020', isOwnerDesk: true });
  const desk = await aSupportDesk(db, { name: 'あおば情報サービス SOC受付窓口', companyName: '株式会社あおば情報サービス', mailAddress: 'aoba@desk.example.jp', phone: '+81300000011' });
  const customer = await aCustomer(db, {
    name: '株式会社みどり野製作所', kana: 'カブシキガイシャミドリノセイサクショ', mainPhone: '+81355551000', supportDeskId: desk.id, partnerId: desk.partnerId,
  });
  await aContract(db, { customerId: customer.id });
  const contact = await aRegisteredContact(db, customer.id, {
    name: '山田 太郎', kana: 'ヤマダ タロウ', department: '情報システム部', title: '課長', email: 'taro@customer.example', phone: '+81355551001', altPhone: '+819012345678',
  });
  return { desk, customer, contact };
}

/** Keeps a picture of the page, wide and narrow, where `DESK_SCREENSHOTS` names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['DESK_SCREENSHOTS'];
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  for (const [suffix, viewport] of [['390', narrow], ['1280', wide]] as const) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: join(folder, `${name}-${suffix}.png`), fullPage: true });
  }
}
