import { formatDate, formatDateTime } from '../../calendar/japanese-time.js';
import { MissingMailValue } from './printable.rules.js';

interface Named {
  /** As it stands between `{{` and `}}`. */
  readonly name: string;
  /** What it is, for whoever edits the text. */
  readonly about: string;
}

/** A value to print: one line, or text that may have several. */
export interface ValueField<Data> extends Named {
  readonly kind: 'line' | 'lines';
  readonly read: (data: Data) => unknown;
}

/** Something that is so or not: opens a section. */
export interface FlagField<Data> extends Named {
  readonly kind: 'flag';
  readonly read: (data: Data) => boolean;
}

/** Several of a kind: a section is printed for each, with the fields of one. */
export interface ListField<Data> extends Named {
  readonly kind: 'list';
  readonly read: (data: Data) => readonly unknown[];
  readonly of: readonly Field<never>[];
}

/** What a template may name. There is no way past this list to anything else. */
export type Field<Data> = ValueField<Data> | FlagField<Data> | ListField<Data>;

/** One line of text; a value that is missing makes the mail fail rather than go out with a gap. */
export function line<Data>(name: string, about: string, read: (data: Data) => unknown): ValueField<Data> {
  return { kind: 'line', name, about, read };
}

/** Text that may have several lines. */
export function lines<Data>(name: string, about: string, read: (data: Data) => unknown): ValueField<Data> {
  return { kind: 'lines', name, about, read };
}

/** An instant, as 2026年11月24日（火）17:00 in Japanese time; nothing where there is none. */
export function instant<Data>(name: string, about: string, read: (data: Data) => number | null): ValueField<Data> {
  return line(name, about, (data) => {
    const at = read(data);
    return typeof at === 'number' ? formatDateTime(at) : at === null ? '' : at;
  });
}

/** A civil day from `YYYY-MM-DD`, as 2026年12月1日（火）; anything else as it is. */
export function day<Data>(name: string, about: string, read: (data: Data) => string): ValueField<Data> {
  return line(name, about, (data) => {
    const text: unknown = read(data);
    return typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text) ? formatDate(Date.parse(`${text}T00:00:00+09:00`)) : text;
  });
}

export function flag<Data>(name: string, about: string, read: (data: Data) => boolean): FlagField<Data> {
  return { kind: 'flag', name, about, read };
}

/** Several, each numbered from 1 as `番号`. */
export function list<Data, Item>(name: string, about: string, read: (data: Data) => readonly Item[], of: readonly Field<Item>[]): ListField<Data> {
  return { kind: 'list', name, about, read, of };
}

/** Several lines of text, each as `item` beside its `番号`. */
export function texts<Data>(name: string, item: string, about: string, read: (data: Data) => readonly string[]): ListField<Data> {
  const numbered = (data: Data): { number: number; text: string }[] => required(read(data), name).map((text, index) => ({ number: index + 1, text }));
  return list(name, about, numbered, [line('番号', '1からの番号', (each) => each.number), line(item, about, (each) => each.text)]);
}

function required<Value>(value: Value, name: string): NonNullable<Value> {
  if (value === undefined || value === null) throw new MissingMailValue(`A mail template prints ${name}, which is missing.`);
  return value;
}
