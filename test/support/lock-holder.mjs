// A foreign process that holds SQLite's write lock for some time: node lock-holder.mjs FILE MS
import Database from 'better-sqlite3';

const [file, ms] = process.argv.slice(2);
const database = new Database(file);
database.exec('BEGIN IMMEDIATE');
process.stdout.write('locked\n');
setTimeout(() => {
  database.exec('COMMIT');
  database.close();
}, Number(ms));
