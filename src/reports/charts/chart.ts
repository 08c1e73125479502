/** A number that may be withheld. */
export type Point = number | null;

interface Titled {
  /** Unique on its page; stands in the ids of the picture. */
  readonly id: string;
  readonly title: string;
  /** What the picture shows, in words, for who cannot see it. */
  readonly description: string;
}

/** A picture of figures, as data: it crosses to the thread that draws it. */
export type Chart =
  | (Titled & { readonly kind: 'bars'; readonly labels: readonly string[]; readonly values: readonly Point[] })
  | (Titled & { readonly kind: 'stacked'; readonly labels: readonly string[]; readonly series: readonly { readonly name: string; readonly values: readonly Point[] }[] })
  | (Titled & { readonly kind: 'line'; readonly labels: readonly string[]; readonly values: readonly Point[]; readonly unit: string; readonly max?: number })
  | (Titled & { readonly kind: 'heat'; readonly rows: readonly string[]; readonly columns: readonly string[]; readonly cells: readonly (readonly Point[])[] });
