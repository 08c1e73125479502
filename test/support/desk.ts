import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig, type Config, type SmtpSettings } from '../../src/config.js';
import type { Role } from '../../src/platform/scope.js';
import { Db } from '../../src/platform/db.js';
import { Jobs } from '../../src/platform/jobs.js';
import { createDesk } from '../../src/start.js';
import type { LogStream } from '../../src/web/line-logger.js';
import { TestClock } from './clock.js';
import { freshDatabase, type DatabaseKind } from './databases.js';
import { freePort } from './free-port.js';
import { HttpClient } from './http-client.js';
import { signInAs, type SessionWishes, type SignedIn } from './sessions.js';

export type { SessionWishes, SignedIn } from './sessions.js';

/** The same for every desk of a test, so that two may share a database. */
export const testSecretKey = 'MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=';

/** A business day, Tuesday, at 10:12. */
export const tuesdayMorning = '2026-11-24T10:12:00+09:00';

export interface DeskWishes {
  readonly database?: DatabaseKind;
  /** A clock to share, or the instant at which a new one stands still; `tuesdayMorning` by default. */
  readonly clock?: TestClock | string;
  readonly smtp?: SmtpSettings;
  /** True: jobs run by themselves. By default a test runs them: `desk.runJob(name)`. */
  readonly runJobs?: true;
  readonly config?: Partial<Config>;
  /** Where the log goes; by default only errors are shown. */
  readonly log?: LogStream;
}

const onlyErrors: LogStream = { write: (line) => void (/^\{"level":"(error|fatal)"/.test(line) && process.stderr.write(line)) };


/** A whole desk on a port of its own, with a database of its own. */
export interface TestDesk {
  readonly baseUrl: string;
  readonly app: NestFastifyApplication;
  readonly db: Db;
  readonly clock: TestClock;
  readonly config: Config;
  /** A client that is not signed in. */
  anonymous(): HttpClient;
  /** Makes a person with the role and signs him in with password and code, over the API. */
  signIn(role: Role, wishes?: SessionWishes): Promise<SignedIn>;
  runJob(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts the desk in mode `test`; `close` it after the test. */
export async function startTestDesk(wishes: DeskWishes = {}): Promise<TestDesk> {
  const database = await freshDatabase(wishes.database ?? 'sqlite');
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-data-'));
  const clock = wishes.clock instanceof TestClock ? wishes.clock : new TestClock(wishes.clock ?? tuesdayMorning);
  const port = wishes.config?.port ?? (await freePort());
  // A test may ask for more in a second than a desk in an hour.
  const settings = { DESK_MODE: 'test', DESK_PORT: String(port), DESK_DATA_DIR: dataDir, DESK_AUTHSERV_ID: 'mx.desk.example.jp', DESK_SECRET_KEY: testSecretKey, DESK_RATE_FACTOR: '100' };
  const config: Config = { ...parseConfig(settings, dataDir), database: database.target, smtp: wishes.smtp, ...wishes.config };
  const app = await createDesk(config, clock, [], wishes.log ?? onlyErrors);
  // On a busy machine transactions are slow, which is no fault of the test's.
  Logger.overrideLogger(['error', 'fatal']);
  await app.listen(port, '127.0.0.1');
  if (wishes.runJobs === true) app.get(Jobs).start();

  return {
    baseUrl: config.baseUrl,
    app,
    db: app.get(Db),
    clock,
    config,
    anonymous: () => new HttpClient(config.baseUrl),
    signIn: (role, sessionWishes) => signInAs(app, config.baseUrl, role, sessionWishes),
    runJob: (name) => app.get(Jobs).runNow(name),
    close: async () => {
      if (wishes.runJobs === true) await app.get(Jobs).stop();
      await app.close();
      await database.remove();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
