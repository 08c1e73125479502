import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { bool, id, instant, int, json, optional, primary, text, varchar } from './support/columns.js';

/** Passkeys beside the authenticator app, and the challenges that are given out for them. */
export class Passkeys1796300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of made) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of made.toReversed()) await runner.dropTable(table);
  }
}

const toStaff = (name: string) => ({ name, columnNames: ['staff_id'], referencedTableName: 'staff', referencedColumnNames: ['id'] });

const passkey = new Table({
  name: 'passkey',
  columns: [
    primary(id('id')),
    id('staff_id'),
    varchar('credential_id', 1400),
    text('public_key'),
    int('counter'),
    json('transports'),
    bool('backed_up'),
    varchar('name', 100),
    instant('created_at'),
    optional(instant('last_used_at')),
    optional(instant('ended_at')),
  ],
  foreignKeys: [toStaff('passkey_staff_fk')],
  indices: [
    { name: 'passkey_credential', columnNames: ['credential_id'], isUnique: true },
    { name: 'passkey_staff', columnNames: ['staff_id'] },
  ],
});

const passkeyChallenge = new Table({
  name: 'passkey_challenge',
  columns: [
    primary(varchar('challenge_hash', 64)),
    varchar('purpose', 16),
    varchar('bound_to', 64),
    optional(id('staff_id')),
    varchar('address', 45),
    instant('created_at'),
    instant('expires_at'),
  ],
  foreignKeys: [toStaff('passkey_challenge_staff_fk')],
  indices: [
    { name: 'passkey_challenge_address', columnNames: ['address', 'created_at'] },
    { name: 'passkey_challenge_expires', columnNames: ['expires_at'] },
  ],
});

const made = [passkey, passkeyChallenge];
