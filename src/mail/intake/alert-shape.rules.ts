/** A value as the owner wrote it down: fixed signs around the names of questions. */
export interface Shape {
  /** One more than there are questions. */
  readonly literals: readonly string[];
  readonly questions: readonly string[];
}

/** Reads `{source_ip} ({source_hostname})`; undefined where it names no question, one twice, or two without a sign between. */
export function shapeOf(template: string): Shape | undefined {
  const pieces = template.split(/\{([a-z][a-z0-9_]{0,63})\}/);
  const literals = pieces.filter((_, index) => index % 2 === 0);
  const questions = pieces.filter((_, index) => index % 2 === 1);
  const between = literals.slice(1, -1);
  if (questions.length === 0 || new Set(questions).size < questions.length) return undefined;
  if (between.includes('') || literals.some((literal) => /[{}]/.test(literal))) return undefined;
  return { literals, questions };
}

/** What stands for each question; undefined where the text has another shape. Each sign is looked for once. */
export function fit({ literals, questions }: Shape, text: string): ReadonlyMap<string, string> | undefined {
  const [first = '', ...rest] = literals;
  if (!text.startsWith(first)) return undefined;
  const found = new Map<string, string>();
  let at = first.length;
  for (const [index, question] of questions.entries()) {
    const literal = rest[index] ?? '';
    const end = literal === '' ? text.length : text.indexOf(literal, at);
    const value = end === -1 ? '' : text.slice(at, end).trim();
    if (value === '') return undefined;
    found.set(question, value);
    at = end + literal.length;
  }
  return at === text.length ? found : undefined;
}
