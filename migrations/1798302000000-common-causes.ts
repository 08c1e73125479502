import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, int, optional, primary, text, varchar } from './support/columns.js';

/** One cause behind the inquiries of several customers. */
export class CommonCauses1798302000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(commonCause);
    await runner.createTable(causeInquiry);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(causeInquiry);
    await runner.dropTable(commonCause);
  }
}

const commonCause = new Table({
  name: 'common_cause',
  columns: [
    primary(id('id')), varchar('title', 120), text('analysis'), text('wording'), optional(text('published_wording')), optional(instant('published_at')), optional(instant('ended_at')),
    instant('created_at'), id('created_by'), int('version'),
  ],
});

const causeInquiry = new Table({
  name: 'cause_inquiry',
  columns: [primary(id('inquiry_id')), id('cause_id'), instant('added_at'), id('added_by')],
  indices: [{ name: 'cause_inquiry_cause', columnNames: ['cause_id'] }],
  foreignKeys: [
    { name: 'cause_inquiry_inquiry_fk', columnNames: ['inquiry_id'], referencedTableName: 'inquiry', referencedColumnNames: ['id'] },
    { name: 'cause_inquiry_cause_fk', columnNames: ['cause_id'], referencedTableName: 'common_cause', referencedColumnNames: ['id'] },
  ],
});
