/** What a spreadsheet may take for the beginning of a formula, full-width too (ASVS 1.2.10); spaces before it change nothing. */
const formula = /^[\s\p{Cf}]*[=+\-@\t\r\n\0＝＋－＠]/u;

/** A cell of a list: text that somebody typed can be anything, a number is a number. */
export type Cell = string | number | null;

/**
 * A text that no spreadsheet computes: what could begin a formula gets an apostrophe before it, and
 * control characters and half characters, which no sheet may hold, are left out.
 */
export function safeText(text: string): string {
  const plain = text.replaceAll(/\r\n?/g, '\n').replaceAll(/(?![\n\t])\p{Cc}|[\p{Cs}\ufffe\uffff]/gu, '');
  return formula.test(text) || formula.test(plain) ? `'${plain}` : plain;
}

export function safeCell(cell: Cell): string | number {
  if (cell === null) return '';
  return typeof cell === 'number' ? cell : safeText(cell);
}
