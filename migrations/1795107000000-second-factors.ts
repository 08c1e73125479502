import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { bool, id, instant, int, json, optional, primary, text, varchar, type Column } from './support/columns.js';

/** Second factors, what leads to a session, and what is kept beside it. Everybody signs in anew. */
export class SecondFactors1795107000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.dropTable('session');
    for (const table of made) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of made.toReversed()) await runner.dropTable(table);
    await runner.createTable(formerSession);
  }
}

const toStaff = (name: string) => ({ name, columnNames: ['staff_id'], referencedTableName: 'staff', referencedColumnNames: ['id'] });

const sessionColumns: readonly Column[] = [
  primary(varchar('token_hash', 64)),
  id('staff_id'),
  varchar('csrf_token', 43),
  instant('created_at'),
  instant('last_seen_at'),
  instant('expires_at'),
];

const sessionKeys = {
  foreignKeys: [toStaff('session_staff_fk')],
  indices: [
    { name: 'session_staff', columnNames: ['staff_id'] },
    { name: 'session_expires', columnNames: ['expires_at'] },
  ],
};

const formerSession = new Table({ name: 'session', columns: [...sessionColumns], ...sessionKeys });

const session = new Table({
  name: 'session',
  columns: [...sessionColumns, id('id'), instant('confirmed_at'), int('idle_limit_ms'), varchar('address', 45), varchar('device', 100)],
  ...sessionKeys,
  indices: [...sessionKeys.indices, { name: 'session_id', columnNames: ['id'], isUnique: true }],
});

const staffFactor = new Table({
  name: 'staff_factor',
  columns: [
    primary(id('id')),
    id('staff_id'),
    varchar('kind', 16),
    text('secret'),
    optional(instant('last_counter')),
    instant('created_at'),
    optional(instant('last_used_at')),
    optional(instant('ended_at')),
  ],
  foreignKeys: [toStaff('staff_factor_staff_fk')],
  indices: [
    { name: 'staff_factor_staff', columnNames: ['staff_id'] },
    { name: 'staff_factor_one_totp', columnNames: ['staff_id'], isUnique: true, where: `kind = 'totp' AND ended_at IS NULL` },
  ],
});

const recoveryCode = new Table({
  name: 'recovery_code',
  columns: [primary(id('id')), id('staff_id'), varchar('hint', 8), varchar('code_hash', 255), instant('created_at'), optional(instant('used_at'))],
  foreignKeys: [toStaff('recovery_code_staff_fk')],
  indices: [{ name: 'recovery_code_hint', columnNames: ['staff_id', 'hint'], isUnique: true }],
});

const signInStep = new Table({
  name: 'sign_in_step',
  columns: [
    primary(varchar('token_hash', 64)),
    id('staff_id'),
    varchar('wants', 16),
    optional(text('secret')),
    instant('created_at'),
    instant('expires_at'),
  ],
  foreignKeys: [toStaff('sign_in_step_staff_fk')],
  indices: [
    { name: 'sign_in_step_staff', columnNames: ['staff_id'] },
    { name: 'sign_in_step_expires', columnNames: ['expires_at'] },
  ],
});

const accountMail = new Table({
  name: 'account_mail',
  columns: [
    primary(id('id')),
    varchar('kind', 32),
    optional(id('staff_id')),
    optional(varchar('login_name', 254)),
    json('data'),
    instant('created_at'),
    instant('next_attempt_at'),
    int('attempts'),
  ],
  foreignKeys: [toStaff('account_mail_staff_fk')],
  indices: [{ name: 'account_mail_next', columnNames: ['next_attempt_at'] }],
});

const resetAttempt = new Table({
  name: 'reset_attempt',
  columns: [primary(id('id')), varchar('account_hash', 64), varchar('address', 45), instant('attempted_at'), bool('counted')],
  indices: [
    { name: 'reset_attempt_account', columnNames: ['account_hash', 'attempted_at'] },
    { name: 'reset_attempt_address', columnNames: ['address', 'attempted_at'] },
  ],
});

const keptForm = new Table({
  name: 'kept_form',
  columns: [primary(id('id')), id('staff_id'), text('sealed'), instant('created_at')],
  foreignKeys: [toStaff('kept_form_staff_fk')],
  indices: [
    { name: 'kept_form_staff', columnNames: ['staff_id', 'created_at'] },
    { name: 'kept_form_created', columnNames: ['created_at'] },
  ],
});

const apiToken = new Table({
  name: 'api_token',
  columns: [
    primary(id('id')),
    varchar('token_hash', 64),
    id('staff_id'),
    varchar('name', 100),
    json('permissions'),
    instant('created_at'),
    instant('expires_at'),
    optional(instant('last_used_at')),
    optional(instant('revoked_at')),
  ],
  foreignKeys: [toStaff('api_token_staff_fk')],
  indices: [
    { name: 'api_token_hash', columnNames: ['token_hash'], isUnique: true },
    { name: 'api_token_staff', columnNames: ['staff_id'] },
  ],
});

const made = [session, staffFactor, recoveryCode, signInStep, accountMail, resetAttempt, keptForm, apiToken];
