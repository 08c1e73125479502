/** The one form of a mail address that an account is kept and looked up under: NFKC, lower case, no spaces around. */
export function normalizeLoginName(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
