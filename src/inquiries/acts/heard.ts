import { z } from 'zod';
import type { Instant } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import type { InquiryRow } from '../inquiry.entity.js';
import type { Heard } from '../rulebook/commands.js';
import { answerMeans } from '../rulebook/status.js';
import { optionalWords } from './act.schemas.js';
import type { ActTools } from './act-tools.service.js';
import type { ActRequest } from './act.js';

/** The fields that tell how the customer came back, who spoke and what he said; each may stay empty. */
export const heardFields = {
  means: z.union([z.enum(answerMeans), z.literal('')]).default(''),
  person: optionalWords(100),
  said: optionalWords(5000),
};

type HeardBody = z.infer<z.ZodObject<typeof heardFields>>;

/** Keeps what was said beside the record, and a call as the call it was; the first line reads both. */
export async function keepHeard(tools: ActTools, tx: Tx, request: ActRequest<HeardBody>, when: { readonly row: InquiryRow; readonly at: Instant; readonly now: Instant }): Promise<Heard> {
  const { means, person, said } = request.body;
  const isCall = means === 'phone';
  // Only a call has a place of its own for who spoke.
  const words = [isCall ? '' : person, said].filter((part) => part !== '').join('：');
  const saidTextId = words === '' ? undefined : await tools.text(tx, request, { kind: 'customer_words', disclosure: 'partner', body: words }, when.now);
  const call = { direction: 'in', calledAt: when.at, number: '', person, outcome: 'talked', purpose: 'other', noteTextId: saidTextId ?? null } as const;
  const callId = isCall ? await tools.calls.log(tx, { ...call, inquiryId: when.row.id, staffId: request.scope.staffId, recordedAt: when.now }) : undefined;
  return { ...(means === '' ? {} : { means }), ...(saidTextId === undefined ? {} : { saidTextId }), ...(callId === undefined ? {} : { callId }) };
}
