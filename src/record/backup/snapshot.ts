import { DataSource, type QueryRunner } from 'typeorm';
import { readerOptions, type DatabaseTarget } from '../../platform/data-sources.js';
import { kindOfColumn, leftOut, type TableShape } from './backup-format.js';

/** Rows read at a time; those with bytes one by one, because they may be large. */
const page = 500;

type Row = Readonly<Record<string, unknown>>;

/** The whole database as it was at one instant, however much is written meanwhile. */
export class Snapshot {
  private constructor(
    private readonly source: DataSource,
    private readonly runner: QueryRunner,
    readonly kind: DatabaseTarget['kind'],
  ) {}

  /** One read transaction: on SQLite the writer is not held up by it, on PostgreSQL nobody is. */
  static async open(target: DatabaseTarget): Promise<Snapshot> {
    const source = await new DataSource(readerOptions(target, { entities: [], migrations: [] })).initialize();
    const runner = source.createQueryRunner();
    await runner.query(target.kind === 'postgres' ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN');
    return new Snapshot(source, runner, target.kind);
  }

  async close(): Promise<void> {
    await this.runner.query('ROLLBACK');
    await this.runner.release();
    await this.source.destroy();
  }

  async query<Result>(text: string): Promise<Result[]> {
    return this.runner.manager.query<Result[]>(text);
  }

  /**
   * Every table of the desk by name, but for the list of migrations and the search index: that one
   * differs from database to database, and the triggers that keep it note each row as it is restored.
   */
  async tables(): Promise<TableShape[]> {
    return shapesOf(this.kind, (text) => this.query(text));
  }

  /** All rows of a table, in the order in which they were written where the database keeps one; `further` are columns to compute beside. */
  rows(table: TableShape, further = ''): AsyncGenerator<Row> {
    return this.kind === 'postgres' ? this.#byCursor(table, further) : this.#byRowid(table, further);
  }

  async *#byRowid(table: TableShape, further: string): AsyncGenerator<Row> {
    for (let last = 0; ; ) {
      const rows = await this.runner.manager.query<(Row & { readonly backup_rowid: number })[]>(
        `SELECT rowid AS backup_rowid, ${columnList(table)}${further} FROM "${table.name}" WHERE rowid > ? ORDER BY rowid LIMIT ${pageOf(table)}`, [last],
      );
      yield* rows;
      if (rows.length < pageOf(table)) return;
      last = rows.at(-1)?.backup_rowid ?? last;
    }
  }

  async *#byCursor(table: TableShape, further: string): AsyncGenerator<Row> {
    await this.runner.query(`DECLARE backup_rows NO SCROLL CURSOR FOR SELECT ${columnList(table)}${further} FROM "${table.name}"`);
    for (;;) {
      const rows = await this.runner.manager.query<Row[]>(`FETCH ${pageOf(table)} FROM backup_rows`);
      yield* rows;
      if (rows.length < pageOf(table)) break;
    }
    await this.runner.query('CLOSE backup_rows');
  }
}

const pageOf = (table: TableShape): number => (table.columns.some(({ kind }) => kind === 'bytes') ? 1 : page);

/** The names of the columns for a statement. */
export function columnList(table: TableShape): string {
  return table.columns.map(({ name }) => `"${name}"`).join(', ');
}

/** The tables of a database with their columns, however one may ask it. */
export async function shapesOf(kind: DatabaseTarget['kind'], ask: <Result>(text: string) => Promise<Result[]>): Promise<TableShape[]> {
  const columns = await ask<{ table: string; name: string; type: string }>(kind === 'postgres' ? postgresColumns : sqliteColumns);
  const shapes = new Map<string, TableShape>();
  for (const { table, name, type } of columns) {
    if (leftOut.includes(table)) continue;
    const shape = shapes.get(table) ?? { name: table, columns: [] };
    shape.columns.push({ name, kind: kindOfColumn(type) });
    shapes.set(table, shape);
  }
  return [...shapes.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

const sqliteColumns = `SELECT t.name AS "table", c.name, c.type FROM sqlite_master t, pragma_table_info(t.name) c
  WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name <> 'migration' AND t.name NOT LIKE 'search!_%' ESCAPE '!' ORDER BY t.name, c.name`;
const postgresColumns = `SELECT c.table_name AS "table", c.column_name AS name, c.data_type AS type
  FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
  WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.table_name <> 'migration' AND c.table_name NOT LIKE 'search!_%' ESCAPE '!' ORDER BY c.table_name, c.column_name`;
