import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const queueAt = { columnNames: ['queue_at'] };
const dueAt = { columnNames: ['due_at'] };
/** Small ones: each holds the few open inquiries of which a condition of the queue is true. */
const indices = [
  new TableIndex({ name: 'inquiry_is_urgent', ...queueAt, where: 'fast_track AND is_open' }),
  new TableIndex({ name: 'inquiry_has_addition', ...queueAt, where: 'open_addition_request AND is_open' }),
  new TableIndex({ name: 'inquiry_contact_is_changed', ...queueAt, where: 'contact_changed AND is_open' }),
  new TableIndex({ name: 'inquiry_contract_is_unclear', ...queueAt, where: `entitlement = 'unclear' AND is_open` }),
  new TableIndex({ name: 'inquiry_is_foreign', ...queueAt, where: `language = 'other' AND is_open` }),
  new TableIndex({ name: 'inquiry_is_missed', ...dueAt, where: `clock = 'missed' AND is_open` }),
  new TableIndex({ name: 'inquiry_is_running', ...dueAt, where: `clock = 'running' AND is_open` }),
];

/** Finds what is rare in a queue without looking through all of it. */
export class QueueConditions1797500005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createIndices('inquiry', indices);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndices('inquiry', indices);
  }
}
