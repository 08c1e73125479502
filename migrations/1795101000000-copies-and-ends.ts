import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropAppendOnly, makeAppendOnly } from './support/append-only.js';

const copyColumns = ['contact_id', 'call_id', 'ended_at', 'ended_because'];

/** Whose confirmation a copy recipient stands on and until when; when an inquiry truly ended and came back; portal notes that nobody rewrites. */
export class CopiesAndEnds1795101000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: TypeORM's addColumn would rebuild the table on SQLite.
    await runner.query(`ALTER TABLE copy_recipient ADD COLUMN contact_id varchar(36)`);
    await runner.query(`ALTER TABLE copy_recipient ADD COLUMN call_id varchar(36)`);
    await runner.query(`ALTER TABLE copy_recipient ADD COLUMN ended_at bigint`);
    await runner.query(`ALTER TABLE copy_recipient ADD COLUMN ended_because varchar(20)`);
    await runner.query(`ALTER TABLE inquiry ADD COLUMN ended_at bigint`);
    await runner.query(`ALTER TABLE inquiry ADD COLUMN resumed_at bigint`);
    await runner.query(`UPDATE inquiry SET ended_at = ${lastEvent(`'close', 'end_by_contract', 'decline', 'transfer', 'merge', 'withdraw'`)} WHERE NOT is_open`);
    await runner.query(`UPDATE inquiry SET resumed_at = ${lastEvent(`'follow_up', 'reopen', 'resume_declined'`)} WHERE cycle > 1`);
    await makeAppendOnly(runner, 'portal_note');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropAppendOnly(runner, 'portal_note');
    for (const column of ['ended_at', 'resumed_at']) await runner.query(`ALTER TABLE inquiry DROP COLUMN ${column}`);
    for (const column of copyColumns) await runner.query(`ALTER TABLE copy_recipient DROP COLUMN ${column}`);
  }
}

function lastEvent(types: string): string {
  return `(SELECT MAX(e.occurred_at) FROM event e WHERE e.stream_type = 'inquiry' AND e.stream_id = inquiry.id AND e.type IN (${types}))`;
}
