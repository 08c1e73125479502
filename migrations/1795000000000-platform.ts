import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { makeAppendOnly } from './support/append-only.js';
import { id, instant, int, isPostgres, json, optional, primary, text, varchar } from './support/columns.js';

export class Platform1795000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(event);
    await makeAppendOnly(runner, 'event');
    await runner.createTable(counter);
    await runner.createTable(idempotencyKey);
    await runner.createTable(jobRun);
    const bytes = isPostgres(runner) ? 'bytea' : 'blob';
    await runner.query(`CREATE TABLE content_blob (sha256 varchar(64) NOT NULL PRIMARY KEY, size int NOT NULL, bytes ${bytes} NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE content_blob');
    for (const table of [jobRun, idempotencyKey, counter, event]) await runner.dropTable(table);
    if (isPostgres(runner)) await runner.query('DROP FUNCTION event_refuse_change()');
  }
}

const event = new Table({
  name: 'event',
  columns: [
    primary(id('id')),
    varchar('stream_type', 32),
    varchar('stream_id', 64),
    int('seq'),
    varchar('type', 64),
    instant('occurred_at'),
    instant('recorded_at'),
    varchar('actor_kind', 16),
    optional(varchar('actor_id', 36)),
    json('data'),
    varchar('previous_hash', 64),
    varchar('hash', 64),
  ],
  checks: [{ name: 'event_seq_positive', expression: 'seq > 0' }],
  indices: [
    { name: 'event_stream_seq', columnNames: ['stream_type', 'stream_id', 'seq'], isUnique: true },
    { name: 'event_recorded', columnNames: ['recorded_at'] },
  ],
});

const counter = new Table({
  name: 'counter',
  columns: [primary(varchar('name', 64)), int('value')],
});

const idempotencyKey = new Table({
  name: 'idempotency_key',
  columns: [
    primary(id('staff_id')),
    primary(varchar('key', 200)),
    varchar('request_hash', 64),
    int('status'),
    text('response'),
    instant('created_at'),
  ],
  indices: [{ name: 'idempotency_key_created', columnNames: ['created_at'] }],
});

const jobRun = new Table({
  name: 'job_run',
  columns: [
    primary(varchar('name', 64)),
    instant('next_run_at'),
    optional(instant('leased_until')),
    optional(varchar('leased_by', 36)),
  ],
});
