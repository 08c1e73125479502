/** The place of an inquiry in the index from its receipt number, `26-000123-7`: year and serial, in the order of reception. */
export function documentNumber(inquiryNumber: string): number {
  const [year = '', serial = ''] = inquiryNumber.split('-');
  return Number(year) * 10_000_000 + Number(serial);
}
