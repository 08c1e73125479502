import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { refusePending } from './migrate.js';
import { openDb, type DatabaseTarget } from './platform/data-sources.js';
import { readCommandConfig } from './read-config.js';

/**
 * All services of the desk without its web server, for commands: opens it, does the work, closes it
 * whatever happens.
 *
 * @throws ConfigError, MigrationsPending
 */
export async function withDesk<T>(work: (desk: INestApplicationContext) => Promise<T>): Promise<T> {
  const config = readCommandConfig();
  // Before the services are made: some look at their tables as soon as they are.
  await requireMigrated(config.database);
  const desk = await NestFactory.createApplicationContext(AppModule.for(config), { logger: ['warn', 'error', 'fatal'], abortOnError: false });
  try {
    return await work(desk);
  } finally {
    await desk.close();
  }
}

async function requireMigrated(target: DatabaseTarget): Promise<void> {
  const db = await openDb(target, { entities: [], migrations: [] });
  try {
    await refusePending(db);
  } finally {
    await db.close();
  }
}
