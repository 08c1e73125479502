import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { bool, id, instant, int, optional, primary, varchar } from './support/columns.js';

/** What is promised to a customer for a certain time, calls held for the second line, and who waits for a supervisor. */
export class Appointments1796800001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(appointment);
    await runner.createTable(warmTransfer);
    // Plain SQL: TypeORM's addColumn would rebuild the table on SQLite.
    await runner.query('ALTER TABLE inquiry ADD COLUMN complaint_at bigint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE inquiry DROP COLUMN complaint_at');
    await runner.dropTable(warmTransfer);
    await runner.dropTable(appointment);
  }
}

const inquiryKey = (name: string) => ({ name, columnNames: ['inquiry_id'], referencedTableName: 'inquiry', referencedColumnNames: ['id'] });

const appointment = new Table({
  name: 'appointment',
  columns: [
    primary(id('id')), id('inquiry_id'), varchar('kind', 16), instant('starts_at'), int('minutes'), varchar('place', 500), optional(id('note_text_id')),
    int('sequence'), bool('invited'), varchar('state', 12), id('made_by'), instant('made_at'), optional(instant('settled_at')), optional(id('settled_by')),
  ],
  indices: [
    { name: 'appointment_state_starts', columnNames: ['state', 'starts_at'] },
    { name: 'appointment_inquiry', columnNames: ['inquiry_id'] },
  ],
  checks: [
    { name: 'appointment_kind_known', expression: `kind IN ('callback', 'meeting', 'supervisor_call')` },
    { name: 'appointment_state_known', expression: `state IN ('open', 'kept', 'no_show', 'cancelled')` },
  ],
  foreignKeys: [inquiryKey('appointment_inquiry_fk')],
});

const warmTransfer = new Table({
  name: 'warm_transfer',
  columns: [
    primary(id('id')), id('inquiry_id'), id('requested_by'), instant('requested_at'), optional(id('taken_by')), optional(instant('taken_at')),
    optional(instant('ended_at')), optional(varchar('outcome', 16)),
  ],
  indices: [
    { name: 'warm_transfer_inquiry', columnNames: ['inquiry_id'] },
    { name: 'warm_transfer_ended', columnNames: ['ended_at'] },
  ],
  checks: [{ name: 'warm_transfer_outcome_known', expression: `outcome IN ('connected', 'nobody_free')` }],
  foreignKeys: [inquiryKey('warm_transfer_inquiry_fk')],
});
