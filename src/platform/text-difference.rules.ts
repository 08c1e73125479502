/** A line of two texts laid over each other. */
export interface DifferenceLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Lines beyond which the two are simply shown one after the other. */
const comparedLines = 1_000;

/** What became of a text, line by line, by their longest common subsequence. */
export function differenceOf(before: string, after: string): DifferenceLine[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  if (old.length > comparedLines || fresh.length > comparedLines) return [...marked('removed', old), ...marked('added', fresh)];
  const common = commonLengths(old, fresh);
  const lines: DifferenceLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < fresh.length) {
    if (old[i] === fresh[j]) {
      lines.push({ kind: 'same', text: old[i] ?? '' });
      [i, j] = [i + 1, j + 1];
    } else if (at(common, i + 1, j) >= at(common, i, j + 1)) {
      lines.push({ kind: 'removed', text: old[i] ?? '' });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: fresh[j] ?? '' });
      j += 1;
    }
  }
  return [...lines, ...marked('removed', old.slice(i)), ...marked('added', fresh.slice(j))];
}

/** For each pair of places the length of what the rests have in common. */
function commonLengths(old: readonly string[], fresh: readonly string[]): Uint16Array[] {
  const table = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const row = table[i] ?? new Uint16Array();
    for (let j = fresh.length - 1; j >= 0; j -= 1) row[j] = old[i] === fresh[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), row[j + 1] ?? 0);
  }
  return table;
}

function at(table: readonly Uint16Array[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

function marked(kind: DifferenceLine['kind'], lines: readonly string[]): DifferenceLine[] {
  return lines.map((text) => ({ kind, text }));
}
