import type { MigrationInterface, QueryRunner } from 'typeorm';

const added: readonly (readonly [table: string, column: string, type: string])[] = [
  ['designated_provider', 'ended_on', 'varchar(10)'],
  ['designated_provider', 'version', 'integer NOT NULL DEFAULT 1'],
  ['affiliate', 'ended_on', 'varchar(10)'],
  ['gateway_proposal', 'outcome', 'varchar(16)'],
  ['gateway_proposal', 'outcome_note', 'varchar(500)'],
  ['gateway_proposal', 'done_by', 'varchar(36)'],
];

/** Providers and affiliates that can end, and what became of a proposal to a customer (B7). */
export class Administration1795102000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: TypeORM's addColumn would rebuild the tables on SQLite.
    for (const [table, column, type] of added) await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, column] of added.toReversed()) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
}
