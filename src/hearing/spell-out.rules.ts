import { createHash } from 'node:crypto';
import { refang } from './defang.rules.js';

/** One character with how it is said. */
export interface SpelledCharacter {
  readonly character: string;
  /** 「アルファのA」, 「数字の1」, 「ドット」. */
  readonly spoken: string;
}

/** An address or hash made ready for saying over the telephone (H4). */
export interface SpeltOut {
  /** What was normalised and is spelt. */
  readonly value: string;
  readonly characters: readonly SpelledCharacter[];
  /** Four digits that both sides work out from what they wrote down: they agree only if it does. */
  readonly check: string;
}

const letters: Readonly<Record<string, string>> = {
  a: 'アルファ', b: 'ブラボー', c: 'チャーリー', d: 'デルタ', e: 'エコー', f: 'フォックストロット', g: 'ゴルフ', h: 'ホテル', i: 'インディア',
  j: 'ジュリエット', k: 'キロ', l: 'リマ', m: 'マイク', n: 'ノベンバー', o: 'オスカー', p: 'パパ', q: 'ケベック', r: 'ロメオ', s: 'シエラ',
  t: 'タンゴ', u: 'ユニフォーム', v: 'ビクター', w: 'ウイスキー', x: 'エックスレイ', y: 'ヤンキー', z: 'ズールー',
};

const digits: Readonly<Record<string, string>> = {
  0: 'ゼロ', 1: 'イチ', 2: 'ニ', 3: 'サン', 4: 'ヨン', 5: 'ゴ', 6: 'ロク', 7: 'ナナ', 8: 'ハチ', 9: 'キュウ',
};

const symbols: Readonly<Record<string, string>> = {
  '.': 'ドット', '-': 'ハイフン', _: 'アンダースコア', ':': 'コロン', '/': 'スラッシュ', '\\': '円記号（バックスラッシュ）', '@': 'アットマーク',
  '?': 'クエスチョン', '=': 'イコール', '&': 'アンパサンド', '%': 'パーセント', '#': 'シャープ', '+': 'プラス', '~': 'チルダ', '*': 'アスタリスク',
  '(': 'かっこ', ')': 'かっこ閉じ', '[': '角かっこ', ']': '角かっこ閉じ', '{': '波かっこ', '}': '波かっこ閉じ', '!': '感嘆符', ',': 'カンマ',
  ';': 'セミコロン', "'": 'アポストロフィ', '"': '二重引用符', $: 'ドル', '^': 'ハット', '|': '縦棒', '<': '小なり', '>': '大なり', '`': 'バッククォート', ' ': '空白',
};

/** Spells a value out. Capital letters are told apart only where they matter, in the path of a URL. */
export function spellOut(text: string): SpeltOut {
  const value = normalizeForCheck(text);
  const characters = [...value].map((character) => ({ character, spoken: spoken(character) }));
  return { value, characters, check: checkDigits(value) };
}

/**
 * The value that both sides check: full width made plain, refanged, spaces around it and a dot at the
 * end of a name taken off, lower case but for what follows the host of a URL.
 */
export function normalizeForCheck(text: string): string {
  const plain = refang(text.normalize('NFKC').replaceAll(/[\u200B-\u200D\u2060\uFEFF]/gu, '').trim());
  const url = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)(.*)$/isu.exec(plain);
  if (url !== null) return `${(url[1] ?? '').toLowerCase()}${url[2] ?? ''}`;
  return plain.toLowerCase().replace(/\.$/u, '');
}

/** The first 16 bits of SHA-256 of the normalised value modulo 10,000, four digits. */
export function checkDigits(text: string): string {
  const hash = createHash('sha256').update(normalizeForCheck(text), 'utf8').digest();
  return String(hash.readUInt16BE(0) % 10_000).padStart(4, '0');
}

function spoken(character: string): string {
  const lower = character.toLowerCase();
  const word = letters[lower];
  if (word !== undefined) return character === lower ? `${word}の${lower.toUpperCase()}` : `大文字、${word}の${character}`;
  const digit = digits[character];
  if (digit !== undefined) return `数字の${digit}`;
  return symbols[character] ?? `文字「${character}」`;
}
