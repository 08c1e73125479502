import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { shippedCalendar } from '../calendar/shipped-calendar.js';
import { calendarAtHand } from '../calendar/calendar-at-hand.js';
import type { Config } from '../config.js';
import { rememberStart } from '../last-start.js';
import { migrateDatabase } from '../migrate.js';
import { makeClock, type ClockSetting, type Instant } from '../platform/clock.js';
import { openDb } from '../platform/data-sources.js';
import { sql } from '../platform/sql.js';
import { demoClock } from './demo-clock.rules.js';
import { DemoRefused } from './demo-refused.js';
import { loadDemo } from './load-demo.js';
import { people } from './register/people.js';

/** What lies in the database file of the data folder. */
type Found = { readonly kind: 'nothing' } | { readonly kind: 'demo'; readonly latest: Instant } | { readonly kind: 'other' };

/**
 * Makes sure that the data folder holds the demo, and returns the settings to serve it with. The data
 * are loaded beside and moved into place at the end, so that an interrupted load leaves none.
 *
 * @throws DemoRefused where the folder holds something else
 */
export async function prepareDemo(config: Config, systemNow: Instant, say: (line: string) => void): Promise<Config> {
  const file = fileOf(config);
  const found = await findData(file);
  if (found.kind === 'other') throw new DemoRefused(`${config.dataDir} には、デモではないデータがあります。DESK_DATA_DIR で別のフォルダーを指定してください。 / ${config.dataDir} holds the data of a desk that is not the demo. Say another folder in DESK_DATA_DIR.`);
  if (found.kind === 'demo') {
    await migrateDatabase(config.database);
    const calendar = await calendarAtHand(() => config.database, say);
    return withClock(config, demoClock(calendar, systemNow, found.latest));
  }
  const ready = withClock(config, demoClock(shippedCalendar(), systemNow, undefined));
  await loadBeside(ready, say);
  return ready;
}

const loadingFolder = /^demo-loading-(\d+)$/;

/** What loads that were interrupted left behind; one that is under way in another process stays. */
function clearInterrupted(dataDir: string): void {
  if (!existsSync(dataDir)) return;
  for (const name of readdirSync(dataDir)) {
    const pid = loadingFolder.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** A clock that the environment sets is respected. */
function withClock(config: Config, clock: ClockSetting): Config {
  return config.clock.kind === 'system' ? { ...config, clock } : config;
}

async function loadBeside(config: Config, say: (line: string) => void): Promise<void> {
  const started = Date.now();
  clearInterrupted(config.dataDir);
  const beside = join(config.dataDir, `demo-loading-${process.pid}`);
  mkdirSync(beside, { recursive: true, mode: 0o700 });
  say('デモデータを作成しています（初回のみ、1分ほどかかります）… / Making the demo data (first time only, about a minute) …');
  const database = { kind: 'sqlite', file: join(beside, 'desk.sqlite') } as const;
  await loadDemo({ ...config, dataDir: beside, database }, makeClock(config.clock).now());
  if ((await findData(fileOf(config))).kind !== 'nothing') {
    rmSync(beside, { recursive: true, force: true });
    throw new DemoRefused('別のプロセスが先にデモデータを作成しました。もう一度起動してください。 / Another process has made the demo data meanwhile; start once more.');
  }
  // Noted first: from the moment the data are there, production must know them for the demo's.
  rememberStart(config, Date.now());
  moveIntoPlace(beside, config);
  say(`完了（${Math.round((Date.now() - started) / 1000)}秒） / Done.`);
}

/** The database comes last: with it the demo is there. */
function moveIntoPlace(beside: string, config: Config): void {
  rmSync(join(config.dataDir, 'mail-out'), { recursive: true, force: true });
  if (existsSync(join(beside, 'mail-out'))) renameSync(join(beside, 'mail-out'), join(config.dataDir, 'mail-out'));
  const file = fileOf(config);
  for (const rest of ['-wal', '-shm']) rmSync(`${file}${rest}`, { force: true });
  renameSync(join(beside, 'desk.sqlite'), file);
  rmSync(beside, { recursive: true, force: true });
}

function fileOf(config: Config): string {
  if (config.database.kind === 'sqlite') return config.database.file;
  throw new DemoRefused('DATABASE_URL: デモは専用のSQLiteファイルを使います。DATABASE_URL を指定せずに起動してください。 / DATABASE_URL: the demo keeps its data in an SQLite file of its own; leave DATABASE_URL out.');
}

/** An empty database, as `desk migrate` leaves it, counts as nothing. */
async function findData(file: string): Promise<Found> {
  if (!existsSync(file)) return { kind: 'nothing' };
  const db = await openDb({ kind: 'sqlite', file }, { entities: [], migrations: [] });
  try {
    const tables = await db.rows<{ name: string }>(sql`SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('staff', 'inquiry', 'event')`);
    if (tables.length < 3) return { kind: 'nothing' };
    const staff = await db.rows<{ loginName: string }>(sql`SELECT login_name AS "loginName" FROM staff`);
    if (staff.some(({ loginName }) => loginName === people.akira.loginName)) {
      const row = await db.row<{ latest: number | null }>(sql`SELECT MAX(recorded_at) AS latest FROM event`);
      return { kind: 'demo', latest: row?.latest ?? 0 };
    }
    return staff.length === 0 ? { kind: 'nothing' } : { kind: 'other' };
  } finally {
    await db.close();
  }
}
