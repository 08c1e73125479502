import type { INestApplicationContext } from '@nestjs/common';
import { Db } from '../../src/platform/db.js';
import { update } from '../../src/platform/write.js';
import { Passwords } from '../../src/staff/passwords.service.js';
import { StaffRow } from '../../src/staff/staff.entity.js';
import { aStaff, type StaffWishes } from '../support/builders.js';

export const goodPassword = 'kawa no nagare wa taezu';

/** A person who can sign in with `goodPassword`. */
export async function anAccount(app: INestApplicationContext, wishes: StaffWishes = {}): Promise<{ staffId: string; loginName: string; deskIds: readonly string[] }> {
  const db = app.get(Db);
  const { staff, deskIds } = await aStaff(db, wishes);
  const passwordHash = await app.get(Passwords, { strict: false }).hash(goodPassword);
  await db.tx((tx) => update(tx, StaffRow, { id: staff.id }, { passwordHash }));
  return { staffId: staff.id, loginName: staff.loginName, deskIds };
}
