import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { makeAppendOnly } from './support/append-only.js';
import { bool, id, instant, int, isPostgres, json, optional, primary, text, varchar, type Column } from './support/columns.js';

export class Analysis1795000006000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.createTable(table);
    await makeAppendOnly(runner, 'report_reading');
    await makeSentReportsImmutable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.dropTable(table);
    if (!isPostgres(runner)) return;
    await runner.query('DROP FUNCTION report_reading_refuse_change()');
    await runner.query('DROP FUNCTION report_refuse_change()');
  }
}

/** A correction is a new report: what the customer was told stays as he was told it. */
async function makeSentReportsImmutable(runner: QueryRunner): Promise<void> {
  if (isPostgres(runner)) {
    await runner.query(
      `CREATE FUNCTION report_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'a sent report is immutable'; END $$`,
    );
    await runner.query(
      `CREATE TRIGGER report_sent_immutable BEFORE UPDATE OR DELETE ON report
       FOR EACH ROW WHEN (OLD.state = 'sent') EXECUTE FUNCTION report_refuse_change()`,
    );
    return;
  }
  for (const act of ['UPDATE', 'DELETE']) {
    await runner.query(
      `CREATE TRIGGER report_sent_no_${act.toLowerCase()} BEFORE ${act} ON report WHEN OLD.state = 'sent'
       BEGIN SELECT RAISE(ABORT, 'a sent report is immutable'); END`,
    );
  }
}

const oneOf = (column: string, values: readonly string[]) => `${column} IN (${values.map((value) => `'${value}'`).join(', ')})`;

/** A table of records of one inquiry. */
function recordTable(name: string, columns: readonly Column[], others: Partial<ConstructorParameters<typeof Table>[0] & object> = {}): Table {
  const { indices = [], foreignKeys = [], checks = [] } = others;
  return new Table({
    name,
    columns: [primary(id('id')), id('inquiry_id'), ...columns],
    checks,
    foreignKeys: [
      { name: `${name}_inquiry_fk`, columnNames: ['inquiry_id'], referencedTableName: 'inquiry', referencedColumnNames: ['id'] },
      ...foreignKeys,
    ],
    indices: [...indices],
  });
}

const byInquiry = (name: string) => ({ name: `${name}_inquiry`, columnNames: ['inquiry_id'] });

const attackProgress = recordTable(
  'attack_progress',
  [varchar('stage', 24), varchar('state', 16), text('wording'), text('evidence'), instant('recorded_at'), id('recorded_by'), bool('is_current')],
  {
    checks: [{ name: 'attack_progress_state_known', expression: oneOf('state', ['observed', 'suspected', 'not_observed', 'ruled_out', 'not_observable']) }],
    indices: [byInquiry('attack_progress')],
  },
);

const portalNoticeCheck = recordTable(
  'portal_notice_check',
  [text('quote'), instant('checked_at'), id('checked_by'), bool('is_current')],
  { indices: [byInquiry('portal_notice_check')] },
);

const portalNote = recordTable('portal_note', [text('body'), instant('written_at'), id('written_by')], { indices: [byInquiry('portal_note')] });

const assessment = recordTable(
  'assessment',
  [
    varchar('disposition', 32), varchar('confidence', 8), varchar('severity', 16), varchar('urgency', 16), text('urgency_reason'),
    instant('assessed_at'), id('assessed_by'), bool('is_current'),
  ],
  { indices: [byInquiry('assessment')] },
);

const indicator = recordTable(
  'indicator',
  [
    varchar('type', 16), text('value'), optional(instant('first_seen_at')), varchar('source', 24), varchar('tlp', 16), varchar('pap', 16),
    varchar('disclosure', 12), instant('added_at'), id('added_by'),
  ],
  {
    checks: [{ name: 'indicator_disclosure_known', expression: oneOf('disclosure', ['customer', 'partner', 'second_line']) }],
    indices: [byInquiry('indicator')],
  },
);

const disclosureRelease = recordTable(
  'disclosure_release',
  [text('value'), id('reason_text_id'), instant('released_at'), id('released_by')],
  { indices: [byInquiry('disclosure_release')] },
);

const logRequest = recordTable(
  'log_request',
  [
    varchar('number', 32), json('items'), varchar('host', 200), instant('period_from'), instant('period_to'), varchar('zone', 8), text('purpose'),
    text('handling'), text('delivery'), instant('due_at'), instant('consent_at'), varchar('consent_by', 100), varchar('consent_means', 8),
    varchar('state', 24), instant('requested_at'), id('requested_by'),
  ],
  {
    checks: [
      {
        name: 'log_request_state_known',
        expression: oneOf('state', ['draft', 'sent', 'partially_received', 'received', 'unusable', 'withdrawn', 'expired']),
      },
      { name: 'log_request_period_in_order', expression: 'period_to >= period_from' },
    ],
    indices: [byInquiry('log_request'), { name: 'log_request_number', columnNames: ['number'], isUnique: true }],
  },
);

const evidenceItem = recordTable(
  'evidence_item',
  [
    varchar('number', 32), optional(id('log_request_id')), varchar('file_name', 255), varchar('content_type', 100), int('size'),
    varchar('sha256', 64), optional(varchar('stated_sha256', 64)), varchar('received_via', 8), varchar('received_from', 254),
    instant('received_at'), optional(id('recorded_by')), optional(instant('covered_from')), optional(instant('covered_to')),
    varchar('zone', 8), optional(instant('destroyed_at')),
  ],
  {
    foreignKeys: [
      { name: 'evidence_item_request_fk', columnNames: ['log_request_id'], referencedTableName: 'log_request', referencedColumnNames: ['id'] },
    ],
    indices: [byInquiry('evidence_item'), { name: 'evidence_item_number', columnNames: ['number'], isUnique: true }],
  },
);

const configurationDetail = recordTable(
  'configuration_detail',
  [text('body'), instant('recorded_at'), id('recorded_by')],
  { indices: [byInquiry('configuration_detail')] },
);

const report = recordTable(
  'report',
  [
    int('serial'), varchar('number', 32), varchar('edition', 12), varchar('tlp', 16), varchar('state', 12), int('version'), json('sections'),
    optional(json('printed')), optional(varchar('content_sha256', 64)), id('author_id'), json('writer_ids'), instant('created_at'),
    instant('updated_at'), optional(instant('sent_at')), optional(id('sent_by')), optional(varchar('sent_means', 8)), bool('read_before_sending'),
  ],
  {
    checks: [{ name: 'report_state_known', expression: oneOf('state', ['draft', 'in_review', 'approved', 'sent']) }],
    indices: [{ name: 'report_inquiry_serial', columnNames: ['inquiry_id', 'serial'], isUnique: true }],
  },
);

const reportReading = new Table({
  name: 'report_reading',
  columns: [
    primary(id('id')), id('report_id'), int('version'), varchar('outcome', 24), id('read_by'), instant('read_at'), optional(id('comment_text_id')),
  ],
  checks: [{ name: 'report_reading_outcome_known', expression: oneOf('outcome', ['approved', 'returned', 'approved_afterwards']) }],
  foreignKeys: [{ name: 'report_reading_report_fk', columnNames: ['report_id'], referencedTableName: 'report', referencedColumnNames: ['id'] }],
  indices: [{ name: 'report_reading_report', columnNames: ['report_id'] }],
});

const gatewayProposal = recordTable(
  'gateway_proposal',
  [id('customer_id'), optional(id('partner_id')), optional(id('support_desk_id')), instant('raised_at'), optional(id('raised_by')), optional(instant('done_at'))],
  { indices: [{ name: 'gateway_proposal_inquiry', columnNames: ['inquiry_id'], isUnique: true }] },
);

const tables = [
  attackProgress, portalNoticeCheck, portalNote, assessment, indicator, disclosureRelease, logRequest, evidenceItem,
  configurationDetail, report, reportReading, gatewayProposal,
];
