import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a message has HTML to show, noted when it is read: its page need not open the message for that. */
export class HtmlOfMails1799800000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: TypeORM's addColumn would rebuild the table on SQLite.
    await runner.query('ALTER TABLE raw_message ADD COLUMN has_html boolean');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE raw_message DROP COLUMN has_html');
  }
}
