import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, optional, primary, varchar } from './support/columns.js';

/** Whom an OpenID Connect provider means by whom it names. */
export class StaffIdentities1796301000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(staffIdentity);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(staffIdentity);
  }
}

const staffIdentity = new Table({
  name: 'staff_identity',
  columns: [primary(id('id')), id('staff_id'), varchar('issuer', 255), varchar('subject', 255), instant('linked_at'), optional(instant('last_used_at'))],
  foreignKeys: [{ name: 'staff_identity_staff_fk', columnNames: ['staff_id'], referencedTableName: 'staff', referencedColumnNames: ['id'] }],
  indices: [
    { name: 'staff_identity_subject', columnNames: ['issuer', 'subject'], isUnique: true },
    { name: 'staff_identity_staff', columnNames: ['staff_id', 'issuer'], isUnique: true },
  ],
});
