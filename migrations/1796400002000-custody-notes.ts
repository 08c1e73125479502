import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, optional, primary, text, varchar } from './support/columns.js';

/** To whom and why a file was handed over, returned or destroyed, apart from the record so that it can be erased; and why an attachment is of no use. */
export class CustodyNotes1796400002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(custodyNote);
    // Said in SQL: the schema API would rebuild the table on SQLite.
    await runner.query('ALTER TABLE mail_attachment ADD COLUMN unusable_because varchar(32)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE mail_attachment DROP COLUMN unusable_because');
    await runner.dropTable(custodyNote);
  }
}

const custodyNote = new Table({
  name: 'custody_note',
  columns: [
    primary(id('id')), id('evidence_id'), varchar('act', 16), varchar('recipient', 200), text('reason'), varchar('consent_by', 100),
    optional(instant('consent_at')), optional(instant('secrecy_at')), instant('at'), id('by_staff_id'),
  ],
  checks: [{ name: 'custody_note_act_known', expression: `act IN ('handed_over', 'returned', 'destroyed')` }],
  foreignKeys: [{ name: 'custody_note_evidence_fk', columnNames: ['evidence_id'], referencedTableName: 'evidence_item', referencedColumnNames: ['id'] }],
  indices: [{ name: 'custody_note_evidence', columnNames: ['evidence_id'] }],
});
