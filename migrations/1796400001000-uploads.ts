import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, optional, primary, text, varchar } from './support/columns.js';

/** Upload addresses of log requests, uploads that come in pieces, and what became of a file that arrived. */
export class Uploads1796400001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of made) await runner.createTable(table);
    // Said in SQL: the schema API would rebuild the table on SQLite, and its triggers would be gone.
    for (const column of columns) await runner.query(`ALTER TABLE evidence_item ADD COLUMN ${column}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of columns) await runner.query(`ALTER TABLE evidence_item DROP COLUMN ${column.split(' ')[0] ?? ''}`);
    for (const table of made.toReversed()) await runner.dropTable(table);
  }
}

const columns = [
  'declared_by varchar(100)',
  `scan_state varchar(16) NOT NULL DEFAULT 'unscanned'`,
  'scan_detail varchar(200)',
  'scanned_at bigint',
  'unusable_because varchar(32)',
];

const uploadLink = new Table({
  name: 'upload_link',
  columns: [primary(id('id')), id('log_request_id'), varchar('token_hash', 64), optional(text('sealed_token')), instant('created_at'), instant('expires_at')],
  foreignKeys: [{ name: 'upload_link_request_fk', columnNames: ['log_request_id'], referencedTableName: 'log_request', referencedColumnNames: ['id'] }],
  indices: [
    { name: 'upload_link_token', columnNames: ['token_hash'], isUnique: true },
    { name: 'upload_link_request', columnNames: ['log_request_id'] },
  ],
});

const upload = new Table({
  name: 'upload',
  columns: [
    primary(id('id')), id('link_id'), varchar('file_name', 255), instant('size'), instant('received'), varchar('state', 16), varchar('declared_by', 100),
    instant('started_at'), instant('touched_at'), optional(id('evidence_id')),
  ],
  checks: [{ name: 'upload_state_known', expression: `state IN ('receiving', 'finishing', 'done')` }],
  foreignKeys: [{ name: 'upload_link_fk', columnNames: ['link_id'], referencedTableName: 'upload_link', referencedColumnNames: ['id'] }],
  indices: [
    { name: 'upload_link_id', columnNames: ['link_id'] },
    { name: 'upload_state', columnNames: ['state', 'touched_at'] },
  ],
});

const uploadPiece = new Table({
  name: 'upload_piece',
  columns: [primary(id('upload_id')), primary(instant('at')), varchar('content_id', 64)],
  foreignKeys: [{ name: 'upload_piece_fk', columnNames: ['upload_id'], referencedTableName: 'upload', referencedColumnNames: ['id'] }],
});

const made = [uploadLink, upload, uploadPiece];
