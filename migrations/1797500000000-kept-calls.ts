import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Until when a form is kept, where that is longer than the day of one that came too late: calls that broke off. */
export class KeptCalls1797500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: TypeORM's addColumn would rebuild the table on SQLite.
    await runner.query('ALTER TABLE kept_form ADD COLUMN kept_until bigint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE kept_form DROP COLUMN kept_until');
  }
}
