import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, primary } from './support/columns.js';

/**
 * Inquiries whose sheet was filled in before addresses in sheets were compared and logs had a clock. A job
 * follows them up and empties the table: what a sheet says is read by code, not by SQL.
 */
export class SheetBacklog1797500001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(backlog);
    await runner.query(`INSERT INTO sheet_backlog (inquiry_id) SELECT DISTINCT inquiry_id FROM hearing_answer
      WHERE question_id IN ('destination_ip', 'destination_domain', 'destination_url', 'source_ip', 'log_retention_days')
        AND inquiry_id NOT IN (SELECT inquiry_id FROM sighting WHERE source = 'sheet')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(backlog);
  }
}

const backlog = new Table({
  name: 'sheet_backlog',
  columns: [primary(id('inquiry_id'))],
  foreignKeys: [{ name: 'sheet_backlog_inquiry_fk', columnNames: ['inquiry_id'], referencedTableName: 'inquiry', referencedColumnNames: ['id'] }],
});
