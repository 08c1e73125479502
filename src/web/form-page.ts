import type { z } from 'zod';
import { DomainError } from '../platform/errors.js';
import { nested, parseForm, refusedForm, type FormState, type RawForm } from './forms.js';
import { validationFailed } from './japanese-faults.js';
import { RefusedPage } from './refused-page.js';

/** Prints the page of a form, with what was typed and each fault beside its field. */
export type FormPage = (form: FormState) => string | Promise<string>;

/**
 * Reads a form whose names may have dots, and does the act it asks for. What is refused comes back as
 * the form's own page with what was typed, so that nothing is lost.
 *
 * @throws RefusedPage, or a DomainError that is no matter of the form (not_found, forbidden)
 */
export async function actOnForm<Schema extends z.ZodType, Result>(
  raw: RawForm,
  schema: Schema,
  page: FormPage,
  act: (values: z.output<Schema>) => Promise<Result>,
): Promise<Result> {
  const form = parseForm(schema, nested(raw));
  if (!form.ok) throw new RefusedPage(validationFailed(form.faults), await page(refusedForm(raw, form.faults)));
  try {
    return await act(form.values);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === 'not_found' || error.code === 'forbidden') throw error;
    const faults = error.faults.length > 0 ? error.faults : [{ field: '', message: error.message }];
    throw new RefusedPage(error, await page(refusedForm(raw, faults)));
  }
}
