/** What a sender wrote, and what his program quoted below it. */
export interface SplitText {
  readonly fresh: string;
  readonly quoted: string;
}

const date = String.raw`\d{4}(?:年|\/|-)\d{1,2}(?:月|\/|-)\d{1,2}日?`;

/** Lines that programs write above what they quote (security.md 4.4). */
const introductions: readonly RegExp[] = [
  new RegExp(String.raw`^${date}.{0,120}(?:<[^>]{3,120}>|\S+@\S+)\s*[:：]?\s*$`, 'u'),
  new RegExp(String.raw`^${date}.{0,160}(?:のメール|のメッセージ|さん(?:は書きました|が書きました)|書きました|wrote)\s*[:：]\s*$`, 'u'),
  /^(?:On|El|Le)\s.{5,200}\swrote\s*[:：]\s*$/u,
  /^.{1,80}さん(?:は|が).{0,40}書きました\s*[:：]\s*$/u,
  /^[-_\s]*-{3,}\s*(?:元のメッセージ|引用元メッセージ|Original Message)\s*-{3,}\s*$/iu,
  /^─{2,}\s*この行より上に返信をご記入ください\s*─{2,}$/u,
];

const forwards = /^[-\s]*-{3,}\s*(?:転送メッセージ|転送されたメッセージ|メッセージを転送|Forwarded [Mm]essage)\s*-{3,}\s*$/u;
const headerKey = /^[>\s*]*(?:\*\*)?(差出人|送信者|送信日時|送信日|日付|宛先|件名|CC|From|Sent|Date|To|Subject|Cc)(?:\*\*)?\s*[:：]/u;
const longestLine = 500;
const mostLines = 20_000;

/**
 * Cuts a reply where the quoted text begins. Nothing is lost: what is cut is handed back too. Never
 * cuts a forward (it is the evidence), where nothing new would be left, or where text follows the
 * quotation (answers between the lines).
 */
export function splitReply(text: string): SplitText {
  const lines = text.replaceAll(/\r\n?/g, '\n').split('\n');
  const at = quoteStart(lines);
  if (at === undefined) return { fresh: text.trim(), quoted: '' };
  const fresh = lines.slice(0, at).join('\n').trim();
  return fresh === '' ? { fresh: text.trim(), quoted: '' } : { fresh, quoted: lines.slice(at).join('\n').trim() };
}

function quoteStart(lines: readonly string[]): number | undefined {
  const limit = Math.min(lines.length, mostLines);
  for (let at = 0; at < limit; at += 1) {
    const line = lines[at] ?? '';
    if (line.length > longestLine) continue;
    if (forwards.test(line)) return undefined;
    if (isIntroduction(lines, at)) return hasTextAfterQuote(lines, at + 1) ? undefined : at;
    if (isHeaderBlock(lines, at)) return isRule(lines[at - 1]) ? at - 1 : at;
    if (isQuoted(line) && lines.slice(at, mostLines).every((rest) => rest.trim() === '' || isQuoted(rest))) return at;
  }
  return undefined;
}

/** One line, or one that a program wrapped into two. */
function isIntroduction(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').trim();
  if (introductions.some((pattern) => pattern.test(line))) return true;
  const next = (lines[at + 1] ?? '').trim();
  if (next === '' || line === '' || line.length + next.length > longestLine || isQuoted(next)) return false;
  return /^(?:\d{4}|On\s)/u.test(line) && introductions.some((pattern) => pattern.test(`${line} ${next}`));
}

/** Outlook's block: two different keys within six lines, so that a log line `From: …` is no block. */
function isHeaderBlock(lines: readonly string[], at: number): boolean {
  const first = headerKey.exec(lines[at] ?? '')?.[1];
  if (first === undefined || !/^(?:差出人|From|送信者)$/u.test(first)) return false;
  const keys = lines.slice(at, at + 6).map((line) => headerKey.exec(line.slice(0, longestLine))?.[1]);
  return new Set(keys.filter((key) => key !== undefined)).size >= 3;
}

function isRule(line: string | undefined): boolean {
  return line !== undefined && /^[_\-=─━]{8,}\s*$/u.test(line);
}

function isQuoted(line: string): boolean {
  return /^\s*[>＞｜|]/u.test(line);
}

/** Answers written between or below quoted lines: then the whole text stays. */
function hasTextAfterQuote(lines: readonly string[], from: number): boolean {
  const rest = lines.slice(from, mostLines);
  const firstQuoted = rest.findIndex(isQuoted);
  if (firstQuoted === -1) return false;
  return rest.slice(firstQuoted).some((line) => line.trim() !== '' && !isQuoted(line) && !isSignature(line));
}

function isSignature(line: string): boolean {
  return /^(?:-- ?|[-_=*─━＝]{3,}.*|.*(?:から送信|を入手).*)$/u.test(line.trim());
}
