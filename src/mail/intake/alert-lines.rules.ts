/** A labelled line of a notice. */
export interface LabelledLine {
  /** Folded, as `folded` does. */
  readonly label: string;
  readonly value: string;
  /** The line may go on below: programs that quote wrap long ones. */
  readonly mayGoOn: boolean;
}

const mostLines = 5_000;
const longestLine = 1_000;
/** Programs that quote or send plain text wrap from about here. */
const wrapsFrom = 60;

/** Marks of quoting, of lists and of bold type in front of a line. */
const marks = /^[\s>＞|｜*•・●■◆–-]{0,60}/u;
const separator = /[:：\t=|｜]|[ \u00A0\u3000]{2}/u;

/** For comparing: one width, lower case, single spaces. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/[^\p{L}\p{N}()&/+#.'-]{1,200}/gu, ' ').trim();
}

/**
 * The lines whose label `isLabel` knows: `Label: value`, `*Label:* value`, a row of a table, or the
 * value on the line below, quoted or not. Linear in the length of the text.
 */
export function labelledLines(text: string, isLabel: (label: string) => boolean): readonly LabelledLine[] {
  const lines = text.split('\n', mostLines).map((line) => (line.length > longestLine ? '' : line.replace(marks, '').trimEnd()));
  const heads = lines.map((line) => headOf(line, isLabel));
  const next = nextWritten(lines);
  return heads.flatMap((head, at) => {
    if (head === undefined) return [];
    const below = next[at] ?? lines.length;
    if (head.value === '') return heads[below] === undefined && lines[below] !== undefined ? [valueBelow(head.label, lines, below, heads)] : [];
    const follows = lines[at + 1] !== undefined && lines[at + 1] !== '' && heads[at + 1] === undefined;
    return [{ ...head, mayGoOn: follows && (lines[at] ?? '').length >= wrapsFrom }];
  });
}

function valueBelow(label: string, lines: readonly string[], at: number, heads: readonly unknown[]): LabelledLine {
  const line = lines[at] ?? '';
  const follows = lines[at + 1] !== undefined && lines[at + 1] !== '' && heads[at + 1] === undefined;
  return { label, value: trimmed(line), mayGoOn: follows && line.length >= wrapsFrom };
}

/** For each line the next one below with something on it. */
function nextWritten(lines: readonly string[]): readonly number[] {
  const next: number[] = [];
  let below = lines.length;
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    next[at] = below;
    if (lines[at] !== '') below = at;
  }
  return next;
}

function headOf(line: string, isLabel: (label: string) => boolean): { readonly label: string; readonly value: string } | undefined {
  if (line === '') return undefined;
  const alone = folded(line.slice(0, 120).replace(/[\s:：*|]{1,20}$/u, ''));
  if (line.length <= 100 && isLabel(alone)) return { label: alone, value: '' };
  const found = separator.exec(line.slice(0, 120));
  if (found === null) return undefined;
  const label = folded(line.slice(0, found.index));
  return isLabel(label) ? { label, value: trimmed(line.slice(found.index)) } : undefined;
}

/** Without the separator and the signs of bold type and tables around it. */
function trimmed(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && /[\s:：=|｜*]/u.test(value.charAt(start))) start += 1;
  while (end > start && /[\s|｜*]/u.test(value.charAt(end - 1))) end -= 1;
  return value.slice(start, end);
}
