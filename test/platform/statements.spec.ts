import type { Database } from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { CounterRow } from '../../src/platform/counter.entity.js';
import { openWriter } from '../../src/platform/data-sources.js';
import { sql } from '../../src/platform/sql.js';
import { sqliteStatements } from '../../src/platform/statements.js';
import { insert, remove, update } from '../../src/platform/write.js';
import { onBothDatabases, schema, useDatabases } from '../support/databases.js';

describe('prepared statements', () => {
  const { fresh } = useDatabases('sqlite');

  /** A connection and the texts it was asked to prepare, in order. */
  const watched = async (): Promise<{ source: DataSource; prepared: string[] }> => {
    const source = await openWriter(await fresh(), schema);
    const { databaseConnection } = source.driver as unknown as { databaseConnection: Database };
    const prepare = databaseConnection.prepare.bind(databaseConnection);
    const prepared: string[] = [];
    const counting = (text: string): unknown => {
      prepared.push(text);
      return prepare(text);
    };
    Object.assign(databaseConnection, { prepare: counting });
    return { source, prepared };
  };

  it('are prepared once, and see a table that changed under them', async () => {
    const { source, prepared } = await watched();
    const statements = sqliteStatements(source);
    await statements.change('INSERT INTO counter (name, value) VALUES (?, ?)', ['a', 1]);
    expect(await statements.rows('SELECT * FROM counter', [])).toEqual([{ name: 'a', value: 1 }]);
    await statements.change(`ALTER TABLE counter ADD COLUMN unit varchar(9) DEFAULT 'px'`, []);
    expect(await statements.rows('SELECT * FROM counter', [])).toEqual([{ name: 'a', value: 1, unit: 'px' }]);
    expect(prepared.filter((text) => text === 'SELECT * FROM counter')).toHaveLength(1);
    await statements.change('ALTER TABLE counter RENAME TO elsewhere', []);
    expect(() => statements.rows('SELECT * FROM counter', [])).toThrow(/no such table/);
    await statements.change('ALTER TABLE elsewhere RENAME TO counter', []);
    expect(await statements.rows('SELECT * FROM counter', [])).toHaveLength(1);
    await source.destroy();
  });

  it('go on after one that failed', async () => {
    const { source } = await watched();
    const statements = sqliteStatements(source);
    const add = (name: string): unknown => statements.change('INSERT INTO counter (name, value) VALUES (?, 1)', [name]);
    add('a');
    expect(() => add('a')).toThrow(/UNIQUE/);
    expect(add('b')).toBe(1);
    await source.destroy();
  });

  it('are kept up to a bound: the oldest makes room', async () => {
    const { source, prepared } = await watched();
    const statements = sqliteStatements(source);
    for (let index = 0; index < 600; index += 1) await statements.rows(`SELECT ${index} AS n`, []);
    const before = prepared.length;
    expect(await statements.rows('SELECT 599 AS n', [])).toEqual([{ n: 599 }]);
    expect(prepared).toHaveLength(before);
    expect(await statements.rows('SELECT 0 AS n', [])).toEqual([{ n: 0 }]);
    expect(prepared).toHaveLength(before + 1);
    await source.destroy();
  });
});

onBothDatabases('rows', (open) => {
  it('are changed and removed by what they match, and counted', async () => {
    const db = await open();
    await db.tx((tx) => insert(tx, CounterRow, [{ name: 'a', value: 1 }, { name: 'b', value: 1 }, { name: 'c', value: 2 }]));
    const changed = await db.tx((tx) => update(tx, CounterRow, { value: 1 }, { value: 5 }));
    const removed = await db.tx((tx) => remove(tx, CounterRow, { name: 'c', value: 2 }));
    expect({ changed, removed }).toEqual({ changed: 2, removed: 1 });
    expect(await db.one(CounterRow, { name: 'b' })).toEqual({ name: 'b', value: 5 });
    expect(await db.one(CounterRow, { name: 'c' })).toBeNull();
  });

  it('are never matched by a condition that says nothing', async () => {
    const db = await open();
    const noValue = { name: undefined } as unknown as Partial<CounterRow>;
    await expect(db.tx((tx) => update(tx, CounterRow, {}, { value: 5 }))).rejects.toThrow(/condition is missing/);
    await expect(db.tx((tx) => remove(tx, CounterRow, noValue))).rejects.toThrow(/has no value/);
    await expect(db.one(CounterRow, noValue)).rejects.toThrow(/has no value/);
    await expect(db.tx((tx) => update(tx, CounterRow, { name: 'a' }, {}))).rejects.toThrow(/Nothing to set/);
  });

  it('are counted by a statement of our own too, and told by RETURNING', async () => {
    const db = await open();
    const add = (name: string) => db.tx((tx) => db.execute(tx, sql`INSERT INTO counter (name, value) VALUES (${name}, 1) ON CONFLICT (name) DO NOTHING`));
    expect([await add('a'), await add('a')]).toEqual([1, 0]);
    const told = await db.tx((tx) => db.returning(tx, sql`UPDATE counter SET value = value + 1 WHERE name = ${'a'} RETURNING name, value`));
    expect(told).toEqual([{ name: 'a', value: 2 }]);
  });
});
