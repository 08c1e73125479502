import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { bool, id, instant, int, primary, varchar } from './support/columns.js';

/** Addresses seen in inquiries, how long customers keep their logs, and when what is needed of them will be gone. */
export class SightingsAndLogClock1796800002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(sighting);
    await runner.createTable(logRetention);
    // Plain SQL: TypeORM's addColumn would rebuild the table on SQLite.
    await runner.query('ALTER TABLE inquiry ADD COLUMN logs_lost_at bigint');
    await runner.query('CREATE INDEX inquiry_open_logs ON inquiry (is_open, logs_lost_at)');
    await runner.query(
      `INSERT INTO sighting (inquiry_id, value, source, reach)
       SELECT DISTINCT inquiry_id, lower(value), 'indicator', 'second_line' FROM indicator WHERE length(value) <= 500`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX inquiry_open_logs');
    await runner.query('ALTER TABLE inquiry DROP COLUMN logs_lost_at');
    await runner.dropTable(logRetention);
    await runner.dropTable(sighting);
  }
}

const sighting = new Table({
  name: 'sighting',
  columns: [primary(id('inquiry_id')), primary(varchar('value', 500)), primary(varchar('source', 12)), varchar('reach', 12)],
  indices: [{ name: 'sighting_value', columnNames: ['value'] }],
  checks: [{ name: 'sighting_reach_known', expression: `reach IN ('partner', 'second_line')` }],
  foreignKeys: [{ name: 'sighting_inquiry_fk', columnNames: ['inquiry_id'], referencedTableName: 'inquiry', referencedColumnNames: ['id'] }],
});

const logRetention = new Table({
  name: 'log_retention',
  columns: [primary(id('id')), id('customer_id'), varchar('source', 16), varchar('device', 100), int('days'), instant('recorded_at'), id('recorded_by'), bool('is_current')],
  indices: [{ name: 'log_retention_customer', columnNames: ['customer_id', 'is_current'] }],
  checks: [{ name: 'log_retention_days_possible', expression: 'days > 0' }],
});
