import type { ValueTransformer } from 'typeorm';

const numeric: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: unknown) => (value === null || value === undefined ? value : Number(value)),
};

/** An instant: UTC epoch milliseconds in a `bigint`, read back as a number. */
export const instant = { type: 'bigint', transformer: numeric } as const;

/** The same where the instant may be missing. */
export const optionalInstant = { ...instant, nullable: true } as const;

/** A key made by `newId`. */
export const id = { type: 'varchar', length: 36 } as const;

export const optionalId = { ...id, nullable: true } as const;

/** A short text with a length that both databases know. */
export function varchar(length: number): { readonly type: 'varchar'; readonly length: number } {
  return { type: 'varchar', length };
}

export function optionalVarchar(length: number): { readonly type: 'varchar'; readonly length: number; readonly nullable: true } {
  return { type: 'varchar', length, nullable: true };
}

export const text = { type: 'text' } as const;

export const optionalText = { type: 'text', nullable: true } as const;

/** A value kept as JSON text, alike on both databases. */
export const json = { type: 'simple-json' } as const;

export const optionalJson = { type: 'simple-json', nullable: true } as const;

/** The condition of a CHECK: a column holds one of some values. Not with `IN`, for which SQLite fills a table in memory at every row that is written. */
export function oneOf(column: string, values: readonly string[]): string {
  return values.map((value) => `${column} = '${value}'`).join(' OR ');
}
