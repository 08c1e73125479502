import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { readConfig } from './read-config.js';
import { Jobs } from './platform/jobs.js';

/** Starts the web process and, unless told otherwise, the job loop. */
export async function startDesk(config: Config = readConfig()): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.for(config), new FastifyAdapter(), { logger: ['warn', 'error', 'fatal'] });
  app.enableShutdownHooks();
  await app.listen(config.port, config.host);
  if (config.runJobs) app.get(Jobs).start();
  return app;
}
