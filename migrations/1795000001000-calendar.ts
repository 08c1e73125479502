import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, int, optional, primary, varchar } from './support/columns.js';

export class Calendar1795000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [closure, officialHoliday, calendarImport]) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [calendarImport, officialHoliday, closure]) await runner.dropTable(table);
  }
}

const closure = new Table({
  name: 'closure',
  columns: [
    primary(id('id')),
    varchar('kind', 16),
    optional(varchar('from_date', 10)),
    optional(varchar('to_date', 10)),
    optional(instant('from_at')),
    optional(instant('to_at')),
    varchar('reason', 200),
    instant('declared_at'),
    optional(id('declared_by')),
    optional(instant('revoked_at')),
    optional(id('revoked_by')),
  ],
  checks: [
    { name: 'closure_kind', expression: "kind IN ('closure', 'reopening', 'suspension')" },
    {
      name: 'closure_span',
      expression: "(kind = 'suspension' AND from_at < to_at) OR (kind <> 'suspension' AND from_date <= to_date)",
    },
  ],
});

const officialHoliday = new Table({
  name: 'official_holiday',
  columns: [primary(varchar('date', 10)), varchar('name', 64), id('import_id')],
});

const calendarImport = new Table({
  name: 'calendar_import',
  columns: [
    primary(id('id')),
    varchar('sha256', 64),
    varchar('source', 16),
    instant('imported_at'),
    optional(id('imported_by')),
    int('row_count'),
    varchar('last_day', 10),
  ],
  checks: [{ name: 'calendar_import_source', expression: "source IN ('shipped', 'file')" }],
  indices: [{ name: 'calendar_import_imported', columnNames: ['imported_at'] }],
});
