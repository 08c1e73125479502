import { Table, TableCheck, TableForeignKey, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, primary, varchar } from './support/columns.js';

/** Who has an inquiry open or writes in it. */
export class Presence1796700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(presence);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('presence');
  }
}

const reference = (name: string, columnName: string, referencedTableName: string): TableForeignKey =>
  new TableForeignKey({ name, columnNames: [columnName], referencedTableName, referencedColumnNames: ['id'], onDelete: 'CASCADE' });

const presence = new Table({
  name: 'presence',
  columns: [primary(id('inquiry_id')), primary(id('staff_id')), varchar('doing', 8), instant('changed_at'), instant('until')],
  checks: [new TableCheck({ name: 'presence_doing_known', expression: `doing IN ('viewing', 'writing')` })],
  foreignKeys: [reference('presence_inquiry_fk', 'inquiry_id', 'inquiry'), reference('presence_staff_fk', 'staff_id', 'staff')],
  indices: [new TableIndex({ name: 'presence_changed', columnNames: ['changed_at'] })],
});
