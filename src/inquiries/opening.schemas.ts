import { z } from 'zod';
import { key, optionalWords, requiredInstant, words } from './acts/act.schemas.js';

/**
 * A call as it is taken down (T2-T3b). `way` is `take_call` within hours; outside them one of the two
 * lawful ways (A4). The time is when the call came in, not when it is typed.
 */
export const newCallSchema = z.strictObject({
  way: z.enum(['take_call', 'record_out_of_hours_call', 'receive_exceptionally']).default('take_call'),
  receivedAt: requiredInstant,
  customerId: z.union([key, z.literal('')]).default(''),
  callerName: words(200),
  callbackPhone: optionalWords(40),
  headline: optionalWords(200),
  reason: optionalWords(500),
  followUpOf: z.union([key, z.literal('')]).default(''),
});

export type NewCall = z.infer<typeof newCallSchema>;
