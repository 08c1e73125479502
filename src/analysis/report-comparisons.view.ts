import { reportChanges, type ChangedSection } from './report-changes.rules.js';
import type { PrintedSection } from './report-sections.rules.js';
import type { ReportRow } from './report.entity.js';

/** What two reports of an inquiry say otherwise. */
export interface ReportComparison {
  readonly beforeName: string;
  readonly afterName: string;
  readonly changes: readonly ChangedSection[];
}

/** What has changed since the report that was sent last, where one is open, and from each sent one to the next; the newest first. */
export function reportComparisons(all: readonly ReportRow[], open: readonly PrintedSection[] | undefined): readonly ReportComparison[] {
  const sent = all.filter(({ state }) => state === 'sent');
  const pairs = sent.slice(1).map((after, index) => comparison(sent[index], after, after.printed ?? []));
  const last = open === undefined ? undefined : comparison(sent.at(-1), { number: '作成中の報告書' }, open);
  return [last, ...pairs.toReversed()].filter((pair) => pair !== undefined);
}

function comparison(before: ReportRow | undefined, after: { readonly number: string }, printed: readonly PrintedSection[]): ReportComparison | undefined {
  if (before === undefined) return undefined;
  return { beforeName: before.number, afterName: after.number, changes: reportChanges(before.printed ?? [], printed) };
}
