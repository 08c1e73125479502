import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { Db } from '../../src/platform/db.js';
import { sql } from '../../src/platform/sql.js';
import { freshEmpty } from '../support/databases.js';
import type { DatabaseKind } from '../support/databases.js';
import { killUnderLoad, withDb, type KillReport } from '../support/kill-harness.js';

/** R01, R02, R04, R06: kills a desk under load and holds what is left against what clients were told. */
export async function expectNothingLost(kind: DatabaseKind, rounds: number): Promise<void> {
  const database = await freshEmpty(kind);
  const { target } = database;
  const dataDir = target.kind === 'sqlite' ? dirname(target.file) : mkdtempSync(join(tmpdir(), 'desk-kill-'));
  try {
    const report = await killUnderLoad({ target, dataDir, rounds, clients: 8 });
    await withDb(target, async (db) => {
      await expectAcknowledged(db, report);
      await expectWhole(db);
      await expectMailOnce(db, report);
    });
    await report.sink.close();
    process.stdout.write(`${kind}: ${report.kills} kills, ${report.created.size} inquiries, ${report.verified.size} receipts, ${report.retried} answers asked for again\n`);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
    await database.remove();
  }
}

/** Every act that was acknowledged is there, and no inquiry twice. */
async function expectAcknowledged(db: Db, report: KillReport): Promise<void> {
  const rows = await db.rows<{ id: string; headline: string; version: number; verification: string }>(sql`SELECT id, headline, version, verification FROM inquiry`);
  const byKey = new Map(rows.map((row) => [row.headline, row]));
  expect(report.created.size).toBeGreaterThan(report.kills);
  expect(rows).toHaveLength(byKey.size);
  expect([...report.created].filter(([key, id]) => byKey.get(key)?.id !== id)).toEqual([]);
  // All that was asked for was asked for again until it was answered, so there is nothing else.
  expect(rows).toHaveLength(report.created.size);
  expect(rows.filter((row) => row.version < (report.versions.get(row.id) ?? 0))).toEqual([]);
  expect(rows.filter((row) => report.verified.has(row.id) && row.verification !== 'verified')).toEqual([]);
}

/** Nothing is half done: an act's facts, row, cycle, call and mail came together or not at all. */
async function expectWhole(db: Db): Promise<void> {
  if (db.dialect === 'sqlite') {
    expect(await db.rows(sql`PRAGMA integrity_check`)).toEqual([{ integrity_check: 'ok' }]);
    expect(await db.rows(sql`PRAGMA foreign_key_check`)).toEqual([]);
  }
  const events = await db.rows<{ stream: string; seq: number; previous: string; hash: string }>(
    sql`SELECT stream_id AS stream, seq, previous_hash AS previous, hash FROM event WHERE stream_type = 'inquiry' ORDER BY stream_id, seq`,
  );
  const heads = new Map<string, { seq: number; hash: string }>();
  for (const event of events) {
    const before = heads.get(event.stream) ?? { seq: 0, hash: '' };
    expect([event.seq, event.previous]).toEqual([before.seq + 1, before.hash]);
    heads.set(event.stream, { seq: event.seq, hash: event.hash });
  }
  const rows = await db.rows<{ id: string; seq: number; hash: string }>(sql`SELECT id, event_seq AS seq, event_hash AS hash FROM inquiry`);
  expect(rows.filter(({ id, seq, hash }) => heads.get(id)?.seq !== seq || heads.get(id)?.hash !== hash)).toEqual([]);
  expect(heads.size).toBe(rows.length);
  expect(await db.rows(sql`SELECT key FROM idempotency_key WHERE status = 0`)).toEqual([]);
}

/** Each receipt was sent once; only of one whose answer was cut off may it be unknown, and then a person decides. */
async function expectMailOnce(db: Db, report: KillReport): Promise<void> {
  const outbox = await db.rows<{ inquiryId: string; messageId: string; state: string }>(
    sql`SELECT inquiry_id AS "inquiryId", message_id AS "messageId", state FROM outbox WHERE template = 'receipt'`,
  );
  expect(new Set(outbox.map(({ inquiryId }) => inquiryId)).size).toBe(outbox.length);
  expect([...report.verified].filter((id) => !outbox.some(({ inquiryId }) => inquiryId === id))).toEqual([]);
  const arrived = new Map<string, number>();
  for (const { raw } of report.sink.mails) {
    const id = /^message-id:\s*<([^>]+)>/im.exec(raw.toString('latin1'))?.[1] ?? '';
    arrived.set(id, (arrived.get(id) ?? 0) + 1);
  }
  expect([...arrived].filter(([, times]) => times > 1)).toEqual([]);
  expect(outbox.filter(({ state }) => state !== 'sent' && state !== 'unknown')).toEqual([]);
  expect(outbox.filter(({ state, messageId }) => state === 'sent' && !arrived.has(messageId))).toEqual([]);
  // At most four mails are under way when the process dies.
  expect(outbox.filter(({ state }) => state === 'unknown').length).toBeLessThanOrEqual(report.kills * 4);
}
