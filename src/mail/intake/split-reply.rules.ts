import { announcesInlineAnswers, forwards, forwardSubject, introductions, isQuoted, isRule, quotedHeaderKey, quoteMark } from './quote-marks.rules.js';
import { signatureStart } from './signature.rules.js';

/** What a sender wrote, and what his program quoted or signed below it. */
export interface SplitText {
  readonly fresh: string;
  /** Folded on the page, never dropped: signature, quotation, in the order of the mail. */
  readonly quoted: string;
}

const longestLine = 500;
const mostLines = 20_000;

/**
 * Cuts a reply where the quoted text begins. Nothing is lost: what is cut is handed back too. Never
 * cuts a forward (it is the evidence), where nothing new would be left, or where text follows the
 * quotation (answers between the lines). Linear in the length of the text.
 */
export function splitReply(text: string, subject = ''): SplitText {
  const lines = text.replaceAll(/\r\n?/g, '\n').split('\n');
  const found = quoteStart(lines, forwardSubject.test(subject));
  const own = typeof found === 'number' ? lines.slice(0, found) : lines;
  const quotation = typeof found === 'number' ? lines.slice(found) : [];
  const whole = { fresh: joined(lines), quoted: '' };
  if (found === 'keep' || joined(own) === '') return whole;
  const end = signatureStart(own);
  const fresh = joined(own.slice(0, end));
  return fresh === '' ? { fresh: joined(own), quoted: joined(quotation) } : { fresh, quoted: joined([...own.slice(end), ...quotation]) };
}

/** Without the marks that stand for what only the HTML said. */
function joined(lines: readonly string[]): string {
  return lines.join('\n').replaceAll(quoteMark, '').trim();
}

/** The line where the quotation begins; `keep` where there is one that must stay, undefined where there is none. */
function quoteStart(lines: readonly string[], isForward: boolean): number | 'keep' | undefined {
  const limit = Math.min(lines.length, mostLines);
  const lastOwn = lastOwnLine(lines, limit);
  for (let at = 0; at < limit; at += 1) {
    const line = (lines[at] ?? '').trim();
    if (line === '' || line.length > longestLine) continue;
    if (forwards.test(line)) return 'keep';
    const begins = line.includes(quoteMark) || isIntroduction(lines, at) || isHeaderBlock(lines, at);
    if (begins && isForward) return 'keep';
    if (begins) return announcesInlineAnswers(lines.slice(0, at)) || hasTextAfterQuote(lines, at + 1, lastOwn) ? 'keep' : withRuleAbove(lines, at);
    if (at > lastOwn && isQuoted(line)) return at;
  }
  return undefined;
}

function withRuleAbove(lines: readonly string[], at: number): number {
  let above = at - 1;
  while (above > at - 4 && (lines[above] ?? '').trim() === '') above -= 1;
  return isRule(lines[above]) ? above : at;
}

/** One line, or one that a program wrapped into two or three. */
function isIntroduction(lines: readonly string[], at: number): boolean {
  let joinedLine = unmarked(lines[at] ?? '');
  if (introductions.some((pattern) => pattern.test(joinedLine))) return true;
  if (!/^[(（]?(?:\d{2,4}\s?[年/.-]|On\s|In\s(?:message|article))/u.test(joinedLine)) return false;
  for (const next of lines.slice(at + 1, at + 3)) {
    const more = unmarked(next);
    if (more === '' || isQuoted(next) || joinedLine.length + more.length > longestLine) return false;
    // A program may have wrapped inside the address as well as between words.
    const wrapped = [`${joinedLine} ${more}`, joinedLine + more];
    if (wrapped.some((line) => introductions.some((pattern) => pattern.test(line)))) return true;
    joinedLine = `${joinedLine} ${more}`;
  }
  return false;
}

/** Markdown of programs that make text of HTML. */
function unmarked(line: string): string {
  return line.trim().replaceAll(/^\*{1,2}|\*{1,2}$/g, '');
}

/**
 * A quoted head such as Outlook's: who and when or what, within six lines, so that a log line
 * `From: …` is none. Two of them are enough below a rule.
 */
function isHeaderBlock(lines: readonly string[], at: number): boolean {
  const first = quotedHeaderKey(lines[at] ?? '');
  if (first === undefined || (first !== 'from' && !isRule(lines[at - 1]))) return false;
  const keys = new Set(lines.slice(at, at + 6).map(quotedHeaderKey));
  keys.delete(undefined);
  return keys.has('from') && (keys.has('date') || keys.has('subject')) && keys.size >= (isRule(lines[at - 1]) ? 2 : 3);
}

/** The last line that is neither quoted nor blank nor part of the signature below everything. */
function lastOwnLine(lines: readonly string[], limit: number): number {
  let last = limit - 1;
  let lowestQuoted = limit - 1;
  while (lowestQuoted >= 0 && !isQuoted((lines[lowestQuoted] ?? '').slice(0, 40))) lowestQuoted -= 1;
  const below = lines.slice(lowestQuoted + 1, limit);
  const signed = lowestQuoted >= 0 ? signatureStart(below) : below.length;
  if (below.slice(0, signed).every((line) => line.trim() === '')) last = lowestQuoted;
  while (last >= 0 && ((lines[last] ?? '').trim() === '' || isQuoted(lines[last] ?? ''))) last -= 1;
  return last;
}

/**
 * Answers written between or below marked lines: then the whole text stays. Where the quotation itself
 * is not marked (Outlook), a marked line further down is one that the quoted mail quotes.
 */
function hasTextAfterQuote(lines: readonly string[], from: number, lastOwn: number): boolean {
  if (lastOwn < from) return false;
  const begins = lines.find((line, at) => at >= from && at < mostLines && line.trim() !== '' && quotedHeaderKey(line) === undefined && !isIntroduction(lines, at));
  if (begins === undefined || !isQuoted(begins)) return false;
  const firstMarked = lines.slice(from, mostLines).findIndex(isQuoted);
  return firstMarked !== -1 && lastOwn > from + firstMarked;
}
