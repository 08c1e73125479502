import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, isPostgres, optional, primary, varchar } from './support/columns.js';

/** Who looked at or took out what (E2), beside the record. Nothing of it is ever changed; it is disposed of by age. */
export class AccessLog1796500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(accessLog);
    if (!isPostgres(runner)) {
      await runner.query(`CREATE TRIGGER access_log_no_update BEFORE UPDATE ON access_log BEGIN SELECT RAISE(ABORT, 'access_log never changes'); END`);
      return;
    }
    await runner.query(`CREATE FUNCTION access_log_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'access_log never changes'; END $$`);
    await runner.query('CREATE TRIGGER access_log_no_update BEFORE UPDATE ON access_log FOR EACH STATEMENT EXECUTE FUNCTION access_log_refuse_update()');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(accessLog);
    if (isPostgres(runner)) await runner.query('DROP FUNCTION access_log_refuse_update()');
  }
}

const accessLog = new Table({
  name: 'access_log',
  columns: [
    primary(id('id')),
    instant('at'),
    optional(id('staff_id')),
    varchar('act', 8),
    varchar('subject', 16),
    varchar('subject_id', 64),
    optional(id('customer_id')),
    optional(id('inquiry_id')),
  ],
  checks: [{ name: 'access_log_act_known', expression: `act IN ('viewed', 'exported')` }],
  indices: [
    { name: 'access_log_at', columnNames: ['at'] },
    { name: 'access_log_staff', columnNames: ['staff_id', 'at'] },
    { name: 'access_log_customer', columnNames: ['customer_id', 'at'] },
    { name: 'access_log_inquiry', columnNames: ['inquiry_id', 'at'] },
  ],
});
