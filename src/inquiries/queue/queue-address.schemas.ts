import { z } from 'zod';
import { channels, shownStatuses } from '../rulebook/status.js';
import { queueDues, queueMarks, queueOwners, queueSorts, queueViews } from './queue-filter.rules.js';

const filterShape = {
  view: z.enum(queueViews).optional(),
  status: z.enum(shownStatuses).optional(),
  owner: z.enum(queueOwners).optional(),
  due: z.enum(queueDues).optional(),
  mark: z.enum(queueMarks).optional(),
  channel: z.enum(channels).optional(),
  desk: z.uuid().optional(),
  sort: z.enum(queueSorts).optional(),
};
const pageShape = {
  ...filterShape,
  /** Where the page before ended. */
  at: z.coerce.number().int().optional(),
  id: z.uuid().optional(),
};

const filterSchema = z.strictObject(filterShape);
const pageSchema = z.strictObject(pageShape);

/** Which inquiries, in which order; what a saved view keeps. */
export type QueueAddressFilter = z.output<typeof filterSchema>;
export type QueueAddress = z.output<typeof pageSchema>;

export const rawQuery = z.record(z.string().max(100), z.unknown());

const labels: Readonly<Record<string, string>> = {
  view: '一覧', status: '状態', owner: '担当者', due: '目標期限', mark: '条件', channel: '手段', desk: '受付窓口', sort: '並び順', at: '続きの位置', id: '続きの位置',
};

/** What an address asks for; what it asks in vain is named and left out. */
export function readQueueAddress(raw: Readonly<Record<string, unknown>>): { readonly asked: QueueAddress; readonly faults: readonly string[] } {
  // An open select of the form sends an empty value; the tour is the layout's.
  const given = Object.entries(raw).filter(([name, value]) => value !== '' && name !== 'tour');
  const good: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, value] of given) {
    if (!Object.hasOwn(pageShape, name)) faults.push(`「${shortened(name)}」という条件はありません。`);
    else if (!pageShape[name as keyof typeof pageShape].safeParse(value).success) faults.push(`${labels[name] ?? name}の条件「${shortened(value)}」は使えません。`);
    else good[name] = value;
  }
  return { asked: pageSchema.parse(good), faults };
}

/** The conditions alone, of an address that was kept as text. */
export function readQueueFilter(text: string): QueueAddressFilter {
  const { asked } = readQueueAddress(Object.fromEntries(new URLSearchParams(text)));
  return filterOf(asked);
}

/** The same address without its place in the list. */
export function filterOf({ at: _at, id: _id, ...filter }: QueueAddress): QueueAddressFilter {
  return filter;
}

/** The conditions as the text after the question mark, always in one order, so that equal ones are equal texts. */
export function queueAddressText(filter: QueueAddressFilter): string {
  const pairs = Object.keys(filterShape).flatMap((name): [string, string][] => {
    const value = filter[name as keyof QueueAddressFilter];
    return value === undefined ? [] : [[name, value]];
  });
  return new URLSearchParams(pairs).toString();
}

function shortened(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
