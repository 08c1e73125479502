import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../read-config.js';
import { readDefinitionText } from './read-definition.js';
import type { SheetDefinition } from './sheet-definition.schemas.js';

/** The sheet that comes with the desk; the service owner publishes his own over it. */
export function shippedSheet(): SheetDefinition {
  const file = join(projectDir(), 'templates', 'hearing-sheets', 'soc-in-pocket-1.json');
  const read = readDefinitionText(readFileSync(file, 'utf8'));
  if (!read.ok) throw new Error(`The shipped hearing sheet is faulty: ${read.faults.map(({ field, message }) => `${field}: ${message}`).join(' / ')}`);
  return read.definition;
}
