import type { Instant } from '../platform/clock.js';
import type { Paper, PaperBlock, PaperFact } from '../web/paper/paper.js';
import type { Disclosed } from './disclosure.rules.js';
import { editionLabels, reportStateLabels } from './marking.rules.js';
import { presidentHeading, sectionHeadings, type PrintedSection } from './report-sections.rules.js';
import type { ReportRow } from './report.entity.js';

/**
 * The report as the customer holds it in his hands: the page for the president by itself, then the
 * twelve sections. Made from nothing but sections that were let out to the customer (C3).
 */
export function reportPaper(report: Pick<ReportRow, 'number' | 'edition' | 'tlp' | 'state'>, sections: Disclosed<readonly PrintedSection[]>, at: Instant): Paper {
  return {
    title: `ご報告書（${editionLabels[report.edition]}）`,
    label: `${report.state === 'sent' ? '' : `【${reportStateLabels[report.state]}・未送付】`}【関係者限り】${report.tlp}`,
    reference: `報告番号 ${report.number}`,
    at,
    blocks: sections.flatMap((section) => (section.heading === presidentHeading ? presidentPage(section, letterhead(sections)) : sectionBlocks(section))),
  };
}

function presidentPage({ heading, lines }: PrintedSection, head: readonly PaperFact[]): readonly PaperBlock[] {
  return [{ kind: 'heading', level: 1, text: heading }, { kind: 'facts', rows: head }, ...partsOf(lines), { kind: 'new_page' }];
}

/** To whom, on which inquiry, of which day and by whom: the page is handed on by itself. Read from what was printed, so that a report stays as it was sent. */
function letterhead(sections: readonly PrintedSection[]): readonly PaperFact[] {
  const lines = sections.find(({ heading }) => heading === sectionHeadings.header)?.lines ?? [];
  return ['宛先', '受付番号', '報告日', '作成'].flatMap((label) => {
    const line = lines.find((each) => each.startsWith(`・${label}：`));
    return line === undefined ? [] : [{ label, value: line.slice(label.length + 2).split('／')[0] ?? '' }];
  });
}

/** Each 【…】 heads what follows it. */
function partsOf(lines: readonly string[]): readonly PaperBlock[] {
  const parts: { head: string | undefined; lines: string[] }[] = [{ head: undefined, lines: [] }];
  for (const line of lines) {
    const head = /^【(.+)】$/.exec(line)?.[1];
    if (head === undefined) parts.at(-1)?.lines.push(line);
    else parts.push({ head, lines: [] });
  }
  return parts.flatMap((part): PaperBlock[] => [
    ...(part.head === undefined ? [] : [{ kind: 'heading', level: 2, text: part.head } as const]),
    ...(part.lines.some((line) => line !== '') ? [{ kind: 'note', lines: trimmed(part.lines), large: true } as const] : []),
  ]);
}

function sectionBlocks({ heading, lines }: PrintedSection): readonly PaperBlock[] {
  return [{ kind: 'heading', level: 2, text: heading }, { kind: 'text', lines }];
}

function trimmed(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line !== '');
  return lines.slice(0, last + 1);
}
