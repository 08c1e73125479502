import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, primary, varchar } from './support/columns.js';

/** What the service owner has decided on the settings page; where there is no row the standard counts. */
export class ServiceSettings1797500003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(serviceSetting);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(serviceSetting);
  }
}

const serviceSetting = new Table({
  name: 'service_setting',
  columns: [primary(varchar('name', 40)), varchar('value', 100), instant('changed_at'), id('changed_by')],
});
