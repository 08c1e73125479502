import { describe, expect, it } from 'vitest';
import { compileSql, sql, sqlJoin, sqlList } from '../../src/platform/sql.js';
import { onBothDatabases } from '../support/databases.js';

describe('the sql template', () => {
  it('keeps values out of the text', () => {
    const name = `'; DROP TABLE event; --`;
    expect(compileSql(sql`SELECT ${name}, ${1}`, 'postgres')).toEqual({ text: 'SELECT $1, $2', parameters: [name, 1] });
    expect(compileSql(sql`SELECT ${name}, ${1}`, 'sqlite')).toEqual({ text: 'SELECT ?, ?', parameters: [name, 1] });
  });

  it('numbers the values of nested pieces in the order of the text', () => {
    const open = sql`state = ${'open'}`;
    const both = sqlJoin([open, sql`desk IN ${sqlList(['a', 'b'])}`], ' AND ');
    expect(compileSql(sql`SELECT * FROM inquiry WHERE ${both} LIMIT ${5}`, 'postgres')).toEqual({
      text: 'SELECT * FROM inquiry WHERE state = $1 AND desk IN ($2, $3) LIMIT $4',
      parameters: ['open', 'a', 'b', 5],
    });
  });

  it('matches nothing with an empty list, and says nothing with no pieces', () => {
    expect(compileSql(sql`x IN ${sqlList([])}`, 'sqlite').text).toBe('x IN (NULL)');
    expect(compileSql(sql`SELECT 1${sqlJoin([], ' AND ')}`, 'sqlite').text).toBe('SELECT 1');
  });

  it('gives SQLite its numbers for booleans', () => {
    expect(compileSql(sql`${true}${false}`, 'sqlite').parameters).toEqual([1, 0]);
    expect(compileSql(sql`${true}`, 'postgres').parameters).toEqual([true]);
  });
});

onBothDatabases('values', (open) => {
  it('come back as they went in', async () => {
    const db = await open();
    const text = `𠮷野家 髙橋 'quote' "double" \\ % _ ; --`;
    const row = await db.row<{ text: string; big: number }>(sql`SELECT CAST(${text} AS text) AS text, CAST(${1_795_000_000_123} AS bigint) AS big`);
    expect(row).toEqual({ text, big: 1_795_000_000_123 });
  });
});
