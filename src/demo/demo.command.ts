import { createServer } from 'node:net';
import { formatDateTime } from '../calendar/japanese-time.js';
import type { Config } from '../config.js';
import { makeClock } from '../platform/clock.js';
import { exitCodes, WrongUse, type Command, type CommandIo } from '../platform/command.js';
import { readDemoConfig } from '../read-config.js';
import { roleNames } from '../staff/permissions.js';
import { startDesk } from '../start.js';
import { DemoRefused } from './demo-refused.js';
import { prepareDemo } from './prepare-demo.js';
import { demoPassword, people, signIns } from './register/people.js';

/** `desk demo`. */
export const demoCommand: Command = {
  usage: `Usage: npm run demo   (or: npm run -s desk -- demo)

Loads demo data once, serves the desk on http://localhost:3000 (this machine only) and prints a sign-in
for each role. A second run keeps the data. DESK_PORT and DESK_DATA_DIR are respected; mails are written
to the folder mail-out in the data folder. Outside reception hours the demo's clock starts at 10:30 of the
last business day.`,
  run: async (args, io) => {
    if (args.length > 0) throw new WrongUse(`desk demo: what is ${args.join(' ')}?`);
    return runDemo(readDemoConfig(), io);
  },
};

/** Prepares and serves the demo; the process then lives as long as the server does. */
async function runDemo(given: Config, io: CommandIo): Promise<number> {
  try {
    refuseUnsuitable(given);
    const config = { ...given, host: '127.0.0.1', smtp: undefined };
    await requireFreePort(config.port);
    const ready = await prepareDemo(config, Date.now(), io.err);
    await startDesk(ready);
    for (const line of greeting(ready)) io.out(line);
    return exitCodes.done;
  } catch (error) {
    if (!(error instanceof DemoRefused)) throw error;
    io.err(error.message);
    return exitCodes.refused;
  }
}

function refuseUnsuitable(config: Config): void {
  if (config.mode !== 'demo') throw new DemoRefused(`DESK_MODE=${config.mode}: the demo has passwords that everybody knows and runs in mode demo only; leave DESK_MODE out.`);
  if (config.database.kind !== 'sqlite') throw new DemoRefused('DATABASE_URL: the demo keeps its data in an SQLite file of its own; leave DATABASE_URL out.');
}

async function requireFreePort(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(portRefused(port, error)));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}

function portRefused(port: number, error: NodeJS.ErrnoException): Error {
  if (error.code === 'EADDRINUSE') return new DemoRefused(`ポート ${port} は使用中です。DESK_PORT=3001 npm run demo のように、別のポートを指定してください。 / Port ${port} is in use; name another one in DESK_PORT.`);
  return new DemoRefused(`ポート ${port} を開けません（${error.code ?? error.message}）。DESK_PORT で別のポートを指定してください。 / Port ${port} cannot be opened; name another one in DESK_PORT.`);
}

/** The address, who may sign in, and what time it is in the demo. */
function greeting(config: Config): string[] {
  const width = Math.max(...signIns.map(({ person }) => people[person].loginName.length));
  const lines = signIns.map(({ role, person }) => `  ${people[person].loginName.padEnd(width)}  ${demoPassword}  ${roleNames[role]} ${people[person].name} (${role})`);
  return [
    '',
    `SOC in Pocket サポートデスク（デモ） / demo:  ${config.baseUrl}`,
    '',
    'サインイン（メールアドレス、パスワード、役割） / Sign in (mail address, password, role):',
    ...lines,
    '',
    clockLine(config),
    `送信メールの保存先 / Mails sent: ${config.dataDir}/mail-out`,
    '終了 / Stop: Ctrl+C',
  ];
}

function clockLine(config: Config): string {
  const now = formatDateTime(makeClock(config.clock).now());
  if (config.clock.kind === 'system') return `時計: 現在時刻 ${now} / Clock: the time of this machine`;
  if (config.clock.kind === 'fixed') return `時計: ${now} で止まっています / Clock: stands still`;
  return `時計: 受付時間外のため、デモの時計は ${now} から進みます / Clock: outside reception hours the demo starts at this time and runs on`;
}
