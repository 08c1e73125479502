import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { bool, id, instant, json, optional, primary, text, varchar } from './support/columns.js';

/** Mails that went to the wrong person, and what was done about each (E5). */
export class MailIncidents1796500200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(mailIncident);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(mailIncident);
  }
}

const mailIncident = new Table({
  name: 'mail_incident',
  columns: [
    primary(id('id')), id('outbox_id'), optional(id('inquiry_id')), id('customer_id'), varchar('to_address', 254), varchar('mail_label', 100), optional(instant('sent_at')),
    instant('discovered_at'), bool('malicious'), text('circumstances'), json('items'), json('measures'), optional(id('notice_id')), optional(instant('notified_at')),
    instant('opened_at'), id('opened_by'), optional(instant('closed_at')), optional(id('closed_by')),
  ],
  indices: [
    { name: 'mail_incident_outbox', columnNames: ['outbox_id'], isUnique: true },
    { name: 'mail_incident_customer', columnNames: ['customer_id'] },
  ],
});
