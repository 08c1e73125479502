import { z } from 'zod';
import { instant, optionalLocalInstant } from '../customers.schemas.js';
import { drillResults } from './contact-drill.rules.js';

const result = z.enum(drillResults, '結果を選んでください。');
const outcome = { personResult: result, phoneResult: result, altPhoneResult: result, emailResult: result };

/** A drill as a form gives it, and over the API. */
export const drillForm = z.strictObject({ ...outcome, drilledAt: optionalLocalInstant });
export const drillBody = z.strictObject({ ...outcome, drilledAt: instant.optional() });
