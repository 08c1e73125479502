import { Table, TableCheck, TableForeignKey, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { bool, id, instant, int, optional, primary, text, varchar } from './support/columns.js';

/** Views that people keep, acts on many inquiries and what came of them, and what is half typed. */
export class Queues1796700200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.dropTable(table);
  }
}

const reference = (name: string, columnName: string, referencedTableName: string, onDelete = 'NO ACTION'): TableForeignKey =>
  new TableForeignKey({ name, columnNames: [columnName], referencedTableName, referencedColumnNames: ['id'], onDelete });
const index = (name: string, ...columnNames: string[]): TableIndex => new TableIndex({ name, columnNames });

const tables = [
  new Table({
    name: 'saved_view',
    columns: [
      primary(id('id')), varchar('audience', 8), id('staff_id'), optional(id('support_desk_id')), optional(id('provider_id')), varchar('name', 40), varchar('address', 500), instant('created_at'),
    ],
    checks: [new TableCheck({ name: 'saved_view_audience_known', expression: `audience IN ('me', 'desk', 'second')` })],
    foreignKeys: [reference('saved_view_staff_fk', 'staff_id', 'staff')],
    indices: [index('saved_view_staff', 'staff_id'), index('saved_view_desk', 'support_desk_id')],
  }),
  new Table({
    name: 'bulk_run',
    columns: [primary(id('id')), id('staff_id'), varchar('act', 40), varchar('request_hash', 64), instant('created_at')],
    foreignKeys: [reference('bulk_run_staff_fk', 'staff_id', 'staff')],
    indices: [index('bulk_run_created', 'created_at')],
  }),
  new Table({
    name: 'bulk_line',
    columns: [primary(id('run_id')), primary(id('inquiry_id')), int('position'), int('version'), varchar('outcome', 8), optional(varchar('code', 40)), text('message')],
    checks: [new TableCheck({ name: 'bulk_line_outcome_known', expression: `outcome IN ('waiting', 'done', 'refused')` })],
    foreignKeys: [reference('bulk_line_run_fk', 'run_id', 'bulk_run', 'CASCADE')],
  }),
  new Table({
    name: 'draft',
    columns: [primary(id('id')), id('inquiry_id'), id('staff_id'), varchar('form', 60), text('sealed'), bool('offered'), instant('saved_at')],
    foreignKeys: [reference('draft_inquiry_fk', 'inquiry_id', 'inquiry', 'CASCADE'), reference('draft_staff_fk', 'staff_id', 'staff')],
    indices: [new TableIndex({ name: 'draft_form', columnNames: ['inquiry_id', 'staff_id', 'form'], isUnique: true }), index('draft_staff', 'staff_id'), index('draft_saved', 'saved_at')],
  }),
];
