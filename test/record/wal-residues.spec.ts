import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { openDb } from '../../src/platform/data-sources.js';
import { startPostgres } from '../support/postgres-server.js';

const canary = 'zqwal-canary';

it('R35: the log of changes of PostgreSQL holds nothing of what was erased, set as the README tells', async (context) => {
  const server = await startPostgres(undefined);
  if (server.url === undefined) return context.skip(server.reason);
  const client = new Client({ connectionString: server.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    const folder = join(rows[0]?.data_directory ?? '', 'pg_wal');
    const residues = (): string[] => readdirSync(folder).filter((name) => /^[0-9A-F]{24}$/.test(name) && readFileSync(join(folder, name)).includes(canary));
    await client.query('CREATE TABLE letter (body text)');
    await client.query('INSERT INTO letter VALUES ($1)', [canary]);
    await client.query('DELETE FROM letter');
    await client.query('CHECKPOINT');
    expect(residues(), 'the search finds what was written').toHaveLength(1);
    await client.query('ALTER SYSTEM SET wal_recycle = off');
    await client.query('SELECT pg_reload_conf()');
    const desk = await openDb({ kind: 'postgres', url: server.url }, { entities: [], migrations: [] });
    expect(await desk.compact(['letter'])).toBe(true);
    await desk.close();
    expect(residues()).toEqual([]);
  } finally {
    await client.end();
    await server.stop();
  }
});
