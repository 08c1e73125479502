import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { refusePending } from './migrate.js';
import { Db } from './platform/db.js';
import { readCommandConfig } from './read-config.js';

/**
 * All services of the desk without its web server, for commands: opens it, does the work, closes it
 * whatever happens.
 *
 * @throws ConfigError, MigrationsPending
 */
export async function withDesk<T>(work: (desk: INestApplicationContext) => Promise<T>): Promise<T> {
  const desk = await NestFactory.createApplicationContext(AppModule.for(readCommandConfig()), { logger: ['warn', 'error', 'fatal'], abortOnError: false });
  try {
    await refusePending(desk.get(Db));
    return await work(desk);
  } finally {
    await desk.close();
  }
}
