/** A contract or device number as it is kept: half width, upper case, plain hyphens, no spaces. */
export function normalizeNumber(text: string): string {
  return text.normalize('NFKC').replaceAll(/[‐‑‒–—―−─ー]/gu, '-').replaceAll(/\s+/gu, '').toUpperCase();
}

/** Whether a number is made of letters, digits and . _ / - alone, 64 at most. */
export function isNumber(text: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._/-]{0,63}$/u.test(text);
}
