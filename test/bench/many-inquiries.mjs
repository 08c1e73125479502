// Fills the inquiry table with copies of one row, as fast as SQLite takes them.
import Database from 'better-sqlite3';

/** Copies the first inquiry until there are `wanted`, all open, over many due times, every open status and both lines. */
export function fillInquiries(file, wanted) {
  const database = new Database(file);
  const [{ n }] = database.prepare('SELECT count(*) AS n FROM inquiry').all();
  if (n >= wanted) return database.close();
  const columns = database.prepare(`SELECT name FROM pragma_table_info('inquiry')`).all().map(({ name }) => name);
  const own = {
    id: `printf('01a1fd1e-%04x-7%03x-8000-%012x', x / 65536, x % 4096, x)`,
    number: `printf('26-%06d-0', x)`,
    reply_token: `printf('%032x', x)`,
    received_at: `received_at - (x % 50000) * 60000`,
    fast_track: `CASE WHEN x % 5000 = 1 THEN 1 ELSE 0 END`,
    clock: `CASE WHEN x % 4000 = 3 THEN 'missed' ELSE clock END`,
    due_at: `due_at + (x % 50000) * 60000`,
    queue_at: `queue_at + (x % 50000) * 60000`,
    line: `CASE WHEN x % 2 = 0 THEN 'first' ELSE 'second' END`,
    status: `CASE x % 10 WHEN 0 THEN 'received' WHEN 2 THEN 'hearing' WHEN 1 THEN 'escalated' WHEN 3 THEN 'second_line_work'
                         WHEN 4 THEN 'awaiting_customer' WHEN 5 THEN 'answered' WHEN 7 THEN 'report_review' ELSE 'first_line_work' END`,
    owner_id: `CASE WHEN x % 40 = 2 THEN owner_id ELSE NULL END`,
  };
  const values = columns.map((name) => own[name] ?? name);
  // Those that were made to see how fast it goes are all due at one instant, which no desk has ten thousand of.
  database.exec(`UPDATE inquiry SET due_at = due_at + (rowid % 50000) * 60000, queue_at = queue_at + (rowid % 50000) * 60000 WHERE id NOT LIKE '01a1fd1e-%' AND rowid > 1`);
  database.exec(`
    WITH RECURSIVE serial(x) AS (SELECT ${500_000 + n} UNION ALL SELECT x + 1 FROM serial WHERE x < ${500_000 + wanted - 1})
    INSERT INTO inquiry (${columns.join(', ')})
    SELECT ${values.join(', ')} FROM serial, (SELECT * FROM inquiry ORDER BY created_at LIMIT 1)`);
  // What is measured on them is not the indexing of copies.
  database.exec('DELETE FROM search_stale');
  database.close();
}
