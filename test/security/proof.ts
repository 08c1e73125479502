/** How a line of a list is kept: by a test, by the absence of what it speaks of, or by a part that is still to land. */
export type Proof =
  /** Test file, and words of the title of its test. */
  | { readonly test: string; readonly title: string }
  | { readonly doesNotApply: string }
  /** The part of the desk whose tests take the place of this entry once they are there. */
  | { readonly lands: string };
