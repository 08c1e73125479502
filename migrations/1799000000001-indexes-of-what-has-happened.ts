import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

/** All that look for one of these ask for a value; an inquiry that begins has none of them. */
const values = [
  { name: 'inquiry_provider', columnNames: ['provider_id'], where: 'provider_id IS NOT NULL' },
  { name: 'inquiry_open_logs', columnNames: ['is_open', 'logs_lost_at'], where: 'logs_lost_at IS NOT NULL' },
  { name: 'inquiry_ended', columnNames: ['ended_at'], where: 'ended_at IS NOT NULL' },
];
const onlyWithValue = values.map((index) => new TableIndex(index));
const ofAll = values.map(({ name, columnNames }) => new TableIndex({ name, columnNames }));

/** Keeps inquiries out of the indexes of what has not happened to them, so that beginning one writes less. */
export class IndexesOfWhatHasHappened1799000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.dropIndices('inquiry', ofAll);
    await runner.createIndices('inquiry', onlyWithValue);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndices('inquiry', onlyWithValue);
    await runner.createIndices('inquiry', ofAll);
  }
}
