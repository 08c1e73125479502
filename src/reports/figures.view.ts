import { ageingLabels, countedBeside, definitions } from './definitions.js';
import type { Chart, Point } from './charts/chart.js';
import type { Figures, Times } from './figures.js';
import type { FigureLabels, LabelOf } from './figure-labels.service.js';
import type { CountedFigures } from './figures.service.js';
import { monthLabel, type Month } from './month.rules.js';
import type { Sight } from './subjects.rules.js';
import { inWords, shareInWords, tell, tellCounts, tellLoad, tellShare, withheld } from './suppression.rules.js';

/** A figure with its value in words and what it means. */
export interface KeyFigure {
  readonly name: keyof Figures;
  readonly label: string;
  readonly value: string;
  /** What is counted, and what it leaves out where the number alone would be misread. */
  readonly note: string;
  readonly definition: string;
}

/** A chart with the same numbers as a table. */
export interface ChartView {
  readonly chart: Chart;
  readonly definition: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Whether a picture would show axes and nothing in them. */
export function isBlank(chart: Chart): boolean {
  return (chart.kind === 'bars' || chart.kind === 'line') && chart.values.every((value) => value === null);
}

/** Whether a number of it is held back. */
export function withholds({ rows }: ChartView): boolean {
  return rows.flat().some((cell) => cell.includes(inWords(null)));
}

/** The figures that are one line, in the order in which they are read. */
export function keyFigures(figures: Figures, seesSmall: boolean): readonly KeyFigure[] {
  const count = (n: number): string => inWords(tell(n, seesSmall));
  const share = (name: 'firstLineResolution' | 'escalation' | 'addition' | 'target' | 'reopened' | 'outOfHours' | 'logRequests'): [typeof name, string] => [name, shareInWords(tellShare(figures[name], seesSmall))];
  const times = (name: keyof typeof timed): [typeof name, string] => [name, timesInWords(figures[name], timed[name], seesSmall)];
  const values: readonly (readonly [keyof typeof countedBeside, string])[] = [
    ['accepted', count(figures.accepted)], share('target'), ['attemptedInTime', count(figures.attemptedInTime)], times('firstResponse'),
    share('firstLineResolution'), share('escalation'), share('addition'), times('receipt'), times('secondLineResponse'), times('resolution'), times('resolutionWithoutWaiting'),
    ['backlog', count(figures.backlog)], share('reopened'), share('outOfHours'), ['declined', count(figures.declined)], share('logRequests'), times('logTurnaround'),
    ['referrals', count(figures.referrals)], ['insuranceGuided', count(figures.insuranceGuided)], ['gatewayProposals', count(figures.gatewayProposals)], ['customers', String(figures.customers)],
  ];
  const leftOut: Partial<Record<keyof Figures, string>> = { accepted: `（受付対象外 ${count(figures.declined)} を除く）` };
  return values.map(([name, value]) => ({ name, label: definitions[name][0], value, note: `${countedBeside[name]}${leftOut[name] ?? ''}`, definition: definitions[name][1] }));
}

/** What the lengths of time are lengths of, as it is counted beside them. */
const timed = {
  firstResponse: '最初のご回答', resolution: '対応完了', resolutionWithoutWaiting: '対応完了', receipt: '受領', secondLineResponse: '二次回答', logTurnaround: 'ログの受領',
} as const satisfies Partial<Record<keyof Figures, string>>;

/** `中央値 2:05／90％値 9:30／平均 3:10（最初のご回答12件）`, in hours and minutes of reception time. */
export function timesInWords({ n, median, p90, mean }: Times, counted: string, seesSmall: boolean): string {
  if (median === null || p90 === null || mean === null) return '—（対象なし）';
  if (tell(n, seesSmall) === null) return withheld;
  return `中央値 ${clockOf(median)}／90％値 ${clockOf(p90)}／平均 ${clockOf(mean)}（${counted}${n}件）`;
}

/** `9:05`: hours and minutes. */
export function clockOf(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

const weekdays = ['日', '月', '火', '水', '木', '金', '土'] as const;
const hours = Array.from({ length: 24 }, (_, hour) => `${hour}時`);
/** So many bars say what matters; the table has all. */
const mostBars = 12;

/** The charts of a month, with a year of months behind the two that have a course. */
export function chartViews(month: Month, year: readonly CountedFigures[], labels: FigureLabels, { small: seesSmall, judged }: Sight): readonly ChartView[] {
  const figures = year.find((each) => each.month === month)?.figures;
  if (figures === undefined) return [];
  const bars = (name: keyof Figures & ('byKind' | 'categories' | 'threatsByInquiry' | 'threatsByAlert' | 'stages' | 'dispositions' | 'additionFields' | 'missedBecause' | 'waitingOn' | 'declinedBy'), labelOf: LabelOf, isTold = seesSmall): ChartView =>
    barView({ id: name, title: definitions[name][0], definition: definitions[name][1] }, Object.entries(tellCounts(figures[name], isTold)).map(([label, value]) => [labelOf(label), value]));
  return [
    channelView(year, seesSmall),
    targetView(year, seesSmall),
    loadView(figures, seesSmall),
    barView({ id: 'ageing', title: definitions.ageing[0], definition: definitions.ageing[1] }, ageingLabels.map((label, index) => [label, tell(figures.ageing[index] ?? 0, seesSmall)]), true),
    bars('waitingOn', labels.status), bars('missedBecause', labels.missed), bars('additionFields', labels.question), bars('byKind', labels.kind), bars('categories', labels.category),
    bars('threatsByInquiry', labels.threat), bars('threatsByAlert', labels.threat), bars('stages', labels.stage, judged), bars('dispositions', labels.disposition, judged), bars('declinedBy', labels.declined),
  ];
}

interface Named {
  readonly id: string;
  readonly title: string;
  readonly definition: string;
}

function barView({ id, title, definition }: Named, counts: readonly (readonly [string, Point])[], keepsOrder = false): ChartView {
  const sorted = keepsOrder ? counts : counts.toSorted(([, a], [, b]) => (b ?? 2) - (a ?? 2));
  const shown = sorted.slice(0, mostBars);
  const description = sorted.length === 0 ? '該当はありません。' : `${shown.map(([label, value]) => `${label} ${inWords(value)}件`).join('、')}。`;
  return {
    chart: { kind: 'bars', id, title, description, labels: shown.map(([label]) => label), values: shown.map(([, value]) => value) },
    definition, head: [title, '件数'], rows: sorted.map(([label, value]) => [label, inWords(value)]),
  };
}

/** The figures of a desk under its name. */
export interface CountedDesk {
  readonly name: string;
  readonly figures: Figures;
}

/** Where escalations come back from: of each desk, how many had to be asked for more. */
export function comeBackView(desks: readonly CountedDesk[], seesSmall: boolean): ChartView {
  const asked = desks.filter(({ figures }) => figures.addition.n > 0);
  const title = '追記依頼の戻り先';
  const view = barView({ id: 'comeBack', title, definition: '月内のエスカレーションのうち、追記を依頼した問合せの受付窓口ごとの件数。' }, asked.map(({ name, figures }) => [name, tell(figures.addition.n, seesSmall)]));
  const shares = new Map(asked.map(({ name, figures }) => [name, shareInWords(tellShare(figures.addition, seesSmall))]));
  return { ...view, head: ['受付窓口', '件数', '追記依頼率（件数／エスカレーション）'], rows: view.rows.map(([name = '', ...rest]) => [name, ...rest, shares.get(name) ?? '']) };
}

function channelView(year: readonly CountedFigures[], seesSmall: boolean): ChartView {
  const told = year.map(({ figures }) => tellCounts({ phone: figures.byChannel['phone'] ?? 0, email: figures.byChannel['email'] ?? 0 }, seesSmall));
  const labels = year.map(({ month }) => shortMonth(month));
  const of = (channel: string): readonly Point[] => told.map((counts) => counts[channel] ?? null);
  return {
    chart: {
      kind: 'stacked', id: 'channels', title: '受付件数の推移', labels, series: [{ name: '電話', values: of('phone') }, { name: 'メール', values: of('email') }],
      description: `${year.map(({ month, figures }) => `${monthLabel(month)} ${inWords(tell(figures.accepted, seesSmall))}件`).join('、')}。`,
    },
    definition: definitions.byChannel[1], head: ['月', '電話', 'メール', '合計'],
    rows: year.map(({ month, figures }, index) => [monthLabel(month), inWords(of('phone')[index] ?? null), inWords(of('email')[index] ?? null), inWords(tell(figures.accepted, seesSmall))]),
  };
}

function targetView(year: readonly CountedFigures[], seesSmall: boolean): ChartView {
  const told = year.map(({ month, figures }) => ({ month, share: tellShare(figures.target, seesSmall) }));
  const values = told.map(({ share: { n, of } }): Point => (n === null || of === null || of === 0 ? null : Math.round((n / of) * 1000) / 10));
  return {
    chart: {
      kind: 'line', id: 'target', title: definitions.target[0], labels: told.map(({ month }) => shortMonth(month)), values, unit: '%', max: 100,
      description: `${told.map(({ month, share }) => `${monthLabel(month)} ${shareInWords(share)}`).join('、')}。`,
    },
    definition: definitions.target[1], head: ['月', '達成率（達成／対象）'], rows: told.map(({ month, share }) => [monthLabel(month), shareInWords(share)]),
  };
}

function loadView(figures: Figures, seesSmall: boolean): ChartView {
  // The week of an office begins on Monday.
  const order = [1, 2, 3, 4, 5, 6, 0];
  const told = tellLoad(figures.load, seesSmall);
  const cells = order.map((day) => told[day] ?? []);
  const busiest = order.flatMap((day) => (figures.load[day] ?? []).map((n, hour) => ({ day, hour, n }))).toSorted((a, b) => b.n - a.n)[0];
  const most = busiest === undefined || busiest.n === 0 ? '届いた問合せはありません。' : `最も多いのは${weekdays[busiest.day]}曜日${busiest.hour}時台です。`;
  return {
    chart: { kind: 'heat', id: 'load', title: definitions.load[0], description: most, rows: order.map((day) => weekdays[day] ?? ''), columns: hours, cells },
    definition: definitions.load[1], head: ['曜日', ...hours], rows: order.map((day, index) => [weekdays[day] ?? '', ...(cells[index] ?? []).map((value) => (value === null ? '<3' : String(value)))]),
  };
}

function shortMonth(month: Month): string {
  return `${month.slice(2, 4)}/${Number(month.slice(5))}`;
}
