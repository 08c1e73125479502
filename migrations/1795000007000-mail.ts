import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { bool, id, instant, int, optional, primary, text, varchar } from './support/columns.js';

export class Mail1795000007000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(rawMessage);
    await runner.createTable(mailAttachment);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(mailAttachment);
    await runner.dropTable(rawMessage);
  }
}

const rawMessage = new Table({
  name: 'raw_message',
  columns: [
    primary(id('id')),
    varchar('sha256', 64),
    int('size'),
    instant('received_at'),
    varchar('source', 8),
    optional(varchar('envelope_to', 320)),
    optional(varchar('envelope_from', 320)),
    varchar('state', 16),
    optional(varchar('reason', 32)),
    optional(varchar('kind', 16)),
    int('attempts'),
    optional(instant('leased_until')),
    optional(varchar('leased_by', 36)),
    optional(instant('processed_at')),
    text('message_id'),
    varchar('message_id_hash', 64),
    text('subject'),
    varchar('from_address', 320),
    text('from_name'),
    text('body_text'),
    text('quoted_text'),
    bool('has_japanese'),
    varchar('authentication', 8),
    optional(varchar('sender', 32)),
    optional(id('support_desk_id')),
    optional(id('customer_id')),
    optional(id('contact_id')),
    optional(id('inquiry_id')),
    optional(id('linked_inquiry_id')),
    optional(id('outbox_id')),
    text('fault'),
    optional(varchar('decision', 16)),
    optional(id('decided_by')),
    optional(instant('decided_at')),
    int('version'),
  ],
  checks: [{ name: 'raw_message_state_known', expression: `state IN ('stored', 'done', 'quarantined', 'failed')` }],
  indices: [
    { name: 'raw_message_sha256', columnNames: ['sha256'], isUnique: true },
    { name: 'raw_message_state', columnNames: ['state', 'received_at'] },
    { name: 'raw_message_inquiry', columnNames: ['inquiry_id'] },
    { name: 'raw_message_message_id', columnNames: ['message_id_hash'] },
  ],
});

const mailAttachment = new Table({
  name: 'mail_attachment',
  columns: [
    primary(id('raw_message_id')),
    primary(int('position')),
    text('name'),
    varchar('type', 200),
    int('size'),
    varchar('sha256', 64),
  ],
  foreignKeys: [
    {
      name: 'mail_attachment_raw_message_fk',
      columnNames: ['raw_message_id'],
      referencedTableName: 'raw_message',
      referencedColumnNames: ['id'],
    },
  ],
});
