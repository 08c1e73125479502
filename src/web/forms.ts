import { z } from 'zod';
import type { FieldFault } from '../platform/errors.js';
import { faultsOf } from './japanese-faults.js';

/** Values of a form as a browser sends them. */
export type RawForm = Readonly<Record<string, unknown>>;

/**
 * Schema of a form's body for handlers that read it with `parseForm` themselves, so that the page can
 * come back with what was typed.
 */
export const rawForm = z.preprocess((body) => body ?? {}, z.record(z.string().max(200), z.unknown()));

/** A form that could be read, or what was typed together with what is wrong with it. */
export type ParsedForm<Values> =
  | { readonly ok: true; readonly values: Values }
  | { readonly ok: false; readonly faults: readonly FieldFault[]; readonly raw: RawForm };

/** What a template needs to show a form again: `it.form.values.name`, `it.h.fault(it.form, 'name')`. */
export interface FormState {
  readonly values: RawForm;
  readonly faults: readonly FieldFault[];
}

/** Reads a form against its schema. Never throws: the page is shown again with 422 and what was typed. */
export function parseForm<Schema extends z.ZodType>(schema: Schema, raw: unknown): ParsedForm<z.output<Schema>> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { ok: true, values: parsed.data };
  return { ok: false, faults: faultsOf(parsed.error.issues), raw: isRecord(raw) ? raw : {} };
}

/** A form to fill in for the first time, with what is already known. */
export function emptyForm(values: RawForm = {}): FormState {
  return { values, faults: [] };
}

/** A form that comes back with what was typed and each field's fault. */
export function refusedForm(raw: RawForm, faults: readonly FieldFault[]): FormState {
  return { values: raw, faults };
}

/**
 * Turns flat names with dots (`answers.q12`) into nested objects, as schemas describe them. Names
 * that reach for a prototype are left out.
 */
export function nested(raw: RawForm): RawForm {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) place(result, name.split('.'), value);
  return result;
}

const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

function place(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [head, ...rest] = path;
  if (head === undefined || path.some((part) => forbiddenNames.has(part))) return;
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  const inner = isRecord(target[head]) ? target[head] : {};
  target[head] = inner;
  place(inner, rest, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
