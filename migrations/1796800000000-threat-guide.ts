import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { dropAppendOnly, makeAppendOnly } from './support/append-only.js';
import { id, instant, int, json, primary, varchar } from './support/columns.js';

/** The service owner's editions of the threat guide. */
export class ThreatGuide1796800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'threat_guide_version',
        columns: [primary(varchar('kind', 40)), primary(int('version')), json('entry'), varchar('reason', 500), instant('written_at'), id('written_by')],
      }),
    );
    await makeAppendOnly(runner, 'threat_guide_version');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropAppendOnly(runner, 'threat_guide_version');
    await runner.dropTable('threat_guide_version');
  }
}
