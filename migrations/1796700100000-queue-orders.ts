import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const indices = [
  new TableIndex({ name: 'inquiry_open_received', columnNames: ['is_open', 'received_at'] }),
  new TableIndex({ name: 'inquiry_desk_open_received', columnNames: ['support_desk_id', 'is_open', 'received_at'] }),
];

/** The order of the queues by arrival, of all desks and of one. */
export class QueueOrders1796700100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createIndices('inquiry', indices);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndices('inquiry', indices);
  }
}
