import type { EChartsCoreOption } from 'echarts/core';
import type { Chart, HeatChart, Point } from './chart.js';

/** Stand-ins that the drawn picture's colours are known by; the style sheet says what each is, light and dark. */
export const inks = {
  '#0a0b0c': 'currentColor', '#0d0e0f': 'var(--chart-grid)', '#1a1b1c': 'var(--chart-1)', '#2a2b2c': 'var(--chart-2)', '#2d2e2f': 'var(--chart-on)',
  '#3a3b30': 'var(--heat-0)', '#3a3b31': 'var(--heat-1)', '#3a3b32': 'var(--heat-2)', '#3a3b33': 'var(--heat-3)', '#3a3b34': 'var(--heat-4)',
} as const;

const [ink, grid, first, second, onBar] = ['#0a0b0c', '#0d0e0f', '#1a1b1c', '#2a2b2c', '#2d2e2f'] as const;
const heatSteps = ['#3a3b30', '#3a3b31', '#3a3b32', '#3a3b33', '#3a3b34'] as const;

/** The axes' names count to the grid, so that none is cut off. */
const insideLabels = { outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' } as const;
const fontSize = 13;
const text = { color: ink, fontSize };
/** Bars are drawn for the width of a telephone, where the whole picture is made smaller and a long name takes two lines. */
const barText = { color: ink, fontSize: 15, lineHeight: 18 };
/** How many full-width signs of a name stand in one line. */
const nameLine = 15.5;
/** Every name is shown, however close they stand. */
const all = { interval: 0 } as const;
const axisLine = { lineStyle: { color: ink } };
const splitLine = { lineStyle: { color: grid } };
const counting = { type: 'value', minInterval: 1, axisLabel: text, splitLine } as const;

/** How large a picture is; wide enough for its labels, and scaled by the page. */
export function sizeOf(chart: Chart): { readonly width: number; readonly height: number } {
  if (chart.kind === 'bars') return { width: 420, height: 48 + (chart.labels.some((label) => widthOf(label) > nameLine) ? 46 : 32) * Math.max(1, chart.labels.length) };
  if (chart.kind === 'heat') return isUpright(chart) ? { width: 350, height: 40 + 24 * chart.rows.length } : { width: 860, height: 60 + 30 * chart.rows.length };
  return { width: 560, height: 280 };
}

/** A name too long for one line, in two: parted where its words part, as near to the middle as may be. */
function inTwoLines(name: string): string {
  if (widthOf(name) <= nameLine) return name;
  const parting = [...name.matchAll(/[ 　・、）]|(?=（)/g)].map(({ index, 0: sign }) => index + sign.length).filter((at) => at > 0 && at < name.length);
  const middle = name.length / 2;
  const at = parting.toSorted((one, two) => Math.abs(one - middle) - Math.abs(two - middle))[0] ?? Math.ceil(middle);
  return [name.slice(0, at), name.slice(at)].map(inOneLine).join('\n');
}

function inOneLine(words: string): string {
  const line = words.trim();
  if (widthOf(line) <= nameLine) return line;
  let end = line.length;
  while (widthOf(line.slice(0, end)) > nameLine - 1) end -= 1;
  return `${line.slice(0, end)}…`;
}

/** In full-width signs. */
function widthOf(words: string): number {
  return words.length - 0.45 * (words.match(/[ -~｡-ﾟ]/g)?.length ?? 0);
}

/** A chart in the words of the library that draws it. */
export function optionOf(chart: Chart): EChartsCoreOption {
  switch (chart.kind) {
    case 'bars':
      return base({
        grid: { left: 8, right: 48, top: 8, bottom: 8, ...insideLabels },
        xAxis: { ...counting, axisLabel: barText },
        yAxis: { type: 'category', inverse: true, data: [...chart.labels], axisLabel: { ...barText, ...all, formatter: inTwoLines }, axisLine },
        series: [{ type: 'bar', barMaxWidth: 18, data: chart.values.map((value) => value ?? 0), itemStyle: { color: first }, label: { ...told(chart.values), ...barText, position: 'right' } }],
      });
    case 'stacked': {
      const least = leastLabelled(chart);
      return base({
        aria: { enabled: true, decal: { show: true } },
        legend: { top: 0, textStyle: text, data: chart.series.map(({ name }) => name) },
        ...alongMonths(chart.labels),
        yAxis: counting,
        series: [
          ...chart.series.map(({ name, values }, index) => ({
            type: 'bar', stack: 'all', name, data: [...values], itemStyle: { color: index === 0 ? first : second }, label: { show: true, color: onBar, fontSize, formatter: ({ value }: { value: Point }) => ((value ?? 0) < least ? '' : String(value)) },
          })),
          wholeBars(chart),
        ],
      });
    }
    case 'line':
      return base({
        ...alongMonths(chart.labels),
        yAxis: { ...counting, minInterval: 0, min: 0, ...(chart.max === undefined ? {} : { max: chart.max }), axisLabel: { ...text, formatter: `{value}${chart.unit}` } },
        series: [{ type: 'line', data: [...chart.values], symbol: 'circle', symbolSize: 8, itemStyle: { color: first }, lineStyle: { color: first, width: 2 }, label: { show: true, ...text, distance: 10, formatter: `{c}${chart.unit}` } }],
      });
    case 'heat':
      return heat(chart);
  }
}

/** What a bar comes to, above it: nothing is drawn but the number. */
function wholeBars({ labels, series }: Extract<Chart, { kind: 'stacked' }>): object {
  const wholes = labels.map((_month, at) => (series.some(({ values }) => (values[at] ?? null) === null) ? '' : String(series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0))));
  return {
    type: 'bar', stack: 'all', silent: true, data: labels.map(() => 0), itemStyle: { color: 'transparent', decal: { symbol: 'none' } },
    label: { show: true, ...text, position: 'top', formatter: ({ dataIndex }: { dataIndex: number }) => (wholes[dataIndex] === '0' ? '' : wholes[dataIndex] ?? '') },
  };
}

/** From what value on a piece of a bar is high enough for its number; the table behind the picture has them all. */
function leastLabelled({ labels, series }: Extract<Chart, { kind: 'stacked' }>): number {
  const tallest = Math.max(...labels.map((_month, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0)));
  return Math.max(1, tallest * 0.08);
}

function base(option: EChartsCoreOption): EChartsCoreOption {
  return { animation: false, backgroundColor: 'transparent', textStyle: text, ...option };
}

function alongMonths(labels: readonly string[]): EChartsCoreOption {
  return { grid: { left: 8, right: 16, top: 40, bottom: 8, ...insideLabels }, xAxis: { type: 'category', data: [...labels], axisLabel: { ...text, ...all }, axisLine } };
}

function told(values: readonly Point[]): object {
  return { show: true, ...text, formatter: ({ dataIndex }: { dataIndex: number }) => (values[dataIndex] === null ? '3未満' : String(values[dataIndex] ?? '')) };
}

/** Its columns are named above it, as its end is out of sight. */
function isUpright({ rows, columns }: HeatChart): boolean {
  return rows.length > columns.length;
}

function heat(chart: HeatChart): EChartsCoreOption {
  const { rows, columns, cells } = chart;
  const most = Math.max(1, ...cells.flat().map((value) => value ?? 0));
  const data = cells.flatMap((row, y) => row.map((value, x) => [x, y, value ?? 0] as const));
  const step = Math.max(1, Math.ceil(most / 4));
  return base({
    grid: { left: 8, right: 8, top: 8, bottom: 8, ...insideLabels },
    xAxis: { type: 'category', position: isUpright(chart) ? 'top' : 'bottom', data: [...columns], axisLabel: { ...text, ...all }, axisLine, splitArea: { show: false } },
    yAxis: { type: 'category', inverse: true, data: [...rows], axisLabel: { ...text, ...all }, axisLine },
    visualMap: { show: false, type: 'piecewise', pieces: heatSteps.map((color, index) => (index === 0 ? { value: 0, color } : { gt: (index - 1) * step, lte: index * step, color })) },
    series: [{
      type: 'heatmap', data,
      itemStyle: { borderColor: grid, borderWidth: 1 },
      label: { show: true, ...text, formatter: ({ value }: { value: readonly number[] }) => cellText(cells, value) },
    }],
  });
}

/** The number stands in its cell, so that the colour alone says nothing. */
function cellText(cells: readonly (readonly Point[])[], [x = 0, y = 0]: readonly number[]): string {
  const value = cells[y]?.[x];
  if (value === null) return '<3';
  return value === 0 || value === undefined ? '' : String(value);
}
