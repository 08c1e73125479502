/** A value that a statement may carry; instants are epoch milliseconds, booleans are converted per database. */
export type SqlValue = string | number | boolean | null | Uint8Array;

export type Dialect = 'sqlite' | 'postgres';

/**
 * A piece of SQL with its values apart from its text, so that a value can never become text.
 * Made only by `sql`, `sqlList` and `sqlJoin`.
 */
export class Sql {
  constructor(
    readonly texts: readonly string[],
    readonly values: readonly (SqlValue | Sql)[],
  ) {}
}

/** Tagged template: values become parameters, nested `Sql` becomes part of the statement. */
export function sql(texts: TemplateStringsArray, ...values: readonly (SqlValue | Sql)[]): Sql {
  return new Sql(texts, values);
}

/** `(a, b, c)` for an IN; an empty list gives `(NULL)`, which matches nothing. */
export function sqlList(values: readonly SqlValue[]): Sql {
  if (values.length === 0) return new Sql(['(NULL)'], []);
  return new Sql(['(', ...values.slice(1).map(() => ', '), ')'], values);
}

/** Pieces with a separator between them, such as ` AND `. */
export function sqlJoin(parts: readonly Sql[], separator: string): Sql {
  if (parts.length === 0) return new Sql([''], []);
  return new Sql(['', ...parts.slice(1).map(() => separator), ''], parts);
}

/** The text and the parameters as the driver of a dialect wants them. */
export function compileSql(query: Sql, dialect: Dialect): { text: string; parameters: SqlValue[] } {
  const parameters: SqlValue[] = [];
  return { text: write(query, dialect, parameters), parameters };
}

function write(query: Sql, dialect: Dialect, parameters: SqlValue[]): string {
  let text = query.texts[0] ?? '';
  query.values.forEach((value, index) => {
    text += value instanceof Sql ? write(value, dialect, parameters) : placeholder(value, dialect, parameters);
    text += query.texts[index + 1] ?? '';
  });
  return text;
}

function placeholder(value: SqlValue, dialect: Dialect, parameters: SqlValue[]): string {
  const bindable = dialect === 'sqlite' && typeof value === 'boolean' ? Number(value) : value;
  parameters.push(bindable);
  return dialect === 'sqlite' ? '?' : `$${parameters.length}`;
}
