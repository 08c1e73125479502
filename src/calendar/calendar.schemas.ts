import { z } from 'zod';
import { calendarYears } from './open-days.js';
import { explainedYears, readInstant } from './iso-instant.rules.js';
import { toIsoTokyo } from './japanese-time.js';

const reason = z.string().max(1000);
const date = z.string().max(20);

/** An ISO 8601 instant with an offset or Z. In an address `+` arrives as a space, so one before an offset is taken for it. */
const instant = z.string().max(60).transform((text, context) => {
  const read = readInstant(text.trim().replace(/ (?=\d\d:?\d\d$)/, '+'));
  if ('at' in read) return read.at;
  context.addIssue({ code: 'custom', message: read.fault });
  return z.NEVER;
});

/** What `<input type="datetime-local">` sends: the time of the clock on the wall in Tokyo. */
const wallClock = z.string().max(40).transform((text, context) => {
  const read = readInstant(`${text}+09:00`);
  if ('at' in read) return read.at;
  context.addIssue({ code: 'custom', message: '日時を入力してください。' });
  return z.NEVER;
});

/** The shown year; this year where none is asked for. */
export const yearQuery = z.strictObject({ year: z.coerce.number().int().min(explainedYears.first).max(explainedYears.last).optional() });
/** The page's query: a time on the wall in Tokyo to explain beside the year. What else an address carries is not the calendar's. */
export const yearPageQuery = z.object({ ...yearQuery.shape, at: z.string().max(40).optional() });
export const explainQuery = z.strictObject({ at: instant });
export const closureId = z.uuid();

/** `to` left out closes one day. */
export const newClosure = z.strictObject({ from: date, to: date.optional(), reason }).transform((given) => ({
  ...given,
  to: given.to === undefined || given.to === '' ? given.from : given.to,
}));
export const newReopening = z.strictObject({ date, reason });
export const newSuspension = z.strictObject({ from: instant, to: instant, reason });
export const suspensionForm = z.strictObject({ from: wallClock, to: wallClock, reason });

/** Dates that were looked up in 官報, separated by anything that is in no date. */
const confirmed = z.string().max(2000).default('').transform((text) => text.match(/\d{4}-\d\d-\d\d/g) ?? []);
/** An official list and the dates confirmed; what an uploaded file looks like is for `web` to say. */
export const importForm = <File extends z.ZodType>(file: File) => z.strictObject({ file, confirmed });

export const explainedAnswer = z.object({ arrivedAt: z.string(), acceptedAt: z.string(), dueAt: z.string(), explanation: z.string() });
export const changeAnswer = z.object({ id: z.string(), version: z.number().int() });
export const importAnswer = z.object({ rows: z.number().int(), lastDay: z.string(), isNew: z.boolean() });
export const daysAnswer = z.object({
  year: z.number().int().min(calendarYears.first).max(calendarYears.last),
  version: z.number().int(),
  officialThrough: z.string().nullable(),
  businessDays: z.number().int(),
  closedDays: z.array(z.object({ date: z.string(), kind: z.string(), reason: z.string() })),
});
export const closureAnswer = z.object({
  id: z.string(),
  kind: z.string(),
  from: z.string(),
  to: z.string(),
  reason: z.string(),
  declaredAt: z.string(),
  revokedAt: z.string().nullable(),
  revocable: z.boolean(),
});
export const stateAnswer = z.object({
  version: z.number().int(),
  officialThrough: z.string().nullable(),
  isOpen: z.boolean(),
  nextOpeningAt: z.string(),
  suspendedUntil: z.string().nullable(),
});

export const isoOrNull = (at: number | null | undefined): string | null => (at === null || at === undefined ? null : toIsoTokyo(at));
