import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, int, primary, text, varchar } from './support/columns.js';

/** Every change of how long a class is kept, with the reason that was given for it. */
export class RetentionChanges1799100000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(retentionChange);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(retentionChange);
  }
}

const retentionChange = new Table({
  name: 'retention_change',
  columns: [primary(id('id')), varchar('name', 32), int('days_before'), int('days'), text('reason'), instant('changed_at'), id('changed_by')],
  checks: [{ name: 'retention_change_days_positive', expression: 'days > 0 AND days_before > 0' }],
  indices: [{ name: 'retention_change_changed_at', columnNames: ['changed_at'] }],
});
