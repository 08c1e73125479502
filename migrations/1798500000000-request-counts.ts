import { Table, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { instant, int, primary, varchar } from './support/columns.js';

/** How often each account, token and address has asked within a minute. */
export class RequestCounts1798500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(requestCount);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(requestCount);
  }
}

const requestCount = new Table({
  name: 'request_count',
  columns: [primary(varchar('kind', 20)), primary(varchar('who', 64)), primary(instant('window_start')), int('requests')],
  indices: [new TableIndex({ name: 'request_count_window', columnNames: ['window_start'] })],
});
