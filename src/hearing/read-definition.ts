import { z } from 'zod';
import type { FieldFault } from '../platform/errors.js';
import { definitionFaults } from './sheet-definition-checks.rules.js';
import { sheetDefinition, type SheetDefinition } from './sheet-definition.schemas.js';

/** A definition that may be published, or everything that is wrong with it, in Japanese. */
export type ReadDefinition =
  | { readonly ok: true; readonly definition: SheetDefinition }
  | { readonly ok: false; readonly faults: readonly FieldFault[] };

const japanese = z.locales.ja().localeError;

/** Reads an uploaded or stored definition. `field` of a fault is its place, such as `sections.2.questions.0.id`. */
export function readDefinition(raw: unknown): ReadDefinition {
  const parsed = sheetDefinition.safeParse(raw, { error: japanese });
  if (!parsed.success) {
    return { ok: false, faults: parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message })) };
  }
  const faults = definitionFaults(parsed.data).map(({ path, message }) => ({ field: path.join('.'), message }));
  return faults.length === 0 ? { ok: true, definition: parsed.data } : { ok: false, faults };
}

/** Reads the text of a JSON file; a text that is no JSON is one fault of the field `definition`. */
export function readDefinitionText(text: string): ReadDefinition {
  try {
    return readDefinition(JSON.parse(text));
  } catch {
    return { ok: false, faults: [{ field: 'definition', message: 'JSONとして読み取れません。かっことコンマを確認してください。' }] };
  }
}
