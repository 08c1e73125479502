import type { Instant } from '../../platform/clock.js';

/** What a spreadsheet may take for the beginning of a formula, full-width too (ASVS 1.2.10); spaces before it change nothing. */
const formula = /^[\s\p{Cf}]*[=+\-@\t\r\n\0＝＋－＠]/u;

/** An instant in a cell: a spreadsheet sorts it and reckons with it. */
export interface Moment {
  readonly at: Instant;
}

/** A cell of a list: text that somebody typed can be anything, a number is a number. */
export type Cell = string | number | Moment | null;

/** An instant, or an empty cell where there is none. */
export function momentCell(at: Instant | null): Cell {
  return at === null ? null : { at };
}

export function isMoment(cell: Cell): cell is Moment {
  return typeof cell === 'object' && cell !== null;
}

/**
 * A text that no spreadsheet computes: what could begin a formula gets an apostrophe before it, and
 * control characters and half characters, which no sheet may hold, are left out.
 */
export function safeText(text: string): string {
  const plain = text.replaceAll(/\r\n?/g, '\n').replaceAll(/(?![\n\t])\p{Cc}|[\p{Cs}\ufffe\uffff]/gu, '');
  return formula.test(text) || formula.test(plain) ? `'${plain}` : plain;
}
