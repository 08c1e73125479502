import Database, { type Statement } from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Jobs } from '../../src/platform/jobs.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';

/** What grows for as long as the desk is used. */
const growing = ['inquiry', 'event', 'hearing_answer', 'inquiry_text', 'call_log', 'response_cycle', 'raw_message', 'outbox', 'outbox_attempt', 'evidence_item', 'notice'];

/** Once a day, in pages: they are there to go through all of it. */
const thorough = ['record.retention', 'record.head'];

/**
 * What a planner that knows nothing of the data makes of a statement, as on the first day: every
 * line of the plan that goes through a growing table from end to end.
 */
function endless(database: Database.Database, text: string): string[] {
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all(Array.from(text.matchAll(/\?/g), () => 0)) as { detail: string }[];
  const names = new Map(Array.from(text.matchAll(/\b(?:FROM|JOIN)\s+"?(\w+)"?\s+(?:AS\s+)?(\w+)/g), ([, table, alias]) => [alias, table]));
  const isGrowing = (name: string): boolean => growing.includes(names.get(name) ?? name);
  return plan.map(({ detail }) => detail).filter((detail) => {
    const name = /^(?:SCAN|SEARCH) (\w+)/.exec(detail)?.[1] ?? '';
    return isGrowing(name) && (detail.startsWith('SCAN') || detail.endsWith('(stream_type=?)'));
  });
}

describe('work that recurs every few minutes, on SQLite', () => {
  let desk: TestDesk;
  let database: Database.Database;
  const said = new Set<string>();
  const statement = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1')) as { all: Statement['all'] };
  const { all } = statement;

  beforeAll(async () => {
    desk = await startTestDesk();
    if (desk.config.database.kind !== 'sqlite') throw new Error('This asks the planner of SQLite.');
    database = new Database(desk.config.database.file, { readonly: true });
    statement.all = function (this: Statement, ...given) {
      said.add(this.source);
      return all.apply(this, given);
    };
  });
  afterAll(async () => {
    statement.all = all;
    database.close();
    await desk.close();
  });

  it('reads what it needs through an index, however much there is', async () => {
    const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all();
    expect(growing.filter((name) => !tables.includes(name)), 'a name that no table has watches nothing').toEqual([]);
    const found: Record<string, string[]> = {};
    for (const name of desk.app.get(Jobs).names().filter((job) => !thorough.includes(job))) {
      said.clear();
      await desk.runJob(name);
      for (const text of [...said]) for (const line of endless(database, text)) (found[name] ??= []).push(`${line}: ${text.replaceAll(/\s+/g, ' ').slice(0, 200)}`);
    }
    expect(found).toEqual({});
  });
});
