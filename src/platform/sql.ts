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
  return new Sql(listTexts(values.length), values);
}

const shortListTexts = new Map<number, readonly string[]>();

/** The texts of a short list are kept, so that `compileSql` knows its statement again. */
function listTexts(length: number): readonly string[] {
  const known = shortListTexts.get(length);
  if (known !== undefined) return known;
  const texts = ['(', ...Array.from({ length: length - 1 }, () => ', '), ')'];
  if (length <= 10) shortListTexts.set(length, texts);
  return texts;
}

/** Pieces with a separator between them, such as ` AND `. */
export function sqlJoin(parts: readonly Sql[], separator: string): Sql {
  if (parts.length === 0) return new Sql([''], []);
  return new Sql(['', ...parts.slice(1).map(() => separator), ''], parts);
}

/** What a statement is made of, in order: the texts of its pieces, and for each value a mark. */
type Shape = readonly (readonly string[])[];

const aValue: readonly string[] = [];

/** The last statement that each template made: the next one mostly has the same shape, and so the same text. */
const lastMade: Readonly<Record<Dialect, WeakMap<readonly string[], { readonly shape: Shape; readonly text: string }>>> = { sqlite: new WeakMap(), postgres: new WeakMap() };

/**
 * The text and the parameters as the driver of a dialect wants them. The same text is given again
 * where it was made before: putting it together, and finding a prepared statement by a text that was,
 * takes longer than many a statement runs.
 */
export function compileSql(query: Sql, dialect: Dialect): { text: string; parameters: SqlValue[] } {
  const parameters: SqlValue[] = [];
  const shape: (readonly string[])[] = [];
  take(query, dialect, { parameters, shape });
  const last = lastMade[dialect].get(query.texts);
  if (last !== undefined && isSame(last.shape, shape)) return { text: last.text, parameters };
  const text = write(query, dialect, { placed: 0 });
  lastMade[dialect].set(query.texts, { shape, text });
  return { text, parameters };
}

function take(query: Sql, dialect: Dialect, into: { readonly parameters: SqlValue[]; readonly shape: (readonly string[])[] }): void {
  into.shape.push(query.texts);
  for (const value of query.values) {
    if (value instanceof Sql) take(value, dialect, into);
    else {
      into.parameters.push(dialect === 'sqlite' && typeof value === 'boolean' ? Number(value) : value);
      into.shape.push(aValue);
    }
  }
}

function isSame(one: Shape, other: Shape): boolean {
  return one.length === other.length && one.every((texts, index) => texts === other[index]);
}

function write(query: Sql, dialect: Dialect, count: { placed: number }): string {
  let text = query.texts[0] ?? '';
  query.values.forEach((value, index) => {
    text += value instanceof Sql ? write(value, dialect, count) : placeholder(dialect, count);
    text += query.texts[index + 1] ?? '';
  });
  return text;
}

function placeholder(dialect: Dialect, count: { placed: number }): string {
  count.placed += 1;
  return dialect === 'sqlite' ? '?' : `$${count.placed}`;
}
