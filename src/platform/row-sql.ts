import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

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
    return this.#metadata.columns.map(({ databaseName }) => `"${databaseName}"`).join(', ');
  }

  /** The values of one whole row, in the order of `columns`. */
  values(row: ObjectLiteral): string {
    return this.#metadata.columns.map((column) => this.#parameter(row[column.propertyName], column)).join(', ');
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

  #condition(column: ColumnMetadata, value: unknown): string {
    if (value === undefined) throw new Error(`The condition on ${column.databaseName} of ${this.table} has no value.`);
    return value === null ? `"${column.databaseName}" IS NULL` : `"${column.databaseName}" = ${this.#parameter(value, column)}`;
  }

  #parameter(value: unknown, column: ColumnMetadata): string {
    this.parameters.push(this.#metadata.dataSource.driver.preparePersistentValue(value, column));
    return this.#isPostgres ? `$${this.parameters.length}` : '?';
  }

  #column(name: string): ColumnMetadata {
    const column = this.#metadata.findColumnWithPropertyName(name);
    if (column === undefined) throw new Error(`${this.table} has no column for ${name}.`);
    return column;
  }
}
