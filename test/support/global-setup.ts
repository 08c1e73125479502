import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrations } from '../../migrations/index.js';
import { openWriter, type DatabaseTarget } from '../../src/platform/data-sources.js';
import { removeFilesInMemory } from './memory-folder.js';
import { createDatabase } from './postgres-databases.js';
import { startPostgres } from './postgres-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A migrated, empty SQLite file to copy. */
    sqliteTemplate: string;
    /** A server that may make databases; undefined where there is none. */
    postgresUrl: string | undefined;
    postgresTemplate: string;
    /** Why there is no server; empty where there is one. */
    postgresMissing: string;
    /** Why the migrations failed on a database; empty where they ran. Tests that need it then fail. */
    brokenMigrations: Readonly<Record<'sqlite' | 'postgres', string>>;
  }
}

/**
 * Once for all test files: a migrated SQLite file, and a PostgreSQL server with a migrated template
 * database, so that each test starts from a copy in milliseconds.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-test-'));
  const sqliteTemplate = join(folder, 'template.sqlite');
  const sqlite = await failureOf(migrate({ kind: 'sqlite', file: sqliteTemplate }));
  project.provide('sqliteTemplate', sqliteTemplate);
  const server = await startPostgres(process.env['DESK_TEST_POSTGRES_URL']);
  if (server.url === undefined) process.stderr.write(`Skipped on PostgreSQL: ${server.reason}\n`);
  const template = server.url === undefined ? noTemplate : await postgresTemplate(server.url);
  project.provide('postgresUrl', server.url);
  project.provide('postgresMissing', server.url === undefined ? server.reason : '');
  project.provide('postgresTemplate', template.name);
  project.provide('brokenMigrations', { sqlite, postgres: template.broken });
  return async () => {
    await template.drop();
    if (server.url !== undefined) await server.stop();
    rmSync(folder, { recursive: true, force: true });
    removeFilesInMemory();
  };
}

const noTemplate = { name: '', broken: '', drop: async (): Promise<void> => {} };

async function postgresTemplate(serverUrl: string): Promise<typeof noTemplate> {
  const name = `desk_template_${process.pid}`;
  const database = await createDatabase(serverUrl, name);
  const broken = await failureOf(migrate({ kind: 'postgres', url: database.url }));
  return { name, broken, drop: database.drop };
}

async function migrate(target: DatabaseTarget): Promise<void> {
  const writer = await openWriter(target, { entities: [], migrations });
  try {
    await writer.runMigrations();
  } finally {
    await writer.destroy();
  }
}

async function failureOf(work: Promise<void>): Promise<string> {
  return work.then(() => '', (error: unknown) => String(error));
}
