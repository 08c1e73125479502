import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, int, isPostgres, primary } from './support/columns.js';

/**
 * The search index: which inquiry stands under which number, the tokens of each, and the ids of the
 * inquiries whose texts have changed since. Triggers note the ids, in the transaction of the change
 * itself, whoever makes it: no room can forget to.
 */
export class Search1795109000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(searchDocument);
    await (isPostgres(runner) ? upPostgres(runner) : upSqlite(runner));
    await runner.query('INSERT INTO search_stale (inquiry_id) SELECT id FROM inquiry ORDER BY received_at, id');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { table, name } of watched) await runner.query(isPostgres(runner) ? `DROP TRIGGER search_${name} ON ${table}` : `DROP TRIGGER search_${table}_${name}`);
    if (isPostgres(runner)) for (const { name, table } of watched) await runner.query(`DROP FUNCTION search_${table}_${name}()`);
    await runner.query('DROP TABLE search_stale');
    await runner.query('DROP TABLE search_tokens');
    await runner.dropTable(searchDocument);
  }
}

const searchDocument = new Table({
  name: 'search_document',
  columns: [primary(int('id')), id('inquiry_id')],
  indices: [{ name: 'search_document_inquiry', columnNames: ['inquiry_id'], isUnique: true }],
});

/** A change that makes an inquiry's index stale: `ids` selects the inquiries, with ROW for the changed row. */
interface Watched {
  readonly table: string;
  readonly name: string;
  readonly on: string;
  readonly when?: string;
  readonly ids: string;
}

const inquiryColumns = ['number', 'headline', 'caller_name', 'callback_phone', 'customer_id', 'support_desk_id', 'provider_id'];
const differs = (columns: readonly string[]): string => columns.map((column) => `OLD.${column} IS DISTINCT FROM NEW.${column}`).join(' OR ');

/** Tables that name the inquiry they belong to, from which texts are searched. */
const owned = [
  'inquiry_text', 'hearing_answer', 'call_log', 'attack_progress', 'portal_notice_check', 'portal_note', 'assessment', 'indicator',
  'disclosure_release', 'log_request', 'evidence_item', 'configuration_detail', 'report', 'raw_message',
];

const watched: readonly Watched[] = [
  { table: 'inquiry', name: 'added', on: 'INSERT', ids: 'VALUES (NEW.id)' },
  { table: 'inquiry', name: 'changed', on: 'UPDATE', when: differs(inquiryColumns), ids: 'VALUES (NEW.id)' },
  { table: 'inquiry', name: 'removed', on: 'DELETE', ids: 'VALUES (OLD.id)' },
  { table: 'customer', name: 'changed', on: 'UPDATE', when: differs(['name', 'kana']), ids: 'SELECT id FROM inquiry WHERE customer_id = NEW.id' },
  { table: 'mail_attachment', name: 'removed', on: 'DELETE', ids: 'SELECT inquiry_id FROM raw_message WHERE id = OLD.raw_message_id AND inquiry_id IS NOT NULL' },
  ...owned.flatMap((table): Watched[] => [
    { table, name: 'added', on: 'INSERT', when: 'NEW.inquiry_id IS NOT NULL', ids: 'VALUES (NEW.inquiry_id)' },
    { table, name: 'changed', on: 'UPDATE', when: 'NEW.inquiry_id IS NOT NULL', ids: 'VALUES (NEW.inquiry_id)' },
    // A text that moves to another inquiry, or belongs to none any more, leaves the one it was in.
    { table, name: 'moved', on: 'UPDATE', when: 'OLD.inquiry_id IS NOT NULL AND OLD.inquiry_id IS DISTINCT FROM NEW.inquiry_id', ids: 'VALUES (OLD.inquiry_id)' },
    { table, name: 'removed', on: 'DELETE', when: 'OLD.inquiry_id IS NOT NULL', ids: 'VALUES (OLD.inquiry_id)' },
  ]),
];

/** Without its contents (the texts stay where they are) and without positions, which a search in n-grams has no use for. */
async function upSqlite(runner: QueryRunner): Promise<void> {
  await runner.query(`CREATE VIRTUAL TABLE search_tokens USING fts5 (tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii')`);
  // Ids are never used again, so that a change cannot hide behind one that has been indexed.
  await runner.query('CREATE TABLE search_stale (id integer PRIMARY KEY AUTOINCREMENT, inquiry_id varchar(36) NOT NULL)');
  for (const { table, name, on, when, ids } of watched) {
    const condition = when === undefined ? '' : `WHEN ${when}`;
    await runner.query(`CREATE TRIGGER search_${table}_${name} AFTER ${on} ON ${table} ${condition} BEGIN INSERT INTO search_stale (inquiry_id) ${ids}; END`);
  }
}

async function upPostgres(runner: QueryRunner): Promise<void> {
  await runner.query('CREATE TABLE search_tokens (id integer PRIMARY KEY, tokens tsvector NOT NULL)');
  await runner.query('CREATE INDEX search_tokens_tokens ON search_tokens USING gin (tokens)');
  await runner.query('CREATE TABLE search_stale (id bigserial PRIMARY KEY, inquiry_id varchar(36) NOT NULL)');
  for (const { table, name, on, when, ids } of watched) {
    await runner.query(
      `CREATE FUNCTION search_${table}_${name}() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN INSERT INTO search_stale (inquiry_id) ${ids}; RETURN NULL; END $$`,
    );
    const condition = when === undefined ? '' : `WHEN (${when})`;
    await runner.query(`CREATE TRIGGER search_${name} AFTER ${on} ON ${table} FOR EACH ROW ${condition} EXECUTE FUNCTION search_${table}_${name}()`);
  }
}
