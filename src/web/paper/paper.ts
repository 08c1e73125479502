import type { Instant } from '../../platform/clock.js';

/**
 * What stands on a paper: plain data, so that it crosses to the thread that draws it. Texts are texts
 * and never markup; nothing in a paper can name a file, a picture or an address to fetch.
 */
export interface Paper {
  /** Title of the document; printed at its beginning unless the paper has a heading of its own. */
  readonly title: string;
  /** Who may read it: `【関係者限り】`, `TLP:AMBER`. Stands on every page. */
  readonly label: string;
  /** The number it is filed under; stands on every page. */
  readonly reference: string;
  /** The instant it speaks of. Two papers with the same words and instant are the same bytes. */
  readonly at: Instant;
  readonly landscape?: boolean;
  readonly blocks: readonly PaperBlock[];
}

export type PaperBlock =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  /** Lines as they were written; an empty one is a space between paragraphs. */
  | { readonly kind: 'text'; readonly lines: readonly string[]; readonly small?: boolean }
  /** A framed note; a large one is read at a glance. */
  | { readonly kind: 'note'; readonly lines: readonly string[]; readonly large?: boolean }
  /** Labels with their values, one under another. */
  | { readonly kind: 'facts'; readonly rows: readonly PaperFact[] }
  | PaperTable
  /** Room to write by hand: a label and an empty field of so many lines. */
  | { readonly kind: 'blanks'; readonly rows: readonly PaperBlank[] }
  | { readonly kind: 'new_page' };

export interface PaperFact {
  readonly label: string;
  readonly value: string;
  /** Greyed: nothing was said, or it is still open. */
  readonly open?: boolean;
}

export interface PaperTable {
  readonly kind: 'table';
  /** Widths are shares of the page. */
  readonly columns: readonly { readonly label: string; readonly share: number; readonly right?: boolean }[];
  readonly rows: readonly (readonly string[])[];
  /** Least height of a row in lines, where something is to be written in by hand. */
  readonly rowLines?: number;
}

export interface PaperBlank {
  readonly label: string;
  readonly lines: number;
  /** Printed in the field, to be ringed or filled in: `□ 電話 □ メール`. */
  readonly choices?: string;
}

/** Sizes in points: A4. */
export const pageWidth = 595.28;
export const pageHeight = 841.89;
export const sideMargin = 48;

/** Width between the margins. */
export function textWidth(paper: Pick<Paper, 'landscape'>): number {
  return (paper.landscape === true ? pageHeight : pageWidth) - 2 * sideMargin;
}
