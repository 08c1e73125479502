import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { refusePending } from './migrate.js';
import { makeClock, type Clock } from './platform/clock.js';
import { Db } from './platform/db.js';
import { Jobs } from './platform/jobs.js';
import { configureWeb, webAdapter } from './web/configure-web.js';

const options = { logger: ['warn', 'error', 'fatal'], abortOnError: false } satisfies NestApplicationOptions;

/**
 * The desk, made but not yet listening.
 *
 * @throws MigrationsPending
 */
export async function createDesk(config: Config, clock: Clock = makeClock(config.clock)): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.for(config, clock), webAdapter(config), options);
  try {
    await refusePending(app.get(Db));
    await configureWeb(app, config);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** Starts the web process and, unless told otherwise, the job loop. */
export async function startDesk(config: Config): Promise<NestFastifyApplication> {
  const app = await createDesk(config);
  app.enableShutdownHooks();
  await app.listen(config.port, config.host);
  if (config.runJobs) app.get(Jobs).start();
  return app;
}
