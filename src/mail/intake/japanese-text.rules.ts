/** Hiragana, katakana of either width, or kanji. */
const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

/** Signs of a CTS notice (別紙2): an English one that is forwarded is the first example of 別紙3 1(4)①. */
const ctsNotice = /access to compromised (?:web ?)?site|exploit ?kit|malware download|c2 communication|ransomware communication|redirect(?:ion)? destination site|lateral movement|tor communication|security (?:alert|notification)|threat detected|cyber threat sensor|\bCTS\b/i;

/** Whether a mail counts as Japanese (A3). */
export function countsAsJapanese(subject: string, text: string): boolean {
  return japanese.test(subject) || japanese.test(text) || ctsNotice.test(subject) || ctsNotice.test(text);
}
