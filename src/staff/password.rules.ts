import { commonPasswords, commonWords } from './common-passwords.js';

export const passwordMinLength = 12;
/** What ASVS 6.2.1 recommends; the pages say so. */
export const passwordRecommendedLength = 15;
const passwordMaxLength = 128;

/** The form in which a password is hashed, whatever keyboard it came from (ASVS 6.2.8 changes nothing else). */
export function normalizePassword(text: string): string {
  return text.normalize('NFC');
}

/**
 * Why a new password cannot be taken, as a Japanese sentence; undefined where it can. ASVS 6.2: length
 * and common passwords decide, there are no rules about kinds of characters.
 *
 * @param ownWords the person's name and mail address, which others know too
 * @param isBreached whether a password, in NFKC and lower case, is known from leaks
 */
export function passwordFault(text: string, ownWords: readonly string[], isBreached: (folded: string) => boolean): string | undefined {
  const password = normalizePassword(text);
  const length = [...password].length;
  if (length < passwordMinLength) return `パスワードは${passwordMinLength}文字以上にしてください。短い文を覚えやすい言葉でつなげると安全です。`;
  if (length > passwordMaxLength) return `パスワードは${passwordMaxLength}文字以内にしてください。`;
  if (isCommon(password) || formsOf(password).some(isBreached)) return 'よく使われる、推測されやすいパスワードです。別のものにしてください。';
  if (containsOwnWord(password, ownWords)) return 'お名前やメールアドレスを含むパスワードは使えません。';
  return undefined;
}

/** A password as it is, and as it was before somebody added a digit or a sign to get it past a rule. */
function formsOf(password: string): string[] {
  const folded = password.normalize('NFKC').toLowerCase();
  return [...new Set([folded, withoutDisguise(folded), folded.replace(/[\d!?.#*]{1,4}$/, '')])];
}

const runs = ['01234567890123456789', '98765432109876543210', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm', '1qaz2wsx3edc4rfv5tgb6yhn7ujm', '1q2w3e4r5t6y7u8i9o0p', 'あいうえおかきくけこさしすせそ'];

const fewCharacters = 4;

function isCommon(password: string): boolean {
  const folded = password.normalize('NFKC').toLowerCase();
  if (new Set(folded).size <= fewCharacters || commonPasswords.has(folded)) return true;
  if (isRepetition(folded) || runs.some((run) => run.includes(folded))) return true;
  return [folded, withoutDisguise(folded)].some((text) => wordsIn(text) <= fewWords);
}

/** A longer row of everyday words is a good password: it is the one or two that everybody tries first. */
const fewWords = 2;

const disguises: Readonly<Record<string, string>> = { '@': 'a', '4': 'a', '3': 'e', '1': 'i', '!': 'i', '0': 'o', $: 's', '5': 's', '7': 't' };

/** `p4$$w0rd` as it is meant; digits and signs at the ends stay what they are. */
function withoutDisguise(text: string): string {
  return text.replaceAll(/(?<=\p{L}\P{L}{0,2})[@431!0$57](?=\P{L}{0,2}\p{L})/gu, (sign) => disguises[sign] ?? sign);
}

/** How many common words a text is made of, digits and signs apart; infinite where anything else is in it, or nothing. */
function wordsIn(text: string): number {
  const pieces = text.split(/[\d\p{P}\p{S}\s]+/u).filter((piece) => piece !== '');
  if (pieces.length === 0) return Number.POSITIVE_INFINITY;
  const apart = pieces.reduce((sum, piece) => sum + fewestWords(piece), 0);
  return Math.min(apart, fewestWords(pieces.join('')));
}

function fewestWords(piece: string): number {
  const fewest = [0];
  for (let end = 1; end <= piece.length; end += 1) {
    const counts = fewest.map((count, start) => (commonWords.has(piece.slice(start, end)) ? count + 1 : Number.POSITIVE_INFINITY));
    fewest.push(Math.min(...counts));
  }
  return fewest[piece.length] ?? 0;
}

/** `qwerty123qwerty123`: nothing but a short piece said again. */
function isRepetition(text: string): boolean {
  return /^(.{1,9})\1+.{0,2}$/u.test(text);
}

const shortWord = 4;

function containsOwnWord(password: string, ownWords: readonly string[]): boolean {
  const folded = password.normalize('NFKC').toLowerCase();
  const words = ownWords.flatMap((word) => word.normalize('NFKC').toLowerCase().split(/[@.\s　]+/u));
  return words.some((word) => word.length >= shortWord && folded.includes(word));
}
