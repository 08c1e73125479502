import { isUploadedFile } from './uploads.js';

/** One field of a form as it will be sent again. */
export type FormField = readonly [name: string, value: string];

const secretName = /password|current|repeated|secret|token|^code$/i;

/**
 * The fields of a form, so that it can be sent once more; undefined where that cannot or must not be:
 * files, and what is secret.
 */
export function resumableFields(body: unknown): readonly FormField[] | undefined {
  if (body === undefined || body === null) return [];
  if (typeof body !== 'object' || Array.isArray(body)) return undefined;
  const fields: FormField[] = [];
  for (const [name, value] of Object.entries(body)) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (secretName.test(name) || values.some((single) => typeof single !== 'string' || isUploadedFile(single))) return undefined;
    fields.push(...values.map((single): FormField => [name, String(single)]));
  }
  return fields;
}
