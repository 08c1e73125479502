/**
 * Folds plain Japanese text at a width counted in columns: 1 for ASCII and half-width kana, 2 for
 * everything else. ASCII words, numbers, URLs and dates are never broken; 禁則 (JIS X 4051) holds.
 */
export const mailColumns = 70;

/** What may not begin a line (行頭禁則). */
const notFirst = /^[、。，．・：；？！ー―…‥゛゜ヽヾゝゞ々〻’”）〕］｝〉》」』】〗％‰℃°′″ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ,.:;?!)\]}｡､｣･ｰﾞﾟ～〜]/u;
/** What may not end a line (行末禁則). */
const notLast = /[‘“（〔［｛〈《「『【〖￥＄([{｢]$/u;

/** Dates with their time, runs of ASCII (words, numbers, URLs), short runs of full-width letters and digits. */
const unbreakable = [
  /\d{4}年\d{1,2}月\d{1,2}日(?:（[日月火水木金土]）)?(?:\d{1,2}:\d{2}(?::\d{2})?(?:（日本時間）)?)?/uy,
  /[\u0021-\u007E]+/uy,
  /[０-９Ａ-Ｚａ-ｚ]{2,12}/uy,
] as const;
const halfWidth = /^[\u0020-\u007E\uFF61-\uFF9F\u00A1-\u00FF]$/u;
/** A character with the marks, selectors and joined characters that belong to it; `Intl.Segmenter` copies its input for each. */
const character = /.(?:[\p{M}\p{Emoji_Modifier}]|\u200D.)*/gsu;

/** Columns that a text takes up. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const [each] of text.matchAll(character)) columns += halfWidth.test(each) ? 1 : 2;
  return columns;
}

/** Every line folded; continuation lines of 「・」 and 「1. 」 items are indented below their text, those of a quotation carry its mark. */
export function foldLines(text: string, columns = mailColumns): string {
  return text.split('\n').flatMap((line) => foldLine(line.trimEnd(), columns)).join('\n');
}

function foldLine(line: string, columns: number): string[] {
  if (columnsOf(line) <= columns) return [line];
  const indent = continuationIndent(line);
  const tokens = tokensOf(line);
  const folded: string[] = [];
  let from = 0;
  while (from < tokens.length) {
    const prefix = folded.length === 0 ? '' : indent;
    const to = lineEnd(tokens, from, columns - columnsOf(prefix));
    folded.push((prefix + tokens.slice(from, to).join('')).trimEnd());
    from = skipSpaces(tokens, to);
  }
  return folded;
}

function continuationIndent(line: string): string {
  const leading = /^[ 　]*/u.exec(line)?.[0] ?? '';
  // A quotation stays one: every line of it carries its mark.
  const quote = /^(?:> ?)+/u.exec(line)?.[0];
  if (quote !== undefined) return quote;
  const item = /^(?:・|\d{1,2}\. )/u.exec(line.slice(leading.length))?.[0];
  return item === undefined ? leading : leading + (item === '・' ? '　' : ' '.repeat(item.length));
}

function tokensOf(line: string): string[] {
  const tokens: string[] = [];
  let from = 0;
  for (const { 0: single, index } of line.matchAll(character)) {
    if (index < from) continue;
    const token = unbreakableAt(line, index) ?? single;
    tokens.push(token);
    from = index + token.length;
  }
  return tokens;
}

function unbreakableAt(line: string, at: number): string | undefined {
  for (const pattern of unbreakable) {
    pattern.lastIndex = at;
    const found = pattern.exec(line);
    if (found !== null) return found[0];
  }
  return undefined;
}

/** Where the line that begins at `from` ends: as far as it fits, less what 禁則 pushes to the next. */
function lineEnd(tokens: readonly string[], from: number, columns: number): number {
  let used = 0;
  let end = from;
  while (end < tokens.length && used + columnsOf(tokens[end] ?? '') <= columns) {
    used += columnsOf(tokens[end] ?? '');
    end += 1;
  }
  if (end === tokens.length) return end;
  for (let at = end; at > from; at -= 1) if (mayBreak(tokens, from, at)) return at;
  // Nothing lawful before the margin (one long URL, or only closing marks): on to the next place there is.
  let at = Math.max(end, from + 1);
  while (at < tokens.length && !mayBreak(tokens, from, at)) at += 1;
  return at;
}

function mayBreak(tokens: readonly string[], from: number, at: number): boolean {
  const before = tokens[at - 1] ?? '';
  const after = tokens[at] ?? '';
  if (isSpace(after)) return true;
  return !notLast.test(before) && !(notFirst.test(after) && !isWord(after)) && !isBareItem(tokens, from, at);
}

/** An ASCII run such as `.env` or `:8080` begins with a mark but is a word, not punctuation. */
function isWord(token: string): boolean {
  return /^[!-/:-@[-`{-~][A-Za-z0-9]/u.test(token);
}

/** A bullet is never left alone on its line. */
function isBareItem(tokens: readonly string[], from: number, at: number): boolean {
  return at - from <= 4 && /^[ 　]*(?:・|\d{1,2}\.)?[ 　]*$/u.test(tokens.slice(from, at).join(''));
}

function skipSpaces(tokens: readonly string[], from: number): number {
  let at = from;
  while (isSpace(tokens[at] ?? '')) at += 1;
  return at;
}

function isSpace(token: string): boolean {
  return token === ' ' || token === '　';
}
