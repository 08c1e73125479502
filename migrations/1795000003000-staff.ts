import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { bool, id, instant, int, optional, primary, varchar } from './support/columns.js';

export class Staff1795000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [staff, staffRole, session, staffLink, signInAttempt]) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [signInAttempt, staffLink, session, staffRole, staff]) await runner.dropTable(table);
  }
}

const staff = new Table({
  name: 'staff',
  columns: [
    primary(id('id')),
    varchar('login_name', 254),
    varchar('display_name', 100),
    optional(varchar('password_hash', 255)),
    optional(id('provider_id')),
    bool('active'),
    instant('created_at'),
    optional(instant('disabled_at')),
    int('version'),
  ],
  foreignKeys: [
    { name: 'staff_provider_fk', columnNames: ['provider_id'], referencedTableName: 'designated_provider', referencedColumnNames: ['id'] },
  ],
  indices: [{ name: 'staff_login_name', columnNames: ['login_name'], isUnique: true }],
});

const toStaff = (name: string) => ({ name, columnNames: ['staff_id'], referencedTableName: 'staff', referencedColumnNames: ['id'] });

const staffRole = new Table({
  name: 'staff_role',
  columns: [primary(id('id')), id('staff_id'), varchar('role', 32), optional(id('support_desk_id'))],
  checks: [
    {
      name: 'staff_role_desk_named',
      expression: `(role IN ('first_line', 'first_line_supervisor')) = (support_desk_id IS NOT NULL)`,
    },
  ],
  foreignKeys: [
    toStaff('staff_role_staff_fk'),
    { name: 'staff_role_desk_fk', columnNames: ['support_desk_id'], referencedTableName: 'support_desk', referencedColumnNames: ['id'] },
  ],
  indices: [
    { name: 'staff_role_staff', columnNames: ['staff_id'] },
    { name: 'staff_role_desk', columnNames: ['support_desk_id'] },
  ],
});

const session = new Table({
  name: 'session',
  columns: [
    primary(varchar('token_hash', 64)),
    id('staff_id'),
    varchar('csrf_token', 43),
    instant('created_at'),
    instant('last_seen_at'),
    instant('expires_at'),
  ],
  foreignKeys: [toStaff('session_staff_fk')],
  indices: [
    { name: 'session_staff', columnNames: ['staff_id'] },
    { name: 'session_expires', columnNames: ['expires_at'] },
  ],
});

const staffLink = new Table({
  name: 'staff_link',
  columns: [
    primary(varchar('token_hash', 64)),
    id('staff_id'),
    varchar('purpose', 16),
    instant('created_at'),
    instant('expires_at'),
    optional(instant('used_at')),
  ],
  foreignKeys: [toStaff('staff_link_staff_fk')],
  indices: [{ name: 'staff_link_staff', columnNames: ['staff_id'] }],
});

const signInAttempt = new Table({
  name: 'sign_in_attempt',
  columns: [primary(id('id')), varchar('account_hash', 64), varchar('address', 45), instant('attempted_at'), bool('succeeded')],
  indices: [
    { name: 'sign_in_attempt_account', columnNames: ['account_hash', 'attempted_at'] },
    { name: 'sign_in_attempt_address', columnNames: ['address', 'attempted_at'] },
  ],
});
