import { hash } from '@node-rs/argon2';
import { createHash } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Db } from '../../src/platform/db.js';
import { newId } from '../../src/platform/ids.js';
import { SecretBox } from '../../src/platform/secret-box.js';
import { sql } from '../../src/platform/sql.js';
import { insert, update } from '../../src/platform/write.js';
import { StaffFactorRow } from '../../src/staff/staff-factor.entity.js';
import { StaffRow } from '../../src/staff/staff.entity.js';
import { totpCode } from '../../src/staff/totp.js';
import { longAgo } from './builders.js';

export const goodPassword = 'kawa no nagare wa taezu';

/**
 * Hashed at the least cost there is, which the hash itself names: checking it is a thirtieth of the work
 * that the product's own hashes ask for. keys.spec.ts proves those.
 */
const hashed = hash(goodPassword, { memoryCost: 64, timeCost: 1, parallelism: 1 });

/** The secret of a test account's authenticator app. */
export function factorSecret(staffId: string): string {
  const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return [...createHash('sha256').update(staffId).digest()].map((byte) => base32[byte % base32.length]).join('');
}

/** Gives a person `goodPassword` and a second factor where he has none; returns the name to sign in with. */
export async function giveCredentials(app: INestApplicationContext, staffId: string): Promise<string> {
  const db = app.get(Db);
  const passwordHash = await hashed;
  const staff = await db.row<{ loginName: string; passwordHash: string | null }>(sql`SELECT login_name AS "loginName", password_hash AS "passwordHash" FROM staff WHERE id = ${staffId}`);
  if (staff === undefined) throw new Error(`There is nobody ${staffId}.`);
  await db.tx(async (tx) => {
    if (staff.passwordHash === null) await update(tx, StaffRow, { id: staffId }, { passwordHash });
    if ((await db.row(sql`SELECT 1 FROM staff_factor WHERE staff_id = ${staffId} AND ended_at IS NULL`)) === undefined) await insert(tx, StaffFactorRow, aFactor(app, staffId));
  });
  return staff.loginName;
}

function aFactor(app: INestApplicationContext, staffId: string): StaffFactorRow {
  const id = newId();
  const secret = app.get(SecretBox, { strict: false }).seal(factorSecret(staffId), `totp:${id}`);
  return { id, staffId, kind: 'totp', secret, lastCounter: 0, createdAt: longAgo, lastUsedAt: null, endedAt: null };
}

/** The code of a test account now, as if half a minute had passed since its last one: no test waits for the next. */
export async function nextCode(app: INestApplicationContext, staffId: string): Promise<string> {
  const db = app.get(Db);
  await db.tx((tx) => db.execute(tx, sql`UPDATE staff_factor SET last_counter = 0 WHERE staff_id = ${staffId}`));
  return totpCode(factorSecret(staffId), Date.now());
}
