import type { QueryRunner } from 'typeorm';
import { isPostgres } from './columns.js';

/** Makes a table refuse UPDATE and DELETE whoever asks, on both databases. */
export async function makeAppendOnly(runner: QueryRunner, table: string): Promise<void> {
  if (isPostgres(runner)) {
    await runner.query(
      `CREATE FUNCTION ${table}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION '${table} is append-only'; END $$`,
    );
    await runner.query(
      `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
       FOR EACH STATEMENT EXECUTE FUNCTION ${table}_refuse_change()`,
    );
    return;
  }
  for (const act of ['UPDATE', 'DELETE']) {
    await runner.query(
      `CREATE TRIGGER ${table}_no_${act.toLowerCase()} BEFORE ${act} ON ${table}
       BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`,
    );
  }
}

/** Takes the refusal back, for the way down. */
export async function dropAppendOnly(runner: QueryRunner, table: string): Promise<void> {
  if (isPostgres(runner)) {
    await runner.query(`DROP TRIGGER ${table}_append_only ON ${table}`);
    await runner.query(`DROP FUNCTION ${table}_refuse_change()`);
    return;
  }
  for (const act of ['update', 'delete']) await runner.query(`DROP TRIGGER ${table}_no_${act}`);
}
