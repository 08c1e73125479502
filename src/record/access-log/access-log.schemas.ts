import { z } from 'zod';
import { isCivilDate } from '../../calendar/civil-day.rules.js';
import { accessActs, accessSubjects } from '../../staff/access-log.entity.js';

/** An empty field of a form is none. */
const optional = <Schema extends z.ZodType>(schema: Schema) => z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

export const accessLogQuery = z.object({
  staffId: optional(z.uuid()),
  customerId: optional(z.uuid()),
  inquiry: optional(z.string().trim().max(40)),
  subject: optional(z.enum(accessSubjects)),
  day: optional(z.string().refine(isCivilDate, { error: '日付は 2026-11-24 の形式で入力してください。' })),
  before: optional(z.uuid()),
});
export type AccessLogQuery = z.infer<typeof accessLogQuery>;

const accessLineSchema = z.object({
  id: z.uuid(),
  at: z.iso.datetime({ offset: true }),
  staffId: z.uuid().nullable(),
  staffName: z.string().nullable(),
  act: z.enum(accessActs),
  subject: z.enum(accessSubjects),
  subjectId: z.string(),
  customerId: z.uuid().nullable(),
  inquiryId: z.uuid().nullable(),
  inquiryNumber: z.string().nullable(),
});

export const accessLogSchema = z.object({ lines: z.array(accessLineSchema), next: z.uuid().nullable() });
