import { toIsoTokyo } from '../calendar/japanese-time.js';
import type { IndicatorRow } from './findings.entity.js';
import { restrictedPlaces, type LeakIndex, type RestrictedPlace } from './disclosure.rules.js';
import { wordsToSayPlainly, type PlainWord } from './plain-words.rules.js';
import { fieldGuides, isForLaymen, type FieldGuide, type ReportFields } from './report-sections.rules.js';
import type { ReportRow } from './report.entity.js';
import { wordingWarnings, type WordingWarning } from './wording.rules.js';

/** A part of a text: restricted parts are marked on the page. */
export interface MarkedPart {
  readonly text: string;
  readonly restricted: boolean;
}

/** One field of the editor with what is wrong with its text. */
export interface FieldView extends FieldGuide {
  readonly text: string;
  readonly leaks: number;
  /** The lines with a restricted place in them, cut so that it can be marked; empty where there is none. */
  readonly marked: readonly (readonly MarkedPart[])[];
  readonly warnings: readonly WordingWarning[];
  /** Words of the trade, where the field is for those who are not of it. */
  readonly plainly: readonly PlainWord[];
}

/** The fields of the editor in the order of the report. */
export function fieldViews(fields: ReportFields, index: LeakIndex): readonly FieldView[] {
  return fieldGuides.map((guide) => {
    const text = fields[guide.name];
    const places = restrictedPlaces(text, index);
    return { ...guide, text, leaks: places.length, marked: markedLines(text, places), warnings: wordingWarnings(text), plainly: isForLaymen(guide.name) ? wordsToSayPlainly(text) : [] };
  });
}

/** The lines of a text that hold a restricted place, each cut into marked and plain parts. */
export function markedLines(text: string, places: readonly RestrictedPlace[]): readonly (readonly MarkedPart[])[] {
  const lines: MarkedPart[][] = [];
  let from = 0;
  for (const line of text.split('\n')) {
    const to = from + line.length;
    const within = places.filter(({ start, end }) => start < to && end > from);
    if (within.length > 0) lines.push(cut(text, { from, to }, within));
    from = to + 1;
  }
  return lines;
}

function cut(text: string, { from, to }: { readonly from: number; readonly to: number }, places: readonly RestrictedPlace[]): MarkedPart[] {
  const parts: MarkedPart[] = [];
  let at = from;
  for (const place of places) {
    const start = Math.max(place.start, from);
    const end = Math.min(place.end, to);
    parts.push({ text: text.slice(at, start), restricted: false }, { text: text.slice(start, end), restricted: true });
    at = end;
  }
  parts.push({ text: text.slice(at, to), restricted: false });
  return parts.filter((part) => part.text !== '');
}

/** PAP: an address that the customer is told to block must be marked for it. */
export function papWarnings(fields: ReportFields, indicators: readonly IndicatorRow[]): readonly string[] {
  const advice = fields.recommendations;
  if (!/遮断|ブロック|拒否/.test(advice)) return [];
  const plain = advice.replaceAll(/\[\.\]/g, '.');
  return indicators.filter(({ value, pap }) => (pap === 'PAP:RED' || pap === 'PAP:AMBER') && plain.includes(value)).map(({ value }) => value);
}

/** A report as a program gets it. */
export function reportResource(report: ReportRow): object {
  const { id, number, serial, edition, tlp, state, version, sections, printed, contentSha256, authorId, writerIds, sentBy, sentMeans, readBeforeSending } = report;
  return {
    id, number, serial, edition, tlp, state, version, sections, printed, contentSha256, authorId, writerIds, sentBy, sentMeans, readBeforeSending,
    createdAt: toIsoTokyo(report.createdAt),
    updatedAt: toIsoTokyo(report.updatedAt),
    sentAt: report.sentAt === null ? null : toIsoTokyo(report.sentAt),
  };
}
