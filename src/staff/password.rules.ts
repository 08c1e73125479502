export const passwordMinLength = 12;
/** What ASVS 6.2.1 recommends; the pages say so. */
export const passwordRecommendedLength = 15;
export const passwordMaxLength = 128;

/** The form in which a password is hashed, whatever keyboard it came from (ASVS 6.2.8 changes nothing else). */
export function normalizePassword(text: string): string {
  return text.normalize('NFC');
}

/**
 * Why a new password cannot be taken, as a Japanese sentence; undefined where it can. ASVS 6.2: length
 * and common passwords decide, there are no rules about kinds of characters.
 *
 * @param ownWords the person's name and mail address, which others know too
 */
export function passwordFault(text: string, ownWords: readonly string[]): string | undefined {
  const password = normalizePassword(text);
  const length = [...password].length;
  if (length < passwordMinLength) return `パスワードは${passwordMinLength}文字以上にしてください。短い文を覚えやすい言葉でつなげると安全です。`;
  if (length > passwordMaxLength) return `パスワードは${passwordMaxLength}文字以内にしてください。`;
  if (isCommon(password)) return 'よく使われる、推測されやすいパスワードです。別のものにしてください。';
  if (containsOwnWord(password, ownWords)) return 'お名前やメールアドレスを含むパスワードは使えません。';
  return undefined;
}

/** Words that offices put before digits and signs to reach a length; compared without regard to case. */
const commonWords = new Set([
  'password', 'passwd', 'passw0rd', 'p@ssword', 'p@ssw0rd', 'pass', 'welcome', 'letmein', 'admin', 'administrator', 'root', 'user', 'test', 'testtest',
  'guest', 'login', 'changeme', 'secret', 'default', 'master', 'system', 'manager', 'company', 'office', 'security', 'iloveyou', 'monkey', 'dragon',
  'football', 'baseball', 'sunshine', 'princess', 'superman', 'computer', 'internet', 'windows', 'microsoft', 'google', 'samsung', 'qwerty',
  'asdf', 'asdfgh', 'zxcvbn', 'zaq', 'qazwsx', 'abc', 'abcd', 'abcdef', 'a', 'aa', 'x', 'sakura', 'nihon', 'nippon', 'japan', 'tokyo', 'osaka', 'nagoya',
  'kyoto', 'yokohama', 'fukuoka', 'sapporo', 'tanaka', 'suzuki', 'satou', 'sato', 'takahashi', 'watanabe', 'yamada', 'kaisha', 'kabushiki',
  'kabushikigaisha', 'himitsu', 'anshin', 'ohayou', 'konnichiwa', 'arigatou', 'yoroshiku', 'doraemon', 'pokemon', 'pikachu', 'reiwa', 'heisei', 'shouwa',
  'soumu', 'keiri', 'eigyou', 'jinji', 'pasuwado', 'パスワード', 'ぱすわーど', 'さくら', 'よろしく', 'おはよう', 'soc', 'pocket', 'socinpocket', 'desk', 'madoguchi',
]);

const runs = ['01234567890123456789', '98765432109876543210', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm', '1qaz2wsx3edc4rfv5tgb6yhn7ujm', '1q2w3e4r5t6y7u8i9o0p', 'あいうえおかきくけこさしすせそ'];

const fewCharacters = 4;

function isCommon(password: string): boolean {
  const folded = password.normalize('NFKC').toLowerCase();
  if (new Set(folded).size <= fewCharacters) return true;
  if (isRepetition(folded) || runs.some((run) => run.includes(folded))) return true;
  const ends = /^[\d\p{P}\p{S}\s]+|[\d\p{P}\p{S}\s]+$/gu;
  return commonWords.has(folded.replaceAll(ends, '')) || commonWords.has(folded);
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
