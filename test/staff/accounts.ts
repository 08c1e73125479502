import type { INestApplicationContext } from '@nestjs/common';
import { Db } from '../../src/platform/db.js';
import { aStaff, type StaffWishes } from '../support/builders.js';
import { giveCredentials, nextCode } from '../support/credentials.js';
import type { Answer, HttpClient } from '../support/http-client.js';

export { goodPassword } from '../support/credentials.js';

/** A person who can sign in with `goodPassword` and the code of his second factor. */
export async function anAccount(app: INestApplicationContext, wishes: StaffWishes = {}): Promise<Account> {
  const { staff, deskIds } = await aStaff(app.get(Db), wishes);
  await giveCredentials(app, staff.id);
  return { staffId: staff.id, loginName: staff.loginName, deskIds, code: () => nextCode(app, staff.id) };
}

export interface Account {
  readonly staffId: string;
  readonly loginName: string;
  readonly deskIds: readonly string[];
  /** A code that was never used. */
  readonly code: () => Promise<string>;
}

/** Through both pages, as a person does; returns the answer to the second. */
export async function signInOnPages(browser: HttpClient, account: Account, password: string, next?: string): Promise<Answer> {
  const fields = next === undefined ? {} : { next };
  const first = await browser.postForm('/sign-in', { loginName: account.loginName, password, ...fields });
  if (first.status !== 303) return first;
  return browser.postForm('/sign-in/code', { code: await account.code(), ...fields });
}
