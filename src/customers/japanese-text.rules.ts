/** Kanji that people use for one another in names, each line: what is kept, then what becomes it. */
const variants = [
  '高髙', '崎﨑嵜', '斎齋齊斉', '吉𠮷', '辺邊邉', '浜濵濱', '沢澤', '広廣', '国國', '島嶋嶌', '桜櫻', '徳德', '恵惠', '黒黑',
  '槙槇', '瀬瀨', '富冨', '桑桒', '柳栁', '真眞', '万萬', '会會', '学學', '寿壽', '栄榮', '竜龍', '浅淺', '弥彌', '条條', '昇曻',
  '館舘', '関關', '渕淵', '薮藪', '鴎鷗', '緑綠', '喜㐂', '来來', '亜亞', '円圓', '蔵藏', '与與', '村邨', '野埜', '峰峯',
  '船舩', '剣劔剱劒', '静靜', '将將', '桧檜', '巌巖', '芦蘆', '鉄鐵', '実實', '穂穗', '薗園',
] as const;

const fold = new Map<string, string>();
for (const [kept, ...others] of variants.map((line) => Array.from(line))) {
  if (kept !== undefined) for (const other of others) fold.set(other, kept);
}

const smallKana = new Map(Array.from('ァアィイゥウェエォオッツャヤュユョヨヮワヵカヶケ'.matchAll(/(.)(.)/gu), ([, small = '', large = '']) => [small, large]));

/** Forms of company that are left out of a comparison, in the shapes they have after NFKC and katakana. */
const companyForms = /株式会社|有限会社|合同会社|合資会社|合名会社|\((?:株|有|同|資|名)\)|カブシキ[ガカ]イシヤ|ユウゲンガイシヤ|ゴウドウガイシヤ/gu;

const dashes = /[-‐‑‒–—―−─━ー]/u;
const invisible = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}]/gu;

/**
 * A text as it is compared and searched: width, case, kind of kana, small kana, spaces, dashes and
 * variants of a kanji (髙 and 高, 﨑 and 崎) make no difference, nor does the form of a company
 * (株式会社, ㈱ and (株) alike). Folding a folded text changes nothing.
 */
export function foldForSearch(text: string): string {
  const folded = foldOnce(text);
  // What is left out can bring characters together that fold once more: か㈱゛ is ガ.
  return folded === text ? text : foldForSearch(folded);
}

function foldOnce(text: string): string {
  const composed = text.normalize('NFKC').replaceAll(invisible, '').normalize('NFKC').toLowerCase().normalize('NFKC');
  const characters = Array.from(composed, (character) => foldCharacter(character));
  return foldDashes(characters.join('').replaceAll(companyForms, ''));
}

/** One character after NFKC and lower case: without its kind of kana, small kana and the variants of a kanji. */
export function foldCharacter(character: string): string {
  const katakana = toKatakana(character);
  return smallKana.get(katakana) ?? fold.get(katakana) ?? katakana;
}

/** Whether it is any of the dashes that people type for one another, the long vowel among them. */
export function isDash(character: string): boolean {
  return dashes.test(character);
}

/** Hiragana and its iteration marks as katakana; anything else as it is. */
function toKatakana(text: string): string {
  return text.replaceAll(/[\u3041-\u3096\u309D\u309E]/gu, (kana) => String.fromCodePoint((kana.codePointAt(0) ?? 0) + 0x60));
}

/** A dash after katakana is a long vowel (サ－ビス), any other is left out (AB-1234). */
function foldDashes(text: string): string {
  let result = '';
  for (const character of text) {
    if (!dashes.test(character)) result += character;
    else if (/[\u30A1-\u30FA\u30FC]$/u.test(result)) result += 'ー';
  }
  return result;
}

/** Whether there is anything to read in the text but signs and spaces. */
export function isBlank(text: string): boolean {
  return text.replaceAll(invisible, '') === '';
}

/** Reading of a name as registers keep it: full-width katakana, one space between words. */
export function normalizeKana(text: string): string {
  return toKatakana(text.normalize('NFKC')).replaceAll(/\s+/gu, ' ').trim();
}

/** Whether a reading is written in katakana alone (long vowels, middle dots, signs and Latin allowed). */
export function isKana(text: string): boolean {
  return /^[\u30A0-\u30FF\p{Script=Latin}\p{N}\p{P}\p{S} ]*$/u.test(text);
}

/** A text from outside cut to a number of characters and freed of what no database or page takes. */
export function printable(text: string, length: number): string {
  const clean = text.slice(0, length * 4).replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').trim();
  return Array.from(clean).slice(0, length).join('');
}
