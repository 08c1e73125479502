// How many one-row transactions a second this machine commits durably with better-sqlite3 alone.
import Database from 'better-sqlite3';

/** Commits one row after another for some seconds, with the settings of the desk. */
export function rawCommitsPerSecond(file, seconds) {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE one_row (id varchar(36) NOT NULL PRIMARY KEY, body text NOT NULL, at bigint NOT NULL)');
  const insert = database.prepare('INSERT INTO one_row VALUES (?, ?, ?)');
  const body = 'お問い合わせの見出し'.repeat(5);
  const started = performance.now();
  let done = 0;
  for (; performance.now() - started < seconds * 1_000; done += 1) {
    database.exec('BEGIN IMMEDIATE');
    insert.run(crypto.randomUUID(), body, done);
    database.exec('COMMIT');
  }
  const rate = done / ((performance.now() - started) / 1_000);
  database.close();
  return rate;
}
