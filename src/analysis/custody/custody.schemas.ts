import { z } from 'zod';
import { occurredAt, optionalWords, words } from '../../inquiries/acts/act.schemas.js';
import { custodyActs } from './custody-note.entity.js';

export const custodyActName = z.enum(custodyActs);

/** What an act of custody wants to know; which of it is needed the rules say. */
export const custodyBody = z.strictObject({
  recipient: optionalWords(200),
  reason: words(1000),
  consentBy: optionalWords(100),
  consentAt: occurredAt,
  secrecyAt: occurredAt,
});
export type CustodyBody = z.output<typeof custodyBody>;
