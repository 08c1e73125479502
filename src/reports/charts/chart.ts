/** A number that may be withheld. */
export type Point = number | null;

interface Titled {
  /** Unique on its page; stands in the ids of the picture. */
  readonly id: string;
  readonly title: string;
  /** What the picture shows, in words, for who cannot see it. */
  readonly description: string;
}

/** Numbers of a table as colours. */
export type HeatChart = Titled & { readonly kind: 'heat'; readonly rows: readonly string[]; readonly columns: readonly string[]; readonly cells: readonly (readonly Point[])[] };

/** A picture of figures, as data: it crosses to the thread that draws it. */
export type Chart =
  | (Titled & { readonly kind: 'bars'; readonly labels: readonly string[]; readonly values: readonly Point[] })
  | (Titled & { readonly kind: 'stacked'; readonly labels: readonly string[]; readonly series: readonly { readonly name: string; readonly values: readonly Point[] }[] })
  | (Titled & { readonly kind: 'line'; readonly labels: readonly string[]; readonly values: readonly Point[]; readonly unit: string; readonly max?: number })
  | HeatChart;

/** The same numbers with rows for columns, as narrow as a telephone. */
export function upright(chart: HeatChart): HeatChart {
  return { ...chart, id: `${chart.id}Upright`, rows: chart.columns, columns: chart.rows, cells: chart.columns.map((_column, x) => chart.cells.map((row) => row[x] ?? null)) };
}
