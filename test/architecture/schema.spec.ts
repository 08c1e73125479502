import type { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.js';
import { openWriter } from '../../src/platform/data-sources.js';
import { onBothDatabases, schema } from '../support/databases.js';
import { filesBelow } from './sources.js';

/** A CHECK or a partial index by its SQL, which TypeORM's own comparison does not look at. */
type Conditions = Readonly<Record<string, string>>;

const names = migrations.map((migration) => migration.name);
const stampOf = (name: string): number => Number(/\d+$/.exec(name)?.[0]);

describe('migrations', () => {
  it('are listed in order, each once, and none lies about unlisted', () => {
    const stamps = names.map(stampOf);
    expect(stamps).toEqual([...new Set(stamps)].toSorted((a, b) => a - b));
    const files = filesBelow('migrations', '.ts').flatMap(({ path }) => /^migrations\/(\d+)-/.exec(path)?.[1] ?? []);
    expect(files.map(Number)).toEqual(stamps);
  });
});

onBothDatabases('the schema', (_open, kind, fresh) => {
  const withWriter = async <T>(work: (writer: DataSource) => Promise<T>): Promise<T> => {
    const writer = await openWriter(await fresh(), schema);
    return work(writer).finally(() => writer.destroy());
  };

  it('that the migrations make is the one the entities want', async () => {
    const missing = await withWriter(async (writer) => (await writer.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query));
    expect(missing).toEqual([]);
  });

  it('has the very CHECKs and conditional indexes that the entities declare', async () => {
    await withWriter(async (writer) => {
      const made = kind === 'sqlite' ? await sqliteConditions(writer) : await postgresConditions(writer);
      expect(made).toEqual(await declaredConditions(writer, kind));
    });
  });

  it('can be taken down and put up again', async () => {
    await withWriter(async (writer) => {
      for (const name of names.toReversed()) {
        await writer.undoLastMigration();
        expect(name).toBeTruthy();
      }
      expect((await writer.runMigrations()).map(({ name }) => name)).toEqual(names);
      expect((await writer.driver.createSchemaBuilder().log()).upQueries).toEqual([]);
    });
  });
});

/** What the database makes of the entities' conditions, so that both sides are spelt by the same hand. */
async function declaredConditions(writer: DataSource, kind: 'sqlite' | 'postgres'): Promise<Conditions> {
  const declared: Record<string, string> = {};
  for (const entity of writer.entityMetadatas) {
    for (const check of entity.checks) declared[check.name] = normalize(kind === 'sqlite' ? check.expression : await spelt(writer, entity.tableName, check.expression));
    for (const index of entity.indices) {
      if (index.where) declared[index.name] = normalize(kind === 'sqlite' ? index.where : await spelt(writer, entity.tableName, index.where));
    }
  }
  return sorted(declared);
}

async function spelt(writer: DataSource, table: string, expression: string): Promise<string> {
  await writer.query(`ALTER TABLE "${table}" ADD CONSTRAINT spelt_for_the_test CHECK (${expression})`);
  const [row] = await writer.query<{ definition: string }[]>(
    `SELECT pg_get_expr(conbin, conrelid) AS definition FROM pg_constraint WHERE conname = 'spelt_for_the_test'`,
  );
  await writer.query(`ALTER TABLE "${table}" DROP CONSTRAINT spelt_for_the_test`);
  return row?.definition ?? '';
}

async function postgresConditions(writer: DataSource): Promise<Conditions> {
  const rows = await writer.query<{ name: string; definition: string }[]>(`
    SELECT conname AS name, pg_get_expr(conbin, conrelid) AS definition FROM pg_constraint WHERE contype = 'c'
      AND connamespace = 'public'::regnamespace
    UNION ALL
    SELECT c.relname, pg_get_expr(i.indpred, i.indrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indpred IS NOT NULL AND c.relnamespace = 'public'::regnamespace`);
  return sorted(Object.fromEntries(rows.map(({ name, definition }) => [name, normalize(definition)])));
}

async function sqliteConditions(writer: DataSource): Promise<Conditions> {
  const rows = await writer.query<{ type: string; name: string; sql: string }[]>(`SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL`);
  const found: Record<string, string> = {};
  for (const { type, name, sql } of rows) {
    const where = type === 'index' ? /\bWHERE\s+([\s\S]+)$/i.exec(sql)?.[1] : undefined;
    if (where !== undefined) found[name] = normalize(where);
    for (const check of type === 'table' ? checksIn(sql) : []) found[check.name] = normalize(check.expression);
  }
  return sorted(found);
}

/** Named CHECKs in a CREATE TABLE, their brackets counted. */
function checksIn(sql: string): { name: string; expression: string }[] {
  return [...sql.matchAll(/CONSTRAINT "([^"]+)" CHECK \(/g)].map((match) => {
    const start = match.index + match[0].length;
    let depth = 1;
    let end = start;
    for (; depth > 0 && end < sql.length; end += 1) depth += sql[end] === '(' ? 1 : sql[end] === ')' ? -1 : 0;
    return { name: match[1] ?? '', expression: sql.slice(start, end - 1) };
  });
}

function normalize(expression: string): string {
  return expression.replaceAll(/\s+/g, ' ').replaceAll('"', '').trim();
}

function sorted(conditions: Record<string, string>): Conditions {
  return Object.fromEntries(Object.entries(conditions).toSorted(([a], [b]) => a.localeCompare(b)));
}
