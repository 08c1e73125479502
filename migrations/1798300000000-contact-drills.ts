import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, primary, varchar } from './support/columns.js';

/** The yearly drill of contact and numbers. */
export class ContactDrills1798300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(contactDrill);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(contactDrill);
  }
}

const known = (column: string): string => `${column} IN ('reached', 'unreached', 'changed')`;

const contactDrill = new Table({
  name: 'contact_drill',
  columns: [
    primary(id('id')), id('customer_id'), id('contact_id'), varchar('person_result', 12), varchar('phone_result', 12), varchar('alt_phone_result', 12), varchar('email_result', 12),
    instant('drilled_at'), instant('recorded_at'), id('recorded_by'),
  ],
  indices: [{ name: 'contact_drill_customer', columnNames: ['customer_id', 'drilled_at'] }],
  checks: [
    { name: 'contact_drill_person_known', expression: known('person_result') }, { name: 'contact_drill_phone_known', expression: known('phone_result') },
    { name: 'contact_drill_alt_phone_known', expression: known('alt_phone_result') }, { name: 'contact_drill_email_known', expression: known('email_result') },
  ],
  foreignKeys: [{ name: 'contact_drill_customer_fk', columnNames: ['customer_id'], referencedTableName: 'customer', referencedColumnNames: ['id'] }],
});
