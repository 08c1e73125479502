import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { dropAppendOnly, makeAppendOnly } from './support/append-only.js';
import { id, instant, isPostgres, json, optional, primary, varchar } from './support/columns.js';

/** Erasure by two persons (E3), holds against it, and the one way in which what never changes may be deleted: by an erasure under way. */
export class Erasure1796500100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(dataHold);
    await runner.createTable(erasure);
    // Plain SQL: TypeORM's addColumn would rebuild the tables on SQLite.
    await runner.query('ALTER TABLE customer ADD COLUMN use_stopped_at bigint');
    await runner.query('ALTER TABLE outbox ADD COLUMN customer_id varchar(36)');
    await runner.query('CREATE INDEX customer_use_stopped ON customer (id) WHERE use_stopped_at IS NOT NULL');
    await runner.query('CREATE INDEX outbox_customer ON outbox (customer_id)');
    for (const table of ['portal_note', 'report_reading']) await dropAppendOnly(runner, table);
    await dropSentReports(runner);
    for (const guard of guards) await (isPostgres(runner) ? guardPostgres(runner, guard) : guardSqlite(runner, guard));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { table } of guards) await dropGuards(runner, table);
    await makeSentReportsImmutable(runner);
    for (const table of ['report_reading', 'portal_note']) await makeAppendOnly(runner, table);
    await runner.query('DROP INDEX outbox_customer');
    await runner.query('DROP INDEX customer_use_stopped');
    await runner.query('ALTER TABLE outbox DROP COLUMN customer_id');
    await runner.query('ALTER TABLE customer DROP COLUMN use_stopped_at');
    await runner.dropTable(erasure);
    await runner.dropTable(dataHold);
  }
}

const dataHold = new Table({
  name: 'data_hold',
  columns: [
    primary(id('id')), id('customer_id'), optional(id('inquiry_id')), varchar('kind', 16), varchar('ground', 200), optional(varchar('until', 10)),
    instant('placed_at'), id('placed_by'), optional(instant('lifted_at')), optional(id('lifted_by')),
  ],
  checks: [{ name: 'data_hold_kind_known', expression: `kind IN ('legal', 'evidence')` }],
  indices: [{ name: 'data_hold_customer', columnNames: ['customer_id'] }],
});

const erasure = new Table({
  name: 'erasure',
  columns: [
    primary(id('id')), id('customer_id'), varchar('state', 12), varchar('choice', 8), varchar('ground', 16),
    instant('requested_at'), id('requested_by'), optional(instant('exported_at')), optional(instant('confirmed_at')), optional(id('confirmed_by')),
    optional(id('notice_id')), optional(instant('erased_at')), optional(instant('finished_at')), optional(json('certificate')),
  ],
  checks: [
    { name: 'erasure_state_known', expression: `state IN ('requested', 'confirmed', 'erasing', 'telling', 'held', 'done', 'cancelled')` },
    { name: 'erasure_choice_known', expression: `choice IN ('return', 'disposal')` },
    { name: 'erasure_ground_known', expression: `ground IN ('request', 'contract_end')` },
    { name: 'erasure_two_persons', expression: 'confirmed_by IS NULL OR confirmed_by <> requested_by' },
  ],
  indices: [{ name: 'erasure_open', columnNames: ['customer_id'], isUnique: true, where: `state NOT IN ('done', 'cancelled')` }],
});

interface Guard {
  readonly table: string;
  readonly message: string;
  /** Rows that are guarded at all. */
  readonly when: string;
  /** The inquiry of the row. */
  readonly inquiry: string;
}

const guards: readonly Guard[] = [
  { table: 'portal_note', message: 'portal_note is append-only', when: 'true', inquiry: 'OLD.inquiry_id' },
  { table: 'report_reading', message: 'report_reading is append-only', when: 'true', inquiry: '(SELECT r.inquiry_id FROM report r WHERE r.id = OLD.report_id)' },
  { table: 'report', message: 'a sent report is immutable', when: `OLD.state = 'sent'`, inquiry: 'OLD.inquiry_id' },
];

const underErasure = (inquiry: string): string =>
  `EXISTS (SELECT 1 FROM erasure e JOIN inquiry i ON i.customer_id = e.customer_id WHERE e.state = 'erasing' AND i.id = ${inquiry})`;

async function guardSqlite(runner: QueryRunner, { table, message, when, inquiry }: Guard): Promise<void> {
  await runner.query(`CREATE TRIGGER ${table}_guard_update BEFORE UPDATE ON ${table} WHEN ${when} BEGIN SELECT RAISE(ABORT, '${message}'); END`);
  await runner.query(`CREATE TRIGGER ${table}_guard_delete BEFORE DELETE ON ${table} WHEN ${when} AND NOT ${underErasure(inquiry)} BEGIN SELECT RAISE(ABORT, '${message}'); END`);
}

async function guardPostgres(runner: QueryRunner, { table, message, when, inquiry }: Guard): Promise<void> {
  await runner.query(
    `CREATE FUNCTION ${table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF TG_OP = 'DELETE' THEN
         IF ${underErasure(inquiry)} THEN RETURN OLD; END IF;
       END IF;
       RAISE EXCEPTION '${message}';
     END $$`,
  );
  await runner.query(`CREATE TRIGGER ${table}_guard BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION ${table}_guard()`);
  await runner.query(
    `CREATE FUNCTION ${table}_guard_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '${message}'; END $$`,
  );
  await runner.query(`CREATE TRIGGER ${table}_guard_truncate BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION ${table}_guard_truncate()`);
}

async function dropGuards(runner: QueryRunner, table: string): Promise<void> {
  if (!isPostgres(runner)) {
    for (const act of ['update', 'delete']) await runner.query(`DROP TRIGGER ${table}_guard_${act}`);
    return;
  }
  for (const name of [`${table}_guard`, `${table}_guard_truncate`]) {
    await runner.query(`DROP TRIGGER ${name} ON ${table}`);
    await runner.query(`DROP FUNCTION ${name}()`);
  }
}

async function dropSentReports(runner: QueryRunner): Promise<void> {
  if (!isPostgres(runner)) {
    for (const act of ['update', 'delete']) await runner.query(`DROP TRIGGER report_sent_no_${act}`);
    return;
  }
  await runner.query('DROP TRIGGER report_sent_immutable ON report');
}

async function makeSentReportsImmutable(runner: QueryRunner): Promise<void> {
  if (isPostgres(runner)) {
    await runner.query(`CREATE TRIGGER report_sent_immutable BEFORE UPDATE OR DELETE ON report FOR EACH ROW WHEN (OLD.state = 'sent') EXECUTE FUNCTION report_refuse_change()`);
    return;
  }
  for (const act of ['UPDATE', 'DELETE']) {
    await runner.query(
      `CREATE TRIGGER report_sent_no_${act.toLowerCase()} BEFORE ${act} ON report WHEN OLD.state = 'sent' BEGIN SELECT RAISE(ABORT, 'a sent report is immutable'); END`,
    );
  }
}
