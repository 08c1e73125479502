/** Receipt numbers such as ［受付番号 26-000123-7］ anywhere in a subject, in any width of digits and hyphens. */
export function inquiryNumbersIn(subject: string): string[] {
  const plain = subject.normalize('NFKC').replaceAll(/[‐‑‒–—―−ー]/gu, '-');
  return [...new Set([...plain.matchAll(/(?<!\d)\d{2}-\d{6}-\d(?!\d)/g)].map(([number]) => number))];
}
