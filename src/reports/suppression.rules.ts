import type { Counts, Figures, Share } from './figures.js';

/** A cell below this could be one customer. */
export const smallest = 3;

/** A number as it may be shown; null where it is too small to be told. */
export type Told = number | null;

export interface ToldShare {
  readonly n: Told;
  readonly of: Told;
}

/** Whether a number may be told as it is. */
export function tell(n: number, seesSmall: boolean): Told {
  return seesSmall || n === 0 || n >= smallest ? n : null;
}

/** The share with its parts told or withheld: what is left of a small rest would tell it too. */
export function tellShare({ n, of }: Share, seesSmall: boolean): ToldShare {
  const small = n > 0 && n < smallest;
  const rest = of - n > 0 && of - n < smallest;
  return { n: seesSmall || !(small || rest) ? n : null, of: tell(of, seesSmall) };
}

/**
 * Each count told or withheld. Where exactly one is withheld the next smallest is too: the total would
 * give the single one away.
 */
export function tellCounts(counts: Counts, seesSmall: boolean): Readonly<Record<string, Told>> {
  const told = Object.entries(counts).map(([label, n]) => ({ label, n, told: tell(n, seesSmall) }));
  if (told.filter((one) => one.told === null).length === 1) {
    const next = told.filter((one) => one.told !== null && one.n > 0).toSorted((a, b) => a.n - b.n)[0];
    if (next !== undefined) next.told = null;
  }
  return Object.fromEntries(told.map((one) => [one.label, one.told]));
}

/** The hours of a week, told or withheld cell by cell. */
export function tellLoad(load: Figures['load'], seesSmall: boolean): readonly (readonly Told[])[] {
  return load.map((hours) => hours.map((n) => tell(n, seesSmall)));
}

/** `12`, or `3未満`. */
export function inWords(told: Told): string {
  return told === null ? `${smallest}未満` : String(told);
}

/** Said instead of a value that stands for so few that it could be one customer's. */
export const withheld = `—（対象が${smallest}未満のため非表示）`;

/** `80.0％（8／10）`; without anything to count of `—`. */
export function shareInWords({ n, of }: ToldShare): string {
  if (of === 0) return '—（対象なし）';
  if (of === null) return withheld;
  if (n === null) return `—（対象${of}件、内訳は${smallest}未満のため非表示）`;
  return `${((n / of) * 100).toFixed(1)}％（${n}／${of}）`;
}
