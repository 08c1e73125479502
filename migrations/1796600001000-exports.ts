import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, int, json, optional, primary, text, varchar } from './support/columns.js';

const exportJob = new Table({
  name: 'export_job',
  columns: [
    primary(id('id')), id('staff_id'), varchar('list', 20), varchar('format', 4), json('wishes'), varchar('state', 8), int('rows'), instant('requested_at'),
    optional(instant('finished_at')), instant('touched_at'), varchar('file_name', 100),
  ],
  indices: [{ name: 'export_job_staff', columnNames: ['staff_id', 'requested_at'] }, { name: 'export_job_requested', columnNames: ['requested_at'] }],
  checks: [{ name: 'export_job_state_known', expression: `state IN ('running', 'done', 'failed')` }],
});

const exportPart = new Table({
  name: 'export_part',
  columns: [primary(id('export_id')), primary(int('position')), text('base64')],
  foreignKeys: [{ name: 'export_part_job_fk', columnNames: ['export_id'], referencedTableName: 'export_job', referencedColumnNames: ['id'], onDelete: 'CASCADE' }],
});

/** Lists that somebody takes as a file: made in the background, kept for a day. */
export class Exports1796600001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(exportJob);
    await runner.createTable(exportPart);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(exportPart);
    await runner.dropTable(exportJob);
  }
}
