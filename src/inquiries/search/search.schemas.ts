import { z } from 'zod';

/** Who types more does not search. */
export const searchQuery = z.object({
  q: z.string().max(200).default(''),
  /** Where the page before ended. */
  before: z.coerce.number().int().min(0).max(2_147_483_647).optional().catch(undefined),
});

export type SearchQuery = z.infer<typeof searchQuery>;

export const searchAnswer = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      status: z.string(),
      receivedAt: z.string(),
      headline: z.string(),
      customerName: z.string().nullable(),
      snippets: z.array(z.object({ label: z.string(), restricted: z.boolean(), pieces: z.array(z.object({ text: z.string(), hit: z.boolean() })) })),
    }),
  ),
  next: z.number().nullable(),
});
