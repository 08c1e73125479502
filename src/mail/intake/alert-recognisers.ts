import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectDir } from '../../read-config.js';
import { readyRecogniser, type ReadyRecogniser } from './alert-notice.rules.js';
import { alertRecogniser, type AlertRecogniser } from './alert-recogniser.schemas.js';

const japanese = z.locales.ja().localeError;

/** A recogniser that came with the program: its id and its JSON. */
export interface ShippedRecogniser {
  readonly name: string;
  readonly definition: string;
}

/** A recogniser that was read, or what is wrong with it, each with its place. */
export type ParsedRecogniser = { readonly ok: true; readonly recogniser: AlertRecogniser } | { readonly ok: false; readonly faults: readonly string[] };

/** The folder whose files say how notices are recognised. */
export function alertRecogniserFolder(): string {
  return join(projectDir(), 'templates', 'alert-recognisers');
}

/** Reads the JSON of a recogniser. */
export function parsedRecogniser(definition: string): ParsedRecogniser {
  const json = jsonOf(definition);
  if (json instanceof Error) return { ok: false, faults: [`JSONとして読み取れません（${json.message}）。`] };
  const parsed = alertRecogniser.safeParse(json, { error: japanese });
  if (parsed.success) return { ok: true, recogniser: parsed.data };
  return { ok: false, faults: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) };
}

let shipped: readonly ShippedRecogniser[] | undefined;

/** Those that came with the program, read once. */
export function shippedRecognisers(): readonly ShippedRecogniser[] {
  shipped ??= filesOf(alertRecogniserFolder()).map(({ recogniser, definition }) => ({ name: recogniser.id, definition }));
  return shipped;
}

/**
 * All recognisers of a folder, in the order of their file names.
 *
 * @throws Error that names the file, the place in it and what is wrong there
 */
export function readAlertRecognisers(folder: string): readonly ReadyRecogniser[] {
  return filesOf(folder).map(({ recogniser }) => readyRecogniser(recogniser));
}

function filesOf(folder: string): { readonly recogniser: AlertRecogniser; readonly definition: string }[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json')).toSorted();
  return files.map((name) => {
    const definition = readFileSync(join(folder, name), 'utf8');
    const parsed = parsedRecogniser(definition);
    if (!parsed.ok) throw new Error(`The alert recogniser ${name} is faulty:\n${parsed.faults.join('\n')}`);
    return { recogniser: parsed.recogniser, definition };
  });
}

function jsonOf(definition: string): unknown {
  try {
    return JSON.parse(definition);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
