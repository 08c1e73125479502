import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const indexes: readonly (readonly [string, TableIndex])[] = [
  // The figures of a month ask for the requests of a month: without these SQLite goes through every inquiry there is.
  ['addition_request', new TableIndex({ name: 'addition_request_asked', columnNames: ['requested_at'] })],
  ['log_request', new TableIndex({ name: 'log_request_asked', columnNames: ['requested_at'] })],
  // The newest mails of a desk, and what came back for a mail of ours: without these every mail that ever came is read.
  ['raw_message', new TableIndex({ name: 'raw_message_desk', columnNames: ['support_desk_id', 'received_at'] })],
  ['raw_message', new TableIndex({ name: 'raw_message_outbox', columnNames: ['outbox_id'], where: 'outbox_id IS NOT NULL' })],
];

/** For pages and jobs that read a little of what grows for as long as the desk is used. */
export class IndexesForGrowingTables1799540000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, index] of indexes) await runner.createIndex(table, index);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, index] of indexes) await runner.dropIndex(table, index);
  }
}
