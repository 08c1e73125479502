import { Table, type MigrationInterface, type QueryRunner, type TableForeignKeyOptions } from 'typeorm';
import { makeAppendOnly } from './support/append-only.js';
import { id, instant, int, isPostgres, json, optional, primary, text, varchar } from './support/columns.js';

export class Hearing1795000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [sheet, acknowledgement, answer, freeze]) await runner.createTable(table);
    await makeAppendOnly(runner, 'hearing_freeze');
    await refuse(runner, { table: 'hearing_sheet', act: 'UPDATE', when: "OLD.state = 'published'", message: 'a published hearing sheet never changes' });
    await refuse(runner, { table: 'hearing_sheet', act: 'DELETE', when: "OLD.state = 'published'", message: 'a published hearing sheet never changes' });
    await refuse(runner, { table: 'hearing_answer', act: 'UPDATE', when: `NOT (${erasureOnly})`, message: 'hearing_answer is append-only' });
    await refuse(runner, { table: 'hearing_answer', act: 'DELETE', when: 'true', message: 'hearing_answer is append-only' });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [freeze, answer, acknowledgement, sheet]) await runner.dropTable(table);
    if (!isPostgres(runner)) return;
    await runner.query('DROP FUNCTION hearing_freeze_refuse_change()');
    for (const table of ['hearing_sheet', 'hearing_answer']) {
      for (const act of ['update', 'delete']) await runner.query(`DROP FUNCTION ${table}_refuse_${act}()`);
    }
  }
}

/** Erasure takes the texts out once and leaves everything else as it was. */
const kept = ['id', 'inquiry_id', 'seq', 'sheet_version', 'question_id', 'group_index', 'state', 'source', 'recorded_at', 'recorded_by'];
const erasureOnly = [
  'OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL',
  'NEW.value IS NULL AND NEW.original_text IS NULL AND NEW.reason IS NULL',
  ...kept.map((column) => `NEW.${column} = OLD.${column}`),
].join(' AND ');

interface Refusal {
  readonly table: string;
  readonly act: 'UPDATE' | 'DELETE';
  readonly when: string;
  readonly message: string;
}

async function refuse(runner: QueryRunner, { table, act, when, message }: Refusal): Promise<void> {
  const name = `${table}_refuse_${act.toLowerCase()}`;
  if (!isPostgres(runner)) {
    await runner.query(`CREATE TRIGGER ${name} BEFORE ${act} ON ${table} WHEN ${when} BEGIN SELECT RAISE(ABORT, '${message}'); END`);
    return;
  }
  await runner.query(`CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '${message}'; END $$`);
  await runner.query(`CREATE TRIGGER ${name} BEFORE ${act} ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION ${name}()`);
}

const sheet = new Table({
  name: 'hearing_sheet',
  columns: [
    primary(int('version')),
    varchar('title', 120),
    json('definition'),
    varchar('sha256', 64),
    varchar('state', 16),
    instant('created_at'),
    optional(id('created_by')),
    optional(instant('published_at')),
    optional(id('published_by')),
  ],
  checks: [
    { name: 'hearing_sheet_state', expression: "state IN ('draft', 'published')" },
    { name: 'hearing_sheet_version_positive', expression: 'version > 0' },
    { name: 'hearing_sheet_published_when', expression: "(state = 'published') = (published_at IS NOT NULL)" },
  ],
  indices: [{ name: 'hearing_sheet_published', columnNames: ['published_at'] }],
});

const acknowledgement = new Table({
  name: 'hearing_sheet_ack',
  columns: [
    primary(int('sheet_version')),
    primary(id('desk_id')),
    instant('announced_at'),
    optional(instant('acknowledged_at')),
    optional(id('acknowledged_by')),
  ],
  foreignKeys: [
    ofSheet('hearing_sheet_ack_sheet_fk'),
    { name: 'hearing_sheet_ack_desk_fk', columnNames: ['desk_id'], referencedTableName: 'support_desk', referencedColumnNames: ['id'] },
  ],
});

const answer = new Table({
  name: 'hearing_answer',
  columns: [
    primary(id('id')),
    id('inquiry_id'),
    int('seq'),
    int('sheet_version'),
    varchar('question_id', 64),
    int('group_index'),
    varchar('state', 16),
    optional(json('value')),
    optional(text('original_text')),
    varchar('source', 16),
    instant('recorded_at'),
    id('recorded_by'),
    optional(text('reason')),
    optional(instant('erased_at')),
  ],
  checks: [
    { name: 'hearing_answer_state', expression: "state IN ('value', 'unknown', 'declined', 'cleared')" },
    { name: 'hearing_answer_source', expression: "source IN ('customer_phone', 'customer_mail', 'portal', 'log', 'analyst')" },
    { name: 'hearing_answer_group', expression: 'group_index >= 0' },
    { name: 'hearing_answer_seq_positive', expression: 'seq > 0' },
  ],
  indices: [{ name: 'hearing_answer_seq', columnNames: ['inquiry_id', 'seq'], isUnique: true }],
  foreignKeys: [ofSheet('hearing_answer_sheet_fk')],
});

const freeze = new Table({
  name: 'hearing_freeze',
  columns: [primary(id('id')), id('inquiry_id'), instant('frozen_at'), int('sheet_version'), int('last_seq'), varchar('sha256', 64)],
  indices: [{ name: 'hearing_freeze_inquiry', columnNames: ['inquiry_id', 'frozen_at'] }],
  foreignKeys: [ofSheet('hearing_freeze_sheet_fk')],
});

function ofSheet(name: string): TableForeignKeyOptions {
  return { name, columnNames: ['sheet_version'], referencedTableName: 'hearing_sheet', referencedColumnNames: ['version'] };
}
