import { z } from 'zod';
import { compileDateFormat } from './alert-date.rules.js';
import { folded } from './alert-lines.rules.js';
import { shapeOf } from './alert-shape.rules.js';

const words = z.string().trim().min(2).max(80);
const questionId = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);
const readable = (check: (text: string) => unknown): ((text: string) => boolean) => (text) => check(text) !== undefined;

/** `{source_ip}:{source_port}`: what stands for which question, with fixed signs between them. */
const shape = z.string().min(3).max(200).refine(readable(shapeOf), '「{質問のid}」を1つ以上、間に区切りの文字を置いて書いてください。');
const dateFormat = z.string().max(60).refine(readable(compileDateFormat), '年（YYYY）・月（MM、M、MMM）・日（DD、D）・時（HH、H、または hh と A）・分（mm）をそれぞれ1回書いてください。');

/** One line of a notice, whatever it is called there. */
const field = z.strictObject({
  labels: z.array(words).min(1).max(40),
  values: z.array(shape).min(1).max(10),
  /** Two different values of it are two alerts. */
  identifies: z.boolean().default(false),
  /** What cannot be read here is something else, and no doubt about the answer. */
  optional: z.boolean().default(false),
});

/** How a notice in English is recognised and which of its lines answers which question of the hearing sheet. */
export const alertRecogniser = z
  .strictObject({
    format: z.literal(1),
    id: z.string().regex(/^[a-z][a-z0-9-]{0,56}$/),
    title: z.string().min(1).max(100),
    note: z.string().max(1000).optional(),
    /** One of them stands in every such notice. */
    phrases: z.array(words).min(1).max(200),
    leastFields: z.int().min(1).max(10),
    empty: z.array(z.string().min(1).max(40)).max(50),
    fields: z.array(field).min(1).max(60),
    choices: z.record(questionId, z.record(z.string().min(1).max(64), z.array(words).min(1).max(60))),
    dates: z.array(dateFormat).max(40),
    zoneLabels: z.array(words).max(20),
    zones: z.record(z.string().min(1).max(40), z.string().regex(/^(?:Z|[+-]\d{2}:\d{2})$/, '「Z」または「+09:00」の形で書いてください。')),
  })
  .superRefine((recogniser, context) => {
    for (const { path, message } of [...sameLabels(recogniser.fields), ...sameWords(recogniser.choices)]) context.addIssue({ code: 'custom', path, message });
  });

export type AlertRecogniser = z.infer<typeof alertRecogniser>;

interface Fault {
  readonly path: (string | number)[];
  readonly message: string;
}

/** A label may stand in two fields only where they ask for different things. */
function sameLabels(fields: readonly z.infer<typeof field>[]): Fault[] {
  const seen = new Set<string>();
  const faults: Fault[] = [];
  for (const [index, { labels, values }] of fields.entries()) {
    const keys = labels.flatMap((label) => values.map((value) => `${folded(label)}\n${value}`));
    if (new Set(keys).size < keys.length || keys.some((key) => seen.has(key))) faults.push({ path: ['fields', index, 'labels'], message: '同じ見出しが2回あります。' });
    for (const key of keys) seen.add(key);
  }
  return faults;
}

/** The same words cannot mean two choices. */
function sameWords(choices: AlertRecogniser['choices']): Fault[] {
  return Object.entries(choices).flatMap(([question, byChoice]) => {
    const all = Object.values(byChoice).flatMap((phrases) => [...new Set(phrases.map(folded))]);
    return new Set(all).size === all.length ? [] : [{ path: ['choices', question], message: '同じ言葉が2つの選択肢にあります。' }];
  });
}
