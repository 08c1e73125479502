import { Table, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, int, optional, primary, varchar } from './support/columns.js';

/** What was fetched by IMAP, how each mailbox fares, and which messages are the same mail once more. */
export class Mailboxes1795103000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(mailbox);
    await runner.createTable(mailboxMessage);
    // Plain SQL: TypeORM's addColumn would rebuild the table on SQLite.
    await runner.query(`ALTER TABLE raw_message ADD COLUMN copy integer NOT NULL DEFAULT 0`);
    await runner.query(`ALTER TABLE raw_message ADD COLUMN content_hash varchar(64) NOT NULL DEFAULT ''`);
    await runner.query(`ALTER TABLE raw_message ADD COLUMN duplicate_of varchar(36)`);
    await runner.query(`DROP INDEX raw_message_sha256`);
    await runner.createIndex('raw_message', new TableIndex({ name: 'raw_message_sha256', columnNames: ['sha256', 'copy'], isUnique: true }));
    await runner.createIndex('raw_message', new TableIndex({ name: 'raw_message_content', columnNames: ['content_hash'] }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX raw_message_content`);
    await runner.query(`DROP INDEX raw_message_sha256`);
    for (const column of ['duplicate_of', 'content_hash', 'copy']) await runner.query(`ALTER TABLE raw_message DROP COLUMN ${column}`);
    await runner.createIndex('raw_message', new TableIndex({ name: 'raw_message_sha256', columnNames: ['sha256'], isUnique: true }));
    await runner.dropTable(mailboxMessage);
    await runner.dropTable(mailbox);
  }
}

const mailbox = new Table({
  name: 'mailbox',
  columns: [
    primary(varchar('name', 64)),
    optional(instant('uid_validity')),
    instant('last_uid'),
    optional(instant('last_fetched_at')),
    optional(instant('failing_since')),
    optional(varchar('fault', 32)),
    int('attempts'),
    instant('next_attempt_at'),
    optional(instant('leased_until')),
    optional(varchar('leased_by', 36)),
  ],
});

const mailboxMessage = new Table({
  name: 'mailbox_message',
  columns: [
    primary(varchar('mailbox', 64)),
    primary(instant('uid_validity')),
    primary(instant('uid')),
    varchar('sha256', 64),
    optional(id('raw_message_id')),
    optional(instant('acknowledged_at')),
    int('attempts'),
    optional(varchar('fault', 32)),
    optional(instant('first_failed_at')),
  ],
  indices: [
    { name: 'mailbox_message_open', columnNames: ['mailbox', 'acknowledged_at'] },
    { name: 'mailbox_message_sha256', columnNames: ['mailbox', 'sha256'] },
  ],
});
