import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrations } from '../../migrations/index.js';
import { openWriter } from '../../src/platform/data-sources.js';
import { createDatabase } from './postgres-databases.js';
import { startPostgres } from './postgres-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A migrated, empty SQLite file to copy. */
    sqliteTemplate: string;
    /** A server that may make databases; undefined where there is none. */
    postgresUrl: string | undefined;
    postgresTemplate: string;
    postgresMissing: string;
  }
}

/**
 * Once for all test files: a migrated SQLite file, and a PostgreSQL server with a migrated template
 * database, so that each test starts from a copy in milliseconds.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-test-'));
  const sqliteTemplate = join(folder, 'template.sqlite');
  await migrate({ kind: 'sqlite', file: sqliteTemplate });
  project.provide('sqliteTemplate', sqliteTemplate);
  const stopPostgres = await providePostgres(project);
  return async () => {
    await stopPostgres();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function providePostgres(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres(process.env['DESK_TEST_POSTGRES_URL']);
  project.provide('postgresUrl', server.url);
  const template = `desk_template_${process.pid}`;
  project.provide('postgresTemplate', template);
  project.provide('postgresMissing', server.url === undefined ? server.reason : '');
  if (server.url === undefined) {
    process.stderr.write(`Skipped on PostgreSQL: ${server.reason}\n`);
    return async () => {};
  }
  const database = await createDatabase(server.url, template);
  await migrate({ kind: 'postgres', url: database.url });
  return async () => {
    await database.drop();
    await server.stop();
  };
}

async function migrate(target: Parameters<typeof openWriter>[0]): Promise<void> {
  const writer = await openWriter(target, { entities: [], migrations });
  await writer.runMigrations();
  await writer.destroy();
}
