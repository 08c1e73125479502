import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, int, isPostgres, primary, varchar } from './support/columns.js';

/** How long each class of data is kept, and inquiries whose time is over: what never changes may be deleted then, as by an erasure. */
export class Retention1796500300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(inquiryDisposal);
    await runner.createTable(retentionRule);
    for (const guard of guards) await replaceGuard(runner, guard, (inquiry) => `(${underErasure(inquiry)} OR EXISTS (SELECT 1 FROM inquiry_disposal d WHERE d.inquiry_id = ${inquiry}))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const guard of guards) await replaceGuard(runner, guard, underErasure);
    await runner.dropTable(retentionRule);
    await runner.dropTable(inquiryDisposal);
  }
}

const inquiryDisposal = new Table({ name: 'inquiry_disposal', columns: [primary(id('inquiry_id')), instant('at')] });

const retentionRule = new Table({
  name: 'retention_rule',
  columns: [primary(varchar('name', 32)), int('days'), instant('changed_at'), id('changed_by')],
  checks: [{ name: 'retention_rule_days_positive', expression: 'days > 0' }],
});

interface Guard {
  readonly table: string;
  readonly message: string;
  readonly when: string;
  readonly inquiry: string;
}

const guards: readonly Guard[] = [
  { table: 'portal_note', message: 'portal_note is append-only', when: 'true', inquiry: 'OLD.inquiry_id' },
  { table: 'report_reading', message: 'report_reading is append-only', when: 'true', inquiry: '(SELECT r.inquiry_id FROM report r WHERE r.id = OLD.report_id)' },
  { table: 'report', message: 'a sent report is immutable', when: `OLD.state = 'sent'`, inquiry: 'OLD.inquiry_id' },
];

const underErasure = (inquiry: string): string =>
  `EXISTS (SELECT 1 FROM erasure e JOIN inquiry i ON i.customer_id = e.customer_id WHERE e.state = 'erasing' AND i.id = ${inquiry})`;

async function replaceGuard(runner: QueryRunner, { table, message, when, inquiry }: Guard, mayGo: (inquiry: string) => string): Promise<void> {
  if (!isPostgres(runner)) {
    await runner.query(`DROP TRIGGER ${table}_guard_delete`);
    await runner.query(`CREATE TRIGGER ${table}_guard_delete BEFORE DELETE ON ${table} WHEN ${when} AND NOT ${mayGo(inquiry)} BEGIN SELECT RAISE(ABORT, '${message}'); END`);
    return;
  }
  await runner.query(
    `CREATE OR REPLACE FUNCTION ${table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF TG_OP = 'DELETE' THEN
         IF ${mayGo(inquiry)} THEN RETURN OLD; END IF;
       END IF;
       RAISE EXCEPTION '${message}';
     END $$`,
  );
}
