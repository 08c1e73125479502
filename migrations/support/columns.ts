import type { QueryRunner, TableColumnOptions } from 'typeorm';

/** Columns as the entities declare them, said once for both databases. */
export type Column = TableColumnOptions;

export const id = (name: string): Column => ({ name, type: 'varchar', length: '36' });
export const varchar = (name: string, length: number): Column => ({ name, type: 'varchar', length: String(length) });
export const text = (name: string): Column => ({ name, type: 'text' });
/** JSON kept as text (`simple-json`). */
export const json = text;
export const int = (name: string): Column => ({ name, type: 'integer' });
export const bool = (name: string): Column => ({ name, type: 'boolean' });
/** UTC epoch milliseconds. */
export const instant = (name: string): Column => ({ name, type: 'bigint' });

export const optional = (column: Column): Column => ({ ...column, isNullable: true });

/** Part of the primary key, which both databases name themselves. */
export const primary = (column: Column): Column => ({ ...column, isPrimary: true });

export const isPostgres = (runner: QueryRunner): boolean => runner.connection.options.type === 'postgres';

