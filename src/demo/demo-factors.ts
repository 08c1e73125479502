import type { INestApplicationContext } from '@nestjs/common';
import { Db } from '../platform/db.js';
import { sql, sqlList } from '../platform/sql.js';
import { Factors } from '../staff/factors.service.js';
import { totpCode } from '../staff/totp.js';
import { demoTotpSecret, people, personKeys, type PersonKey } from './register/people.js';

/** Gives everybody in the demo who has none the second factor whose codes the demo shows. */
export async function giveDemoFactors(desk: INestApplicationContext): Promise<void> {
  const db = desk.get(Db);
  const factors = desk.get(Factors, { strict: false });
  const staff = await db.rows<{ id: string; loginName: string }>(
    sql`SELECT id, login_name AS "loginName" FROM staff WHERE login_name IN ${sqlList(personKeys.map((key) => people[key].loginName))}
        AND NOT EXISTS (SELECT 1 FROM staff_factor f WHERE f.staff_id = staff.id)`,
  );
  const keyOf = (loginName: string): PersonKey | undefined => personKeys.find((key) => people[key].loginName === loginName);
  for (const { id, loginName } of staff) {
    const key = keyOf(loginName);
    if (key !== undefined) await db.tx((tx) => factors.add(tx, id, demoTotpSecret(key), 0));
  }
  // Nobody in the demo added a factor himself: there is nothing to tell by mail.
  await db.tx((tx) => db.execute(tx, sql`DELETE FROM account_mail WHERE kind = 'factor_added' AND staff_id IN ${sqlList(staff.map(({ id }) => id))}`));
}

/** A person of the demo and the code that he would type now. */
export interface DemoCode {
  readonly person: PersonKey;
  readonly code: string;
}

/** Everybody's code at an instant of real time. */
export async function demoCodes(realNow: number): Promise<readonly DemoCode[]> {
  return Promise.all(personKeys.map(async (person) => ({ person, code: await totpCode(demoTotpSecret(person), realNow) })));
}
