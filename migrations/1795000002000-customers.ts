import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { bool, id, instant, int, isPostgres, json, optional, primary, varchar } from './support/columns.js';

export class Customers1795000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.createTable(table);
    for (const [name, table, column] of searchIndices) {
      // PostgreSQL uses an index for LIKE 'x%' only with this operator class, whatever the collation.
      const operatorClass = isPostgres(runner) ? ' varchar_pattern_ops' : '';
      await runner.query(`CREATE INDEX "${name}" ON "${table}" ("${column}"${operatorClass})`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.dropTable(table);
  }
}

/** Name, table and column of what the customer search looks up by prefix. */
const searchIndices = [
  ['customer_name_fold', 'customer', 'name_fold'],
  ['customer_kana_fold', 'customer', 'kana_fold'],
  ['customer_main_phone_digits', 'customer', 'main_phone_digits'],
  ['contract_number_fold', 'contract', 'number_fold'],
  ['contract_device_fold', 'contract', 'device_fold'],
  ['registered_contact_phone', 'registered_contact', 'phone_digits'],
  ['registered_contact_alt_phone', 'registered_contact', 'alt_phone_digits'],
] as const;

function reference(name: string, column: string, table: string): { name: string; columnNames: string[]; referencedTableName: string; referencedColumnNames: string[] } {
  return { name, columnNames: [column], referencedTableName: table, referencedColumnNames: ['id'] };
}

const partner = new Table({
  name: 'partner',
  columns: [primary(id('id')), varchar('code', 32), varchar('name', 200), int('version')],
  indices: [{ name: 'partner_code', columnNames: ['code'], isUnique: true }],
});

const supportDesk = new Table({
  name: 'support_desk',
  columns: [
    primary(id('id')),
    varchar('code', 32),
    varchar('name', 200),
    varchar('company_name', 200),
    varchar('phone', 20),
    varchar('mail_address', 254),
    optional(id('partner_id')),
    bool('is_owner_desk'),
    int('version'),
  ],
  indices: [
    { name: 'support_desk_code', columnNames: ['code'], isUnique: true },
    { name: 'support_desk_mail_address', columnNames: ['mail_address'], isUnique: true },
    { name: 'support_desk_partner', columnNames: ['partner_id'] },
  ],
  foreignKeys: [reference('support_desk_partner_fk', 'partner_id', 'partner')],
});

const customer = new Table({
  name: 'customer',
  columns: [
    primary(id('id')),
    varchar('name', 200),
    varchar('kana', 200),
    optional(varchar('main_phone', 20)),
    optional(id('partner_id')),
    id('support_desk_id'),
    varchar('gateway_protection', 16),
    varchar('name_fold', 400),
    varchar('kana_fold', 400),
    varchar('main_phone_digits', 20),
    instant('created_at'),
    int('version'),
  ],
  checks: [{ name: 'customer_gateway_protection', expression: "gateway_protection IN ('utm', 'fw_proxy', 'none', 'unknown')" }],
  indices: [
    { name: 'customer_partner', columnNames: ['partner_id'] },
    { name: 'customer_support_desk', columnNames: ['support_desk_id', 'kana_fold'] },
  ],
  foreignKeys: [
    reference('customer_partner_fk', 'partner_id', 'partner'),
    reference('customer_support_desk_fk', 'support_desk_id', 'support_desk'),
  ],
});

const contract = new Table({
  name: 'contract',
  columns: [
    primary(id('id')),
    id('customer_id'),
    varchar('contract_number', 64),
    varchar('device_id', 64),
    optional(varchar('delivered_on', 10)),
    optional(varchar('term_starts_on', 10)),
    optional(varchar('term_ends_on', 10)),
    optional(varchar('ended_on', 10)),
    optional(varchar('end_reason', 16)),
    optional(varchar('end_notice_on', 10)),
    varchar('service_profile', 32),
    varchar('terms_version', 32),
    varchar('number_fold', 128),
    varchar('device_fold', 128),
  ],
  checks: [{ name: 'contract_end_reason', expression: "end_reason IN ('non_renewal', 'cancellation')" }],
  indices: [
    { name: 'contract_number', columnNames: ['contract_number'], isUnique: true },
    { name: 'contract_customer', columnNames: ['customer_id'] },
  ],
  foreignKeys: [reference('contract_customer_fk', 'customer_id', 'customer')],
});

const registeredContact = new Table({
  name: 'registered_contact',
  columns: [
    primary(id('id')),
    id('customer_id'),
    varchar('name', 100),
    varchar('kana', 100),
    varchar('department', 100),
    varchar('title', 100),
    varchar('email', 254),
    varchar('phone', 20),
    varchar('alt_phone', 20),
    varchar('email_fold', 254),
    varchar('phone_digits', 20),
    varchar('alt_phone_digits', 20),
    instant('valid_from'),
    optional(instant('valid_to')),
  ],
  indices: [
    { name: 'registered_contact_current', columnNames: ['customer_id'], isUnique: true, where: 'valid_to IS NULL' },
    { name: 'registered_contact_history', columnNames: ['customer_id', 'valid_from'] },
    { name: 'registered_contact_email', columnNames: ['email_fold'] },
  ],
  foreignKeys: [reference('registered_contact_customer_fk', 'customer_id', 'customer')],
});

const affiliate = new Table({
  name: 'affiliate',
  columns: [primary(id('id')), id('customer_id'), varchar('name', 200), varchar('kana', 200), varchar('consented_on', 10)],
  indices: [{ name: 'affiliate_customer', columnNames: ['customer_id'] }],
  foreignKeys: [reference('affiliate_customer_fk', 'customer_id', 'customer')],
});

const importRun = new Table({
  name: 'import_run',
  columns: [
    primary(id('id')),
    varchar('file_name', 255),
    varchar('sha256', 64),
    varchar('format', 8),
    varchar('encoding', 16),
    optional(id('by_staff_id')),
    instant('at'),
    int('taken'),
    int('requested'),
    int('unchanged'),
    int('refused'),
    varchar('unknown_headers', 2000),
  ],
  checks: [{ name: 'import_run_format', expression: "format IN ('csv', 'xlsx')" }],
  indices: [{ name: 'import_run_at', columnNames: ['at'] }],
});

const importLine = new Table({
  name: 'import_line',
  columns: [
    primary(id('run_id')),
    primary(int('line_number')),
    varchar('contract_number', 64),
    varchar('outcome', 16),
    varchar('reason', 1000),
    optional(id('customer_id')),
  ],
  checks: [{ name: 'import_line_outcome', expression: "outcome IN ('taken', 'requested', 'unchanged', 'refused')" }],
  foreignKeys: [reference('import_line_run_fk', 'run_id', 'import_run')],
});

const contactRequest = new Table({
  name: 'contact_request',
  columns: [
    primary(id('id')),
    id('customer_id'),
    varchar('state', 16),
    varchar('source', 16),
    optional(id('import_run_id')),
    optional(int('line_number')),
    id('requested_by'),
    instant('requested_at'),
    json('proposed'),
    optional(id('decided_by')),
    optional(instant('decided_at')),
    optional(instant('effective_at')),
    optional(varchar('decision_note', 500)),
  ],
  checks: [
    { name: 'contact_request_state_known', expression: "state IN ('waiting', 'approved', 'refused', 'superseded')" },
    { name: 'contact_request_source_known', expression: "source IN ('form', 'import')" },
  ],
  indices: [
    { name: 'contact_request_waiting', columnNames: ['customer_id'], isUnique: true, where: "state = 'waiting'" },
    { name: 'contact_request_state', columnNames: ['state', 'requested_at'] },
  ],
  foreignKeys: [
    reference('contact_request_customer_fk', 'customer_id', 'customer'),
    reference('contact_request_import_run_fk', 'import_run_id', 'import_run'),
  ],
});

const succession = new Table({
  name: 'succession',
  columns: [
    primary(id('id')),
    id('from_desk_id'),
    id('to_desk_id'),
    instant('effective_at'),
    varchar('state', 16),
    id('ordered_by'),
    instant('ordered_at'),
    optional(instant('executed_at')),
    int('customer_count'),
  ],
  checks: [{ name: 'succession_state', expression: "state IN ('planned', 'done')" }],
  indices: [{ name: 'succession_due', columnNames: ['state', 'effective_at'] }],
  foreignKeys: [
    reference('succession_from_desk_fk', 'from_desk_id', 'support_desk'),
    reference('succession_to_desk_fk', 'to_desk_id', 'support_desk'),
  ],
});

const designatedProvider = new Table({
  name: 'designated_provider',
  columns: [primary(id('id')), varchar('name', 200), optional(varchar('secrecy_undertaken_on', 10))],
});

const tables = [
  partner,
  supportDesk,
  customer,
  contract,
  registeredContact,
  affiliate,
  importRun,
  importLine,
  contactRequest,
  succession,
  designatedProvider,
];
