import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The earlier inquiry whose mail says the same (重複の可能性), so that both can be seen side by side. */
export class AlikeMails1796200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: TypeORM's addColumn would rebuild the table on SQLite.
    await runner.query(`ALTER TABLE inquiry ADD COLUMN alike_inquiry_id varchar(36)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE inquiry DROP COLUMN alike_inquiry_id`);
  }
}
