import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isPostgres } from './support/columns.js';
import { foldForSearch } from '../src/customers/japanese-text.rules.js';

const columns = ['name_fold', 'kana_fold'];

/** Affiliates by name and reading, folded as customers are: who calls names the company he works for (第2条(5)). */
export class AffiliateSearch1799530000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: TypeORM's addColumn would rebuild the table on SQLite.
    for (const column of columns) await runner.query(`ALTER TABLE affiliate ADD COLUMN ${column} varchar(400) NOT NULL DEFAULT ''`);
    const rows = (await runner.query('SELECT id, name, kana FROM affiliate')) as readonly { id: string; name: string; kana: string }[];
    for (const { id, name, kana } of rows) {
      await runner.manager.createQueryBuilder().update('affiliate').set({ name_fold: foldForSearch(name), kana_fold: foldForSearch(kana) }).where({ id }).execute();
    }
    // PostgreSQL uses an index for LIKE 'x%' only with this operator class, whatever the collation.
    const operatorClass = isPostgres(runner) ? ' varchar_pattern_ops' : '';
    for (const column of columns) await runner.query(`CREATE INDEX affiliate_${column} ON affiliate (${column}${operatorClass})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of columns) {
      await runner.query(`DROP INDEX affiliate_${column}`);
      await runner.query(`ALTER TABLE affiliate DROP COLUMN ${column}`);
    }
  }
}
