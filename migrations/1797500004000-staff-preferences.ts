import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, optional, primary } from './support/columns.js';

/** How somebody likes to work, wherever he signs in. */
export class StaffPreferences1797500004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(preference);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(preference);
  }
}

const preference = new Table({
  name: 'staff_preference',
  columns: [primary(id('staff_id')), optional(instant('keys_off_at'))],
  foreignKeys: [{ name: 'staff_preference_staff_fk', columnNames: ['staff_id'], referencedTableName: 'staff', referencedColumnNames: ['id'] }],
});
