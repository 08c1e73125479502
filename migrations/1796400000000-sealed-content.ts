import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, isPostgres, primary, text, varchar } from './support/columns.js';

/** Keys per customer, and what is sealed under them. What lay plain in `content_blob` is sealed by the desk at its next start. */
export class SealedContent1796400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(dataKey);
    // Not mapped: bytes have another name on each database. No reference to the key: its row goes alone.
    const bytes = isPostgres(runner) ? 'bytea' : 'blob';
    await runner.query(
      `CREATE TABLE sealed_content (
         id varchar(64) NOT NULL PRIMARY KEY, key_id varchar(36) NOT NULL, sha256 varchar(64) NOT NULL, size bigint NOT NULL,
         sealed_sha256 varchar(64) NOT NULL, name varchar(64), bytes ${bytes})`,
    );
    await runner.query('CREATE INDEX sealed_content_key ON sealed_content (key_id)');
    await runner.query('CREATE UNIQUE INDEX sealed_content_name ON sealed_content (name)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sealed_content');
    await runner.dropTable(dataKey);
  }
}

const dataKey = new Table({
  name: 'data_key',
  columns: [primary(id('id')), varchar('kind', 16), varchar('owner_id', 36), text('wrapped'), instant('created_at')],
  checks: [{ name: 'data_key_kind_known', expression: `kind IN ('customer', 'unassigned')` }],
  indices: [{ name: 'data_key_owner', columnNames: ['kind', 'owner_id'], isUnique: true }],
});
