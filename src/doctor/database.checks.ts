import { existsSync } from 'node:fs';
import { latestImport } from '../calendar/calendar.queries.js';
import { civilDate } from '../calendar/japanese-time.js';
import { entities } from '../entities.js';
import { migrations } from '../../migrations/index.js';
import { pendingMigrations } from '../migrate.js';
import { openDb, openWriter, type DatabaseTarget } from '../platform/data-sources.js';
import type { Db } from '../platform/db.js';
import { sql } from '../platform/sql.js';
import { ok, warn, wrong, type Check, type Finding } from './check.js';

const clockToleranceMs = 5_000;
/** How far ahead the list should reach, so that a year's holidays are checked before they come. */
const listAheadMs = 60 * 24 * 3_600_000;
const jobSilenceMs = 10 * 60_000;

/** The database: reachable, durable, at the right schema, with its jobs running. */
export function databaseChecks(target: DatabaseTarget): readonly Check[] {
  if (target.kind === 'sqlite' && !existsSync(target.file)) {
    return [{ name: 'database', look: () => wrong(`There is no database at ${target.file} yet: run \`npm run -s desk -- migrate\`.`) }];
  }
  const withDb = (look: (db: Db) => Promise<Finding>) => async (): Promise<Finding> => {
    const db = await openDb(target, { entities, migrations });
    return look(db).finally(() => db.close());
  };
  return [
    { name: 'database', look: () => (target.kind === 'sqlite' ? sqliteIsDurable(target) : postgresIsDurable(target)) },
    { name: 'migrations', look: withDb(migrationsAreDone) },
    { name: 'clock', look: withDb(clockIsRight) },
    { name: 'calendar', look: withDb(calendarReachesFarEnough) },
    { name: 'accounts', look: withDb(someoneCanSignIn) },
    { name: 'jobs', look: withDb(jobsAreAlive) },
    { name: 'outgoing mail', look: withDb(mailIsMoving) },
  ];
}

async function sqliteIsDurable(target: DatabaseTarget): Promise<Finding> {
  const writer = await openWriter(target, { entities: [], migrations: [] });
  try {
    const read = async (pragma: string): Promise<string> => String(Object.values((await writer.query<object[]>(`PRAGMA ${pragma}`))[0] ?? {})[0]);
    const health = await read('quick_check');
    if (health !== 'ok') return wrong(`SQLite finds the file damaged (${health}): stop the desk and restore the last backup.`);
    if ((await read('journal_mode')) !== 'wal' || (await read('synchronous')) !== '2') return wrong('SQLite is not set to WAL and synchronous=FULL: a power cut could lose acknowledged work.');
    return ok('The SQLite file is whole, and what was saved survives a power cut (WAL, synchronous=FULL).');
  } finally {
    await writer.destroy();
  }
}

async function postgresIsDurable(target: DatabaseTarget): Promise<Finding> {
  const writer = await openWriter(target, { entities: [], migrations: [] });
  try {
    const show = async (setting: string): Promise<string> => String(Object.values((await writer.query<object[]>(`SHOW ${setting}`))[0] ?? {})[0]);
    const off = [];
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) if ((await show(setting)) === 'off') off.push(setting);
    const version = await show('server_version');
    return off.length > 0 ? wrong(`PostgreSQL has ${off.join(' and ')} off: a crash could lose acknowledged work. Turn it on.`) : ok(`PostgreSQL ${version} answers, and what was saved survives a crash.`);
  } finally {
    await writer.destroy();
  }
}

async function migrationsAreDone(db: Db): Promise<Finding> {
  const pending = await pendingMigrations(db);
  return pending.length === 0 ? ok('The schema is that of this version.') : wrong(`${pending.length} migration(s) are missing: run \`npm run -s desk -- migrate\`.`);
}

async function clockIsRight(db: Db): Promise<Finding> {
  const latest = await db.row<{ at: number | null }>(sql`SELECT max(recorded_at) AS at FROM event`);
  const ahead = (latest?.at ?? 0) - Date.now();
  if (ahead > clockToleranceMs) return wrong('The record holds acts later than this machine’s clock: the clock runs behind, or DESK_CLOCK was set. Check NTP.');
  if (db.dialect === 'sqlite') return ok('The clock is not behind the record.');
  const server = await db.row<{ at: number }>(sql`SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS at`);
  const apart = Math.abs((server?.at ?? 0) - Date.now());
  return apart > clockToleranceMs ? wrong(`This machine’s clock and the database server’s differ by ${Math.round(apart / 1000)} s: check NTP on both.`) : ok('The clock agrees with the database server’s.');
}

async function calendarReachesFarEnough(db: Db): Promise<Finding> {
  const list = await latestImport(db);
  if (list === undefined) return warn('The official list of holidays is not in: run `npm run -s desk -- migrate`. Until then holidays are computed from the law.');
  const says = `The official list of holidays reaches to ${list.lastDay}.`;
  const soon = civilDate(Date.now() + listAheadMs);
  return list.lastDay < soon ? warn(`${says} Later ones are computed from the law: take the newest list in with \`calendar import\`.`) : ok(says);
}

async function someoneCanSignIn(db: Db): Promise<Finding> {
  const row = await db.row<{ n: number }>(sql`SELECT count(*) AS n FROM staff`);
  return row?.n === 0 ? wrong('Nobody can sign in yet: run `npm run -s desk -- staff add --help`.') : ok(`${row?.n} account(s).`);
}

async function jobsAreAlive(db: Db): Promise<Finding> {
  const jobs = await db.rows<{ name: string; next: number }>(sql`SELECT name, next_run_at AS next FROM job_run`);
  if (jobs.length === 0) return warn('No job has ever run here: start the desk with DESK_JOBS on in one process at least.');
  const silent = jobs.filter((job) => job.next < Date.now() - jobSilenceMs).map((job) => job.name);
  return silent.length === 0 ? ok(`${jobs.length} recurring job(s) run on time.`) : warn(`Not run for more than ten minutes: ${silent.join(', ')}. Is the desk running with DESK_JOBS on?`);
}

async function mailIsMoving(db: Db): Promise<Finding> {
  const rows = await db.rows<{ state: string; n: number }>(sql`SELECT state, count(*) AS n FROM outbox GROUP BY state`);
  const count = (state: string): number => rows.find((row) => row.state === state)?.n ?? 0;
  const stuck = count('failed') + count('unknown');
  return stuck > 0 ? warn(`${count('failed')} mail(s) failed and ${count('unknown')} are of unknown fate: a person has to decide, on the page of each inquiry${await whichInquiries(db)}.`) : ok(`${count('waiting')} mail(s) wait to go out, none is stuck.`);
}

/** As many as one line holds; what belongs to no inquiry stands on the page of sent mail. */
const namedMax = 10;

async function whichInquiries(db: Db): Promise<string> {
  const rows = await db.rows<{ number: string }>(sql`
    SELECT DISTINCT i.number FROM outbox o JOIN inquiry i ON i.id = o.inquiry_id
    WHERE o.state IN ('failed', 'unknown') ORDER BY i.number LIMIT ${namedMax + 1}`);
  const numbers = rows.slice(0, namedMax).map(({ number }) => number);
  return numbers.length === 0 ? '' : ` (${numbers.join(', ')}${rows.length > namedMax ? ' and more' : ''})`;
}
