/** Damm's quasigroup: its check digit catches every wrong digit and every swap of neighbours. */
const damm = [
  '0317598642', '7092154863', '4206871359', '1750983426', '6123045978',
  '3674209581', '5869720134', '8945362017', '9438617205', '2581436790',
] as const;

/** Check digit of a run of digits (H. M. Damm, 2004). */
function checkDigit(digits: string): string {
  let interim = 0;
  for (const digit of digits) interim = Number(damm[interim]?.[Number(digit)]);
  return String(interim);
}

/** A receipt number such as `26-000123-7`: year, serial, check digit; easy to say on the telephone. */
export function formatInquiryNumber(year: number, serial: number): string {
  const yy = String(year % 100).padStart(2, '0');
  const digits = String(serial).padStart(6, '0');
  return `${yy}-${digits}-${checkDigit(yy + digits)}`;
}

/** The receipt number in a text, after NFKC and in any common notation; undefined where its check digit is wrong. */
export function findInquiryNumber(text: string): string | undefined {
  const plain = text.normalize('NFKC').replaceAll(/[‐‑‒–—―ー−ｰ]/g, '-');
  for (const match of plain.matchAll(/(?<!\d)(\d{2})-?(\d{6})-?(\d)(?!\d)/g)) {
    const [, yy = '', serial = '', check = ''] = match;
    if (checkDigit(yy + serial) === check) return `${yy}-${serial}-${check}`;
  }
  return undefined;
}
