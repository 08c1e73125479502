// What the figures and the lists cost on many inquiries: counting a month, and writing a list as CSV.
import Database from 'better-sqlite3';
import { built } from '../support/real-desk.mjs';

const now = Date.parse('2026-11-24T10:12:00+09:00');

/** Gives every inquiry a response cycle and three acts, accepted over the last year. */
export function fillStories(file) {
  const database = new Database(file);
  const accepted = `(i.accepted_at - (i.rowid % 8760) * 3600000)`;
  const columns = database.prepare(`SELECT name FROM pragma_table_info('response_cycle')`).all().map(({ name }) => name);
  const cycle = {
    inquiry_id: 'i.id', cycle: '1', received_at: accepted, accepted_at: accepted, due_at: `${accepted} + 86400000`, warn_at: `${accepted} + 69120000`,
    calendar_version: 'i.calendar_version', first_response_at: `${accepted} + 7200000`, result: `CASE WHEN i.rowid % 20 = 0 THEN 'missed' ELSE 'met' END`,
  };
  database.exec(`INSERT INTO response_cycle (${columns.join(', ')}) SELECT ${columns.map((name) => cycle[name] ?? 'NULL').join(', ')}
    FROM inquiry i WHERE NOT EXISTS (SELECT 1 FROM response_cycle r WHERE r.inquiry_id = i.id)`);
  for (const [seq, type] of [[101, 'escalate'], [102, 'take'], [103, 'answer_second_line']]) {
    database.exec(`INSERT INTO event (id, stream_type, stream_id, seq, type, occurred_at, recorded_at, actor_kind, actor_id, data, previous_hash, hash)
      SELECT printf('01a1fd1e-%04x-7000-8000-%012x', ${seq}, i.rowid), 'inquiry', i.id, ${seq}, '${type}', r.accepted_at + ${(seq - 100) * 600_000}, r.accepted_at + ${(seq - 100) * 600_000}, 'system', NULL, '{"to":"second_line_work"}', '', ''
      FROM inquiry i JOIN response_cycle r ON r.inquiry_id = i.id AND r.cycle = 1`);
  }
  database.close();
}

/** Counts a month of them; `longestTurnMs` is the longest that anybody else waits meanwhile. */
export async function countMonth(file) {
  const db = await openDesk(file);
  try {
    const [{ FactsQueries }, { figuresOf }, { spanOf }, { shippedCalendar }] = await Promise.all(
      ['reports/facts.queries.js', 'reports/figures.rules.js', 'reports/month.rules.js', 'calendar/shipped-calendar.js'].map((name) => built(`src/${name}`)),
    );
    const turns = watchTurns();
    const started = performance.now();
    const facts = await new FactsQueries(db).of(spanOf('2026-10'), now);
    const figures = figuresOf(facts, { calendar: shippedCalendar(), categories: new Map() });
    return { accepted: figures.accepted, ms: Math.round(performance.now() - started), longestTurnMs: turns.stop() };
  } finally {
    await db.close();
  }
}

/** Rows a second of a queue as CSV. */
export async function writeList(file) {
  const db = await openDesk(file);
  try {
    const [{ QueueQueries }, { csvPart }] = await Promise.all([built('src/inquiries/queue.queries.js'), built('src/web/exports/csv.js')]);
    const queue = new QueueQueries(db);
    const scope = { staffId: '', name: '', roles: ['second_line'], deskIds: [], providerId: null };
    const started = performance.now();
    let [rows, bytes, after] = [0, 0, undefined];
    do {
      const page = await queue.list(scope, { view: 'all', after, limit: 500 });
      bytes += csvPart(page.map((row) => [row.number, row.status, row.customerName, row.callerName, row.headline, row.receivedAt]), rows === 0).length;
      rows += page.length;
      const last = page.at(-1);
      after = page.length < 500 ? undefined : { at: last.queueAt, id: last.id };
    } while (after !== undefined);
    return { rows, bytes, perSecond: Math.round(rows / ((performance.now() - started) / 1_000)) };
  } finally {
    await db.close();
  }
}

async function openDesk(file) {
  const [{ openDb }, { entities }, { migrations }] = await Promise.all([built('src/platform/data-sources.js'), built('src/entities.js'), built('migrations/index.js')]);
  return openDb({ kind: 'sqlite', file }, { entities, migrations });
}

function watchTurns() {
  let [last, longest] = [performance.now(), 0];
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  return { stop: () => (clearInterval(timer), Math.round(longest)) };
}
