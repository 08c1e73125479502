import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { makeAppendOnly } from './support/append-only.js';
import { id, instant, int, isPostgres, primary, text, varchar } from './support/columns.js';

/** How English notices are recognised, as the service owner edits it. */
export class AlertRecognisers1797200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(alertRecogniserVersion);
    await makeAppendOnly(runner, 'alert_recogniser_version');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(alertRecogniserVersion);
    if (isPostgres(runner)) await runner.query('DROP FUNCTION alert_recogniser_version_refuse_change()');
  }
}

const alertRecogniserVersion = new Table({
  name: 'alert_recogniser_version',
  columns: [primary(varchar('name', 57)), primary(int('version')), text('definition'), varchar('reason', 500), instant('created_at'), id('created_by')],
  checks: [{ name: 'alert_recogniser_version_positive', expression: 'version > 0' }],
});
