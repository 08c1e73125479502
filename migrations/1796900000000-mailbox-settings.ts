import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { bool, id, instant, int, json, optional, primary, text, varchar } from './support/columns.js';

/** Mailboxes that the service owner sets up on a page, with sealed secrets. */
export class MailboxSettings1796900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(mailboxSetting);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(mailboxSetting);
  }
}

const mailboxSetting = new Table({
  name: 'mailbox_setting',
  columns: [
    primary(varchar('name', 64)),
    json('definition'),
    optional(text('password')),
    optional(text('client_secret')),
    optional(text('refresh_token')),
    bool('in_use'),
    int('version'),
    instant('changed_at'),
    id('changed_by'),
  ],
});
