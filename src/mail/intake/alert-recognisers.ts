import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectDir } from '../../read-config.js';
import { readyRecogniser, type ReadyRecogniser } from './alert-notice.rules.js';
import { alertRecogniser } from './alert-recogniser.schemas.js';

const japanese = z.locales.ja().localeError;

/** The folder whose files say how notices are recognised; a service owner adds his own. */
export function alertRecogniserFolder(): string {
  return join(projectDir(), 'templates', 'alert-recognisers');
}

/**
 * All recognisers of a folder, in the order of their file names.
 *
 * @throws Error that names the file, the place in it and what is wrong there
 */
export function readAlertRecognisers(folder: string): readonly ReadyRecogniser[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json')).toSorted();
  return files.map((name) => readyRecogniser(readOne(join(folder, name), name)));
}

function readOne(path: string, name: string): z.infer<typeof alertRecogniser> {
  const parsed = alertRecogniser.safeParse(jsonOf(path, name), { error: japanese });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The alert recogniser ${name} is faulty:\n${faults.join('\n')}`);
}

function jsonOf(path: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`The alert recogniser ${name} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
