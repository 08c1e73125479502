import { formatDate } from '../calendar/japanese-time.js';
import type { Instant } from '../platform/clock.js';
import { progressLines, progressSummary, stageSentences, stepsUnnamed, type StageProgress } from './attack-progress.rules.js';
import { glossaryLines } from './glossary.rules.js';
import { withJapaneseTimes } from '../hearing/japan-times.rules.js';
import { editionLabels, tlpForReader, type Edition, type Tlp } from './marking.rules.js';
import { presidentHeading, sectionHeadings, type PrintedSection, type ReportFields } from './report-sections.rules.js';
import { withOneForm } from '../hearing/shown-text.rules.js';

/** What stands in 「ご案内」 when it applies; each is a fact, none a judgement of the desk. */
export interface GuidanceFacts {
  /** C5: only after the customer's own recorded wish. */
  readonly specialistWished: boolean;
  /** C6: first day of cover, `YYYY-MM-DD`; null where the insurance has nothing to do with it. */
  readonly insuranceFrom: string | null;
  readonly personalDataPossible: boolean;
  /** B7. */
  readonly gatewayProposal: boolean;
}

/** Everything a report is printed from. */
export interface ReportSource {
  readonly fields: ReportFields;
  readonly customerName: string;
  readonly contactName: string;
  readonly inquiryNumber: string;
  readonly reportNumber: string;
  readonly edition: Edition;
  readonly tlp: Tlp;
  readonly isRead: boolean;
  readonly at: Instant;
  readonly noticeQuote: string;
  readonly progress: readonly StageProgress[];
  readonly guidance: GuidanceFacts;
  /** Values that are written defanged. */
  readonly indicatorValues: readonly string[];
  readonly desk: { readonly name: string; readonly phone: string; readonly mailAddress: string };
}

/** C5, 第8条1, 第6条2: said in every report, word by word. */
const fixedNotes = [
  '・復旧作業は、本サービスの対象外です。',
  '・専門事業者をご紹介した場合も、貴社とその専門事業者とのご契約に、当窓口は関与いたしません。',
  '・本報告は、報告時点で得られた情報に基づく助言であり、結果を保証するものではありません。',
  '・対応を実施するかどうかは、貴社のご判断と責任で決めていただきますようお願いいたします。',
] as const;
const notFoundNote = '・「確認していません」は、確認した範囲で見つかっていないという意味であり、攻撃がなかったことを示すものではありません。';

const specialistLine =
  '・専門事業者：ご要望をいただいておりますので、復旧や詳細な調査を行う専門事業者を別途ご案内いたします。復旧作業は本サービスの対象外で、貴社と専門事業者とのご契約に当窓口は関与いたしません。';
const insuranceLine = (from: string): string =>
  `・サイバー保険：保険の適用開始日は${formatDate(Date.parse(`${from}T00:00:00+09:00`))}です。保険の請求は、貴社から保険会社へ行っていただきます。費用が発生する対応を始める前に、保険会社へご相談ください。日時、費用、本報告書などの記録を保管してください。`;
const personalDataLine =
  '・個人データ：漏えい等のおそれがある場合、個人情報保護委員会への速報は事態を知った時点からおおむね3～5日以内、確報は30日以内（不正の目的によるおそれがある場合は60日以内）とされています。ご判断とご報告は、貴社で行っていただきますようお願いいたします。';
const gatewayLine =
  '・入口対策：URLフィルターを備えたUTM、またはファイアウォールとProxyの導入をお勧めしております。販売パートナーからご提案を差し上げます。';

/** Sentences of the desk itself: in common with a note they say nothing. */
export const fixedSentences: readonly string[] = [
  ...fixedNotes, notFoundNote, specialistLine, insuranceLine('2026-04-01'), personalDataLine, gatewayLine, ...stageSentences,
  ...Object.values(sectionHeadings), presidentHeading, ...stepsUnnamed,
  'お客様への通知内容（CTSポータルからの通知）', 'までに得られた情報に基づきます。', '本サービス担当者', '二次受付窓口', '受付時間：平日9:00～17:00（土日祝、12/28～1/4を除く）',
];

/** The report as the customer reads it: the page for the president, then the twelve sections in their order. */
export function printReport(source: ReportSource): readonly PrintedSection[] {
  const { fields, progress, guidance } = source;
  const written: readonly PrintedSection[] = [
    { heading: presidentHeading, lines: presidentLines(fields) },
    { heading: sectionHeadings.header, lines: headerLines(source) },
    { heading: sectionHeadings.summary, lines: linesOf(fields.summary) },
    { heading: sectionHeadings.inquiry, lines: linesOf(fields.inquiry) },
    { heading: sectionHeadings.situation, lines: [...noticeLines(source.noticeQuote), ...linesOf(fields.situation)] },
    { heading: sectionHeadings.progress, lines: [progressSummary(progress), ...progressLines(progress), ...extraLines(fields.progressComment)] },
    { heading: sectionHeadings.impact, lines: linesOf(fields.impact) },
    { heading: sectionHeadings.recommendations, lines: linesOf(fields.recommendations) },
    { heading: sectionHeadings.prevention, lines: linesOf(fields.prevention) },
    { heading: sectionHeadings.nextSteps, lines: linesOf(fields.nextSteps) },
    { heading: sectionHeadings.guidance, lines: orNothing([...guidanceLines(guidance), ...extraLines(fields.guidance)]) },
  ];
  const safe = inOneForm(written, source.indicatorValues);
  const text = safe.flatMap(({ lines }) => lines).join('\n');
  return [...safe, { heading: sectionHeadings.notes, lines: notesFor(text) }, { heading: sectionHeadings.glossary, lines: closingLines(source, text) }];
}

/** What is read as one text says an address in one way. */
function inOneForm(sections: readonly PrintedSection[], values: readonly string[]): readonly PrintedSection[] {
  const safe = withOneForm(sections.flatMap(({ lines }) => lines), values);
  let at = 0;
  return sections.map(({ heading, lines }) => ({ heading, lines: safe.slice(at, (at += lines.length)) }));
}

/** A word is explained to those who meet it. */
function notesFor(text: string): readonly string[] {
  return /確認(?:されて|して)いません/u.test(text) ? [...fixedNotes, notFoundNote] : fixedNotes;
}

function presidentLines(fields: ReportFields): readonly string[] {
  return [
    '【何が起きたか】', ...linesOf(fields.presidentWhat), '',
    '【事業を続けてよいか】', ...linesOf(fields.presidentBusiness), '',
    '【今日お決めいただきたいこと】', ...linesOf(fields.presidentToday),
  ];
}

function headerLines(source: ReportSource): readonly string[] {
  return [
    `・宛先：${source.customerName} ${source.contactName} 様`,
    `・受付番号：${source.inquiryNumber}`,
    `・報告番号：${source.reportNumber}（${editionLabels[source.edition]}）`,
    `・報告日：${formatDate(source.at)}`,
    `・取扱区分：${source.tlp}（${tlpForReader[source.tlp]}）`,
    source.isRead ? '・作成：二次受付窓口／確認：二次受付窓口の別の分析担当者' : '・作成：二次受付窓口',
  ];
}

function noticeLines(quote: string): readonly string[] {
  if (quote.trim() === '') return [];
  return ['お客様への通知内容（CTSポータルからの通知）', ...linesOf(quote).map((line) => `> ${line}`), ''];
}

function guidanceLines(facts: GuidanceFacts): readonly string[] {
  return [
    ...(facts.specialistWished ? [specialistLine] : []),
    ...(facts.insuranceFrom === null ? [] : [insuranceLine(facts.insuranceFrom)]),
    ...(facts.personalDataPossible ? [personalDataLine, 'https://www.ppc.go.jp/personalinfo/legal/leakAction/'] : []),
    ...(facts.gatewayProposal ? [gatewayLine] : []),
  ];
}

const contactStart = 'お問い合わせ先：';

/** The report in a mail, whose signature below it says whom to ask: it is not said twice. */
export function withoutContact(sections: readonly PrintedSection[]): readonly PrintedSection[] {
  return sections.map((section) => {
    const at = section.heading === sectionHeadings.glossary ? section.lines.findIndex((line) => line.startsWith(contactStart)) : -1;
    return at < 0 ? section : { ...section, lines: [...section.lines.slice(0, at), 'お問い合わせ先は、このメールの末尾にあります。'] };
  });
}

function closingLines({ desk }: ReportSource, text: string): readonly string[] {
  return [
    ...spacedAfter(glossaryLines(text)),
    `${contactStart}${desk.name}`,
    ...(desk.phone === '' ? [] : [`電話：${desk.phone}`]),
    ...(desk.mailAddress === '' ? [] : [`メール：${desk.mailAddress}`]),
    '受付時間：平日9:00～17:00（土日祝、12/28～1/4を除く）',
  ];
}

function spacedAfter(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [...lines, ''];
}

/** Written lines with times in Japanese time; a section with nothing to say says so and never vanishes. */
function linesOf(text: string): readonly string[] {
  return orNothing(extraLines(text));
}

function extraLines(text: string): readonly string[] {
  const trimmed = text.replaceAll(/\r\n?/g, '\n').trim();
  return trimmed === '' ? [] : trimmed.split('\n').map((line) => withJapaneseTimes(line.trimEnd()));
}

function orNothing(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['該当なし'] : lines;
}
