import { Table, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, int, json, optional, primary, varchar } from './support/columns.js';

const monthlyFigures = new Table({
  name: 'monthly_figures',
  columns: [primary(varchar('month', 7)), primary(varchar('subject', 60)), int('definitions_version'), instant('computed_at'), json('figures')],
});

const publishedReport = new Table({
  name: 'published_report',
  columns: [primary(varchar('month', 7)), instant('published_at'), optional(id('published_by')), varchar('sha256', 64), json('content')],
});

/** What the figures of a month look for: without these a month costs as much as all years. */
const found: readonly (readonly [table: string, index: TableIndex])[] = [
  ['response_cycle', new TableIndex({ name: 'response_cycle_accepted', columnNames: ['accepted_at'] })],
  ['inquiry', new TableIndex({ name: 'inquiry_ended', columnNames: ['ended_at'] })],
  ['event', new TableIndex({ name: 'event_type_occurred', columnNames: ['type', 'occurred_at'] })],
];

/** The figures of each month, computed by a job, and the monthly reports as they were published. */
export class Figures1796600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(monthlyFigures);
    await runner.createTable(publishedReport);
    for (const [table, { name, columnNames }] of found) await runner.query(`CREATE INDEX ${name} ON ${table} (${columnNames.join(', ')})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [, { name }] of found.toReversed()) await runner.query(`DROP INDEX ${name}`);
    await runner.dropTable(publishedReport);
    await runner.dropTable(monthlyFigures);
  }
}
