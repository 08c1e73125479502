import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

/** Parts of statements that are long and always the same; a text made anew would have to be compared with the one that is prepared. */
const columnLists = new WeakMap<EntityMetadata, string>();
const insertTexts = new WeakMap<EntityMetadata, Map<number, string>>();
/** An INSERT of more rows than that is rare, and its text not worth keeping. */
const keptRowsMax = 10;

/**
 * One statement about rows of an entity as it grows: its parameters, converted as the entity's
 * metadata says. Used instead of TypeORM's builders, which cost more than the statements they make.
 */
export class RowSql {
  readonly parameters: unknown[] = [];
  readonly #metadata: EntityMetadata;
  readonly #isPostgres: boolean;

  constructor(metadata: EntityMetadata) {
    this.#metadata = metadata;
    this.#isPostgres = metadata.dataSource.options.type === 'postgres';
  }

  get table(): string {
    return `"${this.#metadata.tableName}"`;
  }

  /** All columns, as a SELECT or an INSERT names them. */
  get columns(): string {
    const known = columnLists.get(this.#metadata);
    if (known !== undefined) return known;
    const columns = this.#metadata.columns.map(({ databaseName }) => `"${databaseName}"`).join(', ');
    columnLists.set(this.#metadata, columns);
    return columns;
  }

  /** An INSERT of these whole rows. */
  insertion(rows: readonly ObjectLiteral[]): string {
    for (const row of rows) this.#take(row);
    if (rows.length > keptRowsMax) return this.#insertText(rows.length);
    const texts = insertTexts.get(this.#metadata) ?? new Map<number, string>();
    insertTexts.set(this.#metadata, texts);
    const text = texts.get(rows.length) ?? this.#insertText(rows.length);
    texts.set(rows.length, text);
    return text;
  }

  /** `"a" = ?, "b" = ?`; what is undefined stays as it is. */
  assignments(set: ObjectLiteral): string {
    const given = Object.entries(set).filter(([, value]) => value !== undefined);
    if (given.length === 0) throw new Error(`Nothing to set in ${this.table}.`);
    return given.map(([name, value]) => `"${this.#column(name).databaseName}" = ${this.#parameter(value, this.#column(name))}`).join(', ');
  }

  /** `"a" = ? AND "b" IS NULL`; must not be empty, nor may a value be undefined: that would match too much. */
  conditions(where: ObjectLiteral): string {
    const entries = Object.entries(where);
    if (entries.length === 0) throw new Error(`A condition is missing for ${this.table}.`);
    return entries.map(([name, value]) => this.#condition(this.#column(name), value)).join(' AND ');
  }

  /** A row as the database gave it as what the entity says. */
  hydrate(raw: ObjectLiteral): ObjectLiteral {
    const row = this.#metadata.create();
    const { driver } = this.#metadata.dataSource;
    for (const column of this.#metadata.columns) row[column.propertyName] = driver.prepareHydratedValue(raw[column.databaseName], column);
    return row;
  }

  /** The values of one whole row, in the order of `columns`. */
  #take(row: ObjectLiteral): void {
    const { driver } = this.#metadata.dataSource;
    for (const column of this.#metadata.columns) {
      const value: unknown = row[column.propertyName];
      this.parameters.push(isKeptAsItIs(column) ? value : driver.preparePersistentValue(value, column));
    }
  }

  #insertText(rows: number): string {
    const width = this.#metadata.columns.length;
    const tuples = Array.from({ length: rows }, (_row, row) => `(${Array.from({ length: width }, (_column, column) => this.#mark(row * width + column + 1)).join(', ')})`);
    return `INSERT INTO ${this.table} (${this.columns}) VALUES ${tuples.join(', ')}`;
  }

  #condition(column: ColumnMetadata, value: unknown): string {
    if (value === undefined) throw new Error(`The condition on ${column.databaseName} of ${this.table} has no value.`);
    return value === null ? `"${column.databaseName}" IS NULL` : `"${column.databaseName}" = ${this.#parameter(value, column)}`;
  }

  #parameter(value: unknown, column: ColumnMetadata): string {
    this.parameters.push(this.#metadata.dataSource.driver.preparePersistentValue(value, column));
    return this.#mark(this.parameters.length);
  }

  #mark(place: number): string {
    return this.#isPostgres ? `$${place}` : '?';
  }

  #column(name: string): ColumnMetadata {
    const column = this.#metadata.findColumnWithPropertyName(name);
    if (column === undefined) throw new Error(`${this.table} has no column for ${name}.`);
    return column;
  }
}

const plainTypes = new Set<unknown>(['varchar', 'text', 'integer', 'bigint']);

/** Most columns are so; the driver goes through all that it could have to convert for each value. */
function isKeptAsItIs(column: ColumnMetadata): boolean {
  return plainTypes.has(column.type) && column.transformer === undefined;
}
