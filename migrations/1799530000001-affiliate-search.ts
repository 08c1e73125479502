import type { MigrationInterface, QueryRunner } from 'typeorm';
import { foldForSearch } from '../src/customers/japanese-text.rules.js';
import { isPostgres } from './support/columns.js';

const columns = ['name_fold', 'kana_fold'];

/** Affiliates by name and reading, folded as customers are: who calls names the company he works for (第2条(5)). */
export class AffiliateSearch1799530000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: TypeORM's addColumn would rebuild the table on SQLite.
    for (const column of columns) await runner.query(`ALTER TABLE affiliate ADD COLUMN ${column} varchar(400) NOT NULL DEFAULT ''`);
    const rows = (await runner.query('SELECT id, name, kana FROM affiliate')) as readonly { id: string; name: string; kana: string }[];
    const values = isPostgres(runner) ? ['$1', '$2', '$3'] : ['?', '?', '?'];
    const fill = `UPDATE affiliate SET name_fold = ${values[0]}, kana_fold = ${values[1]} WHERE id = ${values[2]}`;
    for (const { id, name, kana } of rows) await runner.query(fill, [foldForSearch(name), foldForSearch(kana), id]);
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
