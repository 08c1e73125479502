import { definitions } from './definitions.js';
import type { Figures } from './figures.js';

/** A figure that has changed since its report was published. */
export interface Correction {
  readonly name: keyof Figures;
  readonly label: string;
  readonly published: Figures[keyof Figures];
  readonly now: Figures[keyof Figures];
}

/** What is counted otherwise now than when the report was published; the report itself stays as it was. */
export function correctionsOf(published: Figures, now: Figures): readonly Correction[] {
  const names = Object.keys(definitions) as (keyof Figures)[];
  return names
    // How many customers there are today says nothing about the month.
    .filter((name) => name !== 'customers' && JSON.stringify(published[name]) !== JSON.stringify(now[name]))
    .map((name) => ({ name, label: definitions[name][0], published: published[name], now: now[name] }));
}
