import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { bool, id, instant, int, optional, primary, text, varchar } from './support/columns.js';

/** What became of each attempt to send, how our mail server does, and what is told to whom. */
export class MailOut1795105000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox ADD COLUMN give_up_at bigint');
    for (const table of tables) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.dropTable(table);
    await runner.query('ALTER TABLE outbox DROP COLUMN give_up_at');
  }
}

const outboxAttempt = new Table({
  name: 'outbox_attempt',
  columns: [
    primary(id('id')),
    id('outbox_id'),
    int('number'),
    instant('started_at'),
    instant('ended_at'),
    varchar('outcome', 16),
    bool('body_out'),
    optional(int('reply_code')),
    text('detail'),
  ],
  checks: [{ name: 'outbox_attempt_outcome_known', expression: `outcome IN ('sent', 'retry', 'server', 'failed', 'unknown', 'interrupted')` }],
  indices: [
    { name: 'outbox_attempt_outbox', columnNames: ['outbox_id', 'started_at'] },
    { name: 'outbox_attempt_ended', columnNames: ['ended_at'] },
  ],
});

const mailRoute = new Table({
  name: 'mail_route',
  columns: [
    primary(varchar('name', 64)),
    optional(instant('last_ok_at')),
    optional(instant('failing_since')),
    instant('next_probe_at'),
    int('probes'),
    text('reason'),
  ],
});

const automaticMail = new Table({
  name: 'automatic_mail',
  columns: [primary(id('id')), varchar('to_hash', 64), varchar('topic_hash', 64), bool('authenticated'), bool('withheld'), instant('at')],
  indices: [
    { name: 'automatic_mail_to', columnNames: ['to_hash', 'at'] },
    { name: 'automatic_mail_at', columnNames: ['at'] },
  ],
});

const mailAlert = new Table({
  name: 'mail_alert',
  columns: [
    primary(id('id')),
    varchar('kind', 16),
    varchar('name', 80),
    instant('since'),
    text('reason'),
    instant('told_at'),
    optional(instant('ended_at')),
  ],
  checks: [{ name: 'mail_alert_kind_known', expression: `kind IN ('smtp', 'mailbox')` }],
  indices: [
    { name: 'mail_alert_once', columnNames: ['kind', 'name', 'since'], isUnique: true },
    { name: 'mail_alert_open', columnNames: ['ended_at', 'told_at'] },
  ],
});

const noticePreference = new Table({
  name: 'notice_preference',
  columns: [primary(id('staff_id')), bool('at_night'), instant('changed_at')],
});

const noticeSummary = new Table({
  name: 'notice_summary',
  columns: [primary(id('staff_id')), primary(varchar('day', 10)), int('notices'), instant('at')],
});

const tables = [outboxAttempt, mailRoute, automaticMail, mailAlert, noticePreference, noticeSummary];
