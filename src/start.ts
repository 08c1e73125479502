import type { NestApplicationOptions, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { ConfigError, type Config } from './config.js';
import { recallStart, rememberStart } from './last-start.js';
import { refusePending } from './migrate.js';
import { makeClock, type Clock } from './platform/clock.js';
import { Db } from './platform/db.js';
import { MailSigner } from './mail/outbox/mail-signer.js';
import { Jobs } from './platform/jobs.js';
import { SealPlain } from './record/seal-plain.service.js';
import { SecretBox, SecretKeyFault } from './platform/secret-box.js';
import { configureWeb, webAdapter } from './web/configure-web.js';
import { LineLogger, type LogStream } from './web/line-logger.js';

/**
 * The desk, made but not yet listening.
 *
 * @param log where its log goes, standard output if not given
 * @throws MigrationsPending
 */
export async function createDesk(config: Config, clock: Clock = makeClock(config.clock), further: readonly Type[] = [], log?: LogStream): Promise<NestFastifyApplication> {
  const web = webAdapter(config, log);
  const options: NestApplicationOptions = { logger: new LineLogger(web.getInstance().log), abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.for(config, clock, further), web, options);
  try {
    await refusePending(app.get(Db));
    await app.get(SealPlain, { strict: false }).run();
    await configureWeb(app, config);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** The desk must not be started here as it was asked to. */
export class StartRefused extends Error {}

/**
 * Starts the web process and, unless told otherwise, the job loop.
 *
 * @param further what the demo alone serves
 * @param log where its log goes, standard output if not given
 * @throws MigrationsPending, StartRefused, ConfigError
 */
export async function startDesk(config: Config, further: readonly Type[] = [], log?: LogStream): Promise<NestFastifyApplication> {
  refuseDemoData(config);
  requireSecretKey(config);
  const app = await createDesk(config, makeClock(config.clock), further, log);
  await requireSigner(app);
  app.enableShutdownHooks();
  await app.listen(config.port, config.host);
  rememberStart(config, Date.now());
  if (config.runJobs) app.get(Jobs).start();
  return app;
}

/** A key that cannot sign is found out now, not with the first mail. */
async function requireSigner(app: NestFastifyApplication): Promise<void> {
  try {
    app.get(MailSigner).check();
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** A key file that is missing is told at the start, not at the first sign-in. */
function requireSecretKey(config: Config): void {
  try {
    new SecretBox(config.secretKey).requireKey();
  } catch (error) {
    if (!(error instanceof SecretKeyFault)) throw error;
    throw new ConfigError([error.message]);
  }
}

/** Everybody knows the passwords of the demo. */
function refuseDemoData(config: Config): void {
  const last = recallStart(config.dataDir, Date.now());
  if (config.mode !== 'production' || last?.variables['DESK_MODE'] !== 'demo') return;
  throw new StartRefused(`${config.dataDir} holds the data of the demo, with passwords that everybody knows.\nSay another folder in DESK_DATA_DIR, or remove this one.`);
}
