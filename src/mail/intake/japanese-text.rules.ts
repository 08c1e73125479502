/** Hiragana, katakana of either width, or kanji. */
const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

/** Whether there is Japanese in a text (A3). */
export function hasJapanese(text: string): boolean {
  return japanese.test(text);
}
