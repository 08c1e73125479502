import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { makeAppendOnly } from './support/append-only.js';
import { instant, int, isPostgres, optional, primary, varchar, id } from './support/columns.js';

/** The daily heads over all streams of the record, and the fence that keeps a restored copy from sending mail. */
export class Record1795108000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of made) await runner.createTable(table);
    for (const { name } of appendOnly) await makeAppendOnly(runner, name);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of made.toReversed()) await runner.dropTable(table);
    if (!isPostgres(runner)) return;
    for (const { name } of appendOnly) await runner.query(`DROP FUNCTION ${name}_refuse_change()`);
  }
}

const recordHead = new Table({
  name: 'record_head',
  columns: [
    primary(int('number')),
    varchar('day', 10),
    int('streams'),
    int('events'),
    varchar('digest', 64),
    varchar('previous_hash', 64),
    varchar('hash', 64),
    instant('created_at'),
  ],
  checks: [{ name: 'record_head_number_positive', expression: 'number > 0' }],
  indices: [{ name: 'record_head_day', columnNames: ['day'], isUnique: true }],
});

const recordHeadStream = new Table({
  name: 'record_head_stream',
  columns: [primary(int('number')), primary(int('position')), varchar('stream_type', 32), varchar('stream_id', 64), int('seq'), varchar('hash', 64)],
  indices: [{ name: 'record_head_stream_seq', columnNames: ['stream_type', 'stream_id', 'seq'], isUnique: true }],
});

const mailFence = new Table({
  name: 'mail_fence',
  columns: [
    primary(id('id')),
    varchar('reason', 16),
    instant('raised_at'),
    optional(instant('lifted_at')),
    optional(id('lifted_by')),
  ],
  checks: [{ name: 'mail_fence_reason_known', expression: `reason IN ('restored')` }],
  indices: [{ name: 'mail_fence_lifted', columnNames: ['lifted_at'] }],
});

const made = [recordHead, recordHeadStream, mailFence];
const appendOnly = [recordHead, recordHeadStream];
