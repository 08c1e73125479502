import type { Counts, Share, Times } from './figures.js';

/** How many of a list there are by what a function says of each; undefined is not counted. */
export function countBy<Item>(items: readonly Item[], labelOf: (item: Item) => string | undefined): Counts {
  const counts = new Map<string, number>();
  for (const item of items) {
    const label = labelOf(item);
    if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => a.localeCompare(b, 'en')));
}

/** How many of the items it holds of. */
export function shareOf<Item>(items: readonly Item[], holds: (item: Item) => boolean): Share {
  return { n: items.filter(holds).length, of: items.length };
}

/** Median, nine in ten and mean of lengths of time. With an even number the median is the mean of the middle two. */
export function timesOf(lengths: readonly number[]): Times {
  const sorted = lengths.toSorted((a, b) => a - b);
  const n = sorted.length;
  if (n === 0) return { n, median: null, p90: null, mean: null };
  const at = (index: number): number => sorted[Math.max(0, Math.min(n - 1, index))] ?? 0;
  return {
    n,
    median: Math.round((at(Math.floor((n - 1) / 2)) + at(Math.floor(n / 2))) / 2),
    // The nearest rank: nine of ten took no longer.
    p90: at(Math.ceil(n * 0.9) - 1),
    mean: Math.round(sorted.reduce((sum, length) => sum + length, 0) / n),
  };
}
