import { differenceOf, type DifferenceLine } from '../platform/text-difference.rules.js';
import type { PrintedSection } from './report-sections.rules.js';

/** A line of two reports side by side; undefined where one has none. */
export interface ChangedLine {
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly isSame: boolean;
}

/** A section in both reports. */
export interface ChangedSection {
  readonly heading: string;
  readonly lines: readonly ChangedLine[];
}

/** The sections that differ between two reports, line beside line, in the order of the later one. */
export function reportChanges(before: readonly PrintedSection[], after: readonly PrintedSection[]): readonly ChangedSection[] {
  const headings = [...after, ...before.filter(({ heading }) => after.every((other) => other.heading !== heading))].map(({ heading }) => heading);
  const textOf = (sections: readonly PrintedSection[], wanted: string): string => sections.find(({ heading }) => heading === wanted)?.lines.join('\n') ?? '';
  return headings
    .map((heading) => ({ heading, lines: sideBySide(differenceOf(textOf(before, heading), textOf(after, heading))) }))
    .filter(({ lines }) => lines.some(({ isSame }) => !isSame));
}

/** What was taken out stands beside what came in its place. */
function sideBySide(lines: readonly DifferenceLine[]): readonly ChangedLine[] {
  const rows: ChangedLine[] = [];
  let [removed, added]: [string[], string[]] = [[], []];
  const flush = (): void => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1) rows.push({ before: removed[at], after: added[at], isSame: false });
    [removed, added] = [[], []];
  };
  for (const { kind, text } of lines.filter(({ kind: each, text: words }) => each === 'same' || words !== '')) {
    if (kind === 'removed') removed.push(text);
    else if (kind === 'added') added.push(text);
    else {
      flush();
      rows.push({ before: text, after: text, isSame: true });
    }
  }
  flush();
  return rows;
}
