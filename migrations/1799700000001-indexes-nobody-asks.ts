import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const indexes: readonly (readonly [string, TableIndex])[] = [
  // Answers of acts are looked for by their key; what is old is swept once an hour, over at most two days of them.
  ['idempotency_key', new TableIndex({ name: 'idempotency_key_created', columnNames: ['created_at'] })],
  // The record is read by stream, by type, or in the order of its keys, which are made in the order of time.
  ['event', new TableIndex({ name: 'event_recorded', columnNames: ['recorded_at'] })],
];

/** Every act paid for these, and nothing that people wait for read them. */
export class IndexesNobodyAsks1799700000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, index] of indexes) await runner.dropIndex(table, index);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, index] of indexes) await runner.createIndex(table, index);
  }
}
