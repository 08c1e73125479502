/** How a line of a list is kept: by a test, or by the absence of what it speaks of. */
export type Proof =
  /** Test file, and words of the title of its test. */
  | { readonly test: string; readonly title: string }
  | { readonly doesNotApply: string };
