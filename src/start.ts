import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { pendingMigrations } from './migrate.js';
import { makeClock, type Clock } from './platform/clock.js';
import { Db } from './platform/db.js';
import { Jobs } from './platform/jobs.js';
import { configureWeb, webAdapter } from './web/configure-web.js';
import { configureWeb, webAdapter } from './web/configure-web.js';

/** The desk cannot start as things are; the message says what to do. */
export class StartRefused extends Error {}

/**
 * The desk, made but not yet listening.
 *
 * @throws StartRefused where the database is not at the schema of this version
 */
export async function createDesk(config: Config, clock: Clock = makeClock(config.clock)): Promise<NestFastifyApplication> {
  const options = { logger: ['warn', 'error', 'fatal'], abortOnError: false } satisfies NestApplicationOptions;
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.for(config, clock), webAdapter(config), options);
  await configureWeb(app, config);
  const pending = await pendingMigrations(app.get(Db));
  if (pending.length === 0) return app;
  await app.close();
  throw new StartRefused(`The database lacks ${pending.length} migration(s): ${pending.join(', ')}.\nRun \`npm run -s desk -- migrate\` first.`);
}

/** Starts the web process and, unless told otherwise, the job loop. */
export async function startDesk(config: Config): Promise<NestFastifyApplication> {
  const app = await createDesk(config);
  app.enableShutdownHooks();
  await app.listen(config.port, config.host);
  if (config.runJobs) app.get(Jobs).start();
  return app;
}
