import { z } from 'zod';
import { monthSchema } from '../month.rules.js';

const exportFormats = ['csv', 'xlsx'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const format = z.enum(exportFormats);
const empty = z.literal('').transform(() => undefined);

/** Which list, with its filters, in which format. */
export const exportWishes = z.discriminatedUnion('list', [
  /** `address`: the conditions as they stand after the question mark of `/queue`. */
  z.object({ list: z.literal('queue'), format, address: z.string().max(500).default('') }),
  z.object({ list: z.literal('search'), format, q: z.string().trim().min(1, '検索する言葉を入力してください。').max(100) }),
  z.object({ list: z.literal('customers'), format }),
  z.object({ list: z.literal('missed'), format, month: monthSchema }),
  z.object({ list: z.literal('figures'), format, month: monthSchema, subject: z.union([z.string().min(1).max(60), empty]).optional() }),
]);
export type ExportWishes = z.output<typeof exportWishes>;
