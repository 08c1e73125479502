import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parseConfig } from '../../src/config.js';
import { CustomerQueries } from '../../src/customers/customer.queries.js';
import { Copies } from '../../src/inquiries/copies.service.js';
import { MailHeads } from '../../src/inquiries/outbox/mail-heads.queries.js';
import { OutboxPlaces } from '../../src/inquiries/outbox/outbox-places.queries.js';
import { Outbox } from '../../src/inquiries/outbox/outbox.service.js';
import type { Db } from '../../src/platform/db.js';
import { DailyHead } from '../../src/record/daily-head.service.js';
import { RecordHeads } from '../../src/record/record-heads.queries.js';
import { RecordVerifier, type Verdict } from '../../src/record/record-verifier.service.js';
import { TestClock } from '../support/clock.js';
import { tuesdayMorning } from '../support/desk.js';

/** The record's own machinery over a database and a folder, without the desk around it. */
export interface RecordRoom {
  readonly db: Db;
  readonly clock: TestClock;
  readonly dataDir: string;
  /** What the job does every ten minutes. */
  readonly head: () => Promise<void>;
  readonly verify: () => Promise<Verdict>;
}

/** Of one test; its folder goes with the test. */
export function aRecordRoom(db: Db): RecordRoom {
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-record-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const clock = new TestClock(tuesdayMorning);
  const config = parseConfig({ DESK_MODE: 'test', DESK_DATA_DIR: dataDir }, dataDir);
  const customers = new CustomerQueries(db, clock);
  const heads = new DailyHead(db, new RecordHeads(db), new Outbox(new MailHeads(db, customers, config), new OutboxPlaces(db), customers, new Copies(db, customers, config), config), config);
  return { db, clock, dataDir, head: () => heads.writeDue(clock.now()), verify: () => new RecordVerifier(db, config).verify() };
}
