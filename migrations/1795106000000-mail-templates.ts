import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { makeAppendOnly } from './support/append-only.js';
import { id, instant, int, isPostgres, primary, text, varchar } from './support/columns.js';

/** Texts of mails that the service owner edits, which text each mail was made from, and the privacy policy under it. */
export class MailTemplates1795106000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(mailTemplateVersion);
    await makeAppendOnly(runner, 'mail_template_version');
    await runner.query(`ALTER TABLE outbox ADD COLUMN template_version integer NOT NULL DEFAULT 0`);
    await runner.query(`ALTER TABLE support_desk ADD COLUMN privacy_url varchar(500) NOT NULL DEFAULT ''`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE support_desk DROP COLUMN privacy_url`);
    await runner.query(`ALTER TABLE outbox DROP COLUMN template_version`);
    await runner.dropTable(mailTemplateVersion);
    if (isPostgres(runner)) await runner.query('DROP FUNCTION mail_template_version_refuse_change()');
  }
}

const mailTemplateVersion = new Table({
  name: 'mail_template_version',
  columns: [
    primary(varchar('template', 40)),
    primary(int('version')),
    varchar('subject', 500),
    text('body'),
    varchar('reason', 500),
    varchar('shipped_sha256', 64),
    instant('created_at'),
    id('created_by'),
  ],
  checks: [{ name: 'mail_template_version_positive', expression: 'version > 0' }],
});
