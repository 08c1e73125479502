import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../read-config.js';
import { guideEntrySchema, shippedGuideSchema, type GuideEntry } from './guide-entry.schemas.js';

/** The guide that comes with the desk, by kind of traffic; the service owner writes his own editions over it. */
export function shippedGuide(): ReadonlyMap<string, GuideEntry> {
  const file = join(projectDir(), 'templates', 'threat-guide', 'threat-guide.json');
  const entries = shippedGuideSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return new Map(entries.map(({ kind, ...entry }) => [kind, guideEntrySchema.parse(entry)]));
}
