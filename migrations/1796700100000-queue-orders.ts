import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const received = new TableIndex({ name: 'inquiry_open_received', columnNames: ['is_open', 'received_at'] });

/** The order of the queues by arrival. */
export class QueueOrders1796700100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createIndex('inquiry', received);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('inquiry', received);
  }
}
