import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { bool, id, instant, int, primary, text, varchar } from './support/columns.js';

/** Ready-made texts for what is written to customers, in versions. */
export class Phrases1797500002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(phraseVersion);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(phraseVersion);
  }
}

const phraseVersion = new Table({
  name: 'phrase_version',
  columns: [
    primary(id('phrase_id')), primary(int('version')), varchar('occasion', 24), varchar('title', 60), text('body'), bool('retired'), instant('created_at'), id('created_by'),
  ],
  checks: [
    { name: 'phrase_version_positive', expression: 'version > 0' },
    { name: 'phrase_version_occasion_known', expression: `occasion IN ('answer', 'await-customer', 'request-logs', 'request-addition')` },
  ],
});
