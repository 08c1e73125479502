import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createServer } from 'node:net';
import type { Config } from '../config.js';
import type { Instant } from '../platform/clock.js';
import { startDesk } from '../start.js';
import type { LogStream } from '../web/line-logger.js';
import { DemoModule } from './demo-codes.page.js';
import { giveDemoFactors } from './demo-factors.js';
import { DemoRefused } from './demo-refused.js';
import { prepareDemo } from './prepare-demo.js';

/** A demo that listens, and the settings with which it does. */
export interface ServedDemo {
  readonly app: NestFastifyApplication;
  readonly config: Config;
}

const loopback = '127.0.0.1';

/**
 * Loads the data where there are none and serves them on this machine alone; no mail leaves it.
 *
 * @param systemNow the time of the machine, which decides the demo's clock
 * @param log where its log goes, standard output if not given
 * @throws DemoRefused with one sentence
 */
export async function serveDemo(given: Config, systemNow: Instant, say: (line: string) => void, log?: LogStream): Promise<ServedDemo> {
  refuseUnsuitable(given);
  const served = { ...given, host: loopback, smtp: undefined };
  await requireFreePort(served.port);
  const config = await prepareDemo(served, systemNow, say);
  const app = await startDesk(config, [DemoModule], log);
  await giveDemoFactors(app);
  return { app, config };
}

function refuseUnsuitable(config: Config): void {
  if (config.mode !== 'demo') throw new DemoRefused(`DESK_MODE=${config.mode}: デモのパスワードは誰でも知っているため、DESK_MODE を指定せずに起動してください。 / DESK_MODE=${config.mode}: the demo has passwords that everybody knows and runs in mode demo only; leave DESK_MODE out.`);
  if (config.database.kind !== 'sqlite') throw new DemoRefused('DATABASE_URL: デモは専用のSQLiteファイルを使います。DATABASE_URL を指定せずに起動してください。 / DATABASE_URL: the demo keeps its data in an SQLite file of its own; leave DATABASE_URL out.');
}

/** Asked before anything is loaded, so that the answer comes at once. */
async function requireFreePort(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(portRefused(port, error)));
    probe.listen(port, loopback, () => probe.close(() => resolve()));
  });
}

function portRefused(port: number, error: NodeJS.ErrnoException): DemoRefused {
  const [japanese, english] = error.code === 'EADDRINUSE' ? ['は使用中です', 'is in use'] : [`を開けません（${error.code ?? error.message}）`, 'cannot be opened'];
  return new DemoRefused(`ポート ${port} ${japanese}。DESK_PORT=3001 npm run demo のように、別のポートを指定してください。 / Port ${port} ${english}; name another one in DESK_PORT.`);
}
