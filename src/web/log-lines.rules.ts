/** What a value may take up in a line of the log, in UTF-16 units before escaping (R32). */
const valueMax = 1_900;

const framesMax = 12;

/**
 * A text as the log may hold it (E4): addresses, telephone numbers, quoted values and whatever could be a token
 * are masked, because messages of drivers and servers repeat what they were given; cut to a length.
 */
export function loggable(text: string): string {
  if (isPlain(text)) return text;
  // Cut first, generously: masking ten megabytes would take its time.
  const masked = text
    .slice(0, valueMax * 4)
    .replaceAll(/[^\s<>"'()]+@[^\s<>"'()]+/g, '<address>')
    .replaceAll(/"[^"\n]*"|'[^'\n]*'|「[^」\n]*」/g, '<value>')
    .replaceAll(/\b(Bearer|Basic)\s+\S+/gi, '$1 <token>')
    .replaceAll(/[A-Za-z0-9+/_=-]{24,}/g, (found) => (isId(found) ? found : '<token>'))
    .replaceAll(/(?<![\w-])\+?\d[\d -]{8,}\d(?![\w-])/g, '<number>');
  return masked.length > valueMax ? `${masked.slice(0, valueMax)}…` : masked;
}

/** Short words of our own and ids, as most values are: nothing in them could be masked. */
function isPlain(text: string): boolean {
  return (text.length < 24 && /^[\w/:.-]*$/.test(text) && !/\d[\d-]{8,}\d/.test(text)) || isId(text);
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);
}

/** What the log says of an error: its kind, code and place, and its message masked; never its parameters. */
export interface LoggedError {
  readonly type: string;
  readonly code: string | undefined;
  readonly message: string;
  readonly frames: readonly string[];
}

/** What the log says of an error: nothing in it that could be somebody's data. */
export function loggedError(error: Error): LoggedError {
  const code: unknown = Reflect.get(error, 'code');
  return { type: loggable(error.name), code: typeof code === 'string' ? loggable(code) : undefined, message: loggable(error.message), frames: framesOf(error.stack ?? '') };
}

/** The places of a stack, without the message above them. */
export function framesOf(stack: string): string[] {
  return stack
    .slice(0, 64_000)
    .split('\n')
    .filter((line) => /^\s+at \S/.test(line))
    .slice(0, framesMax)
    .map((line) => line.trim().slice(0, 300));
}

/** Escapes in a finished JSON line what JSON leaves as it is and a terminal or a reader of lines would act on: DEL, C1, U+2028 and U+2029. */
export function escapeLine(line: string): string {
  return line.replaceAll(/[\u007f-\u009f\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const levelWords: Readonly<Record<string, string>> = { warn: '注意', error: 'エラー', fatal: '重大なエラー' };

/** A finished JSON line as a person reads it who has the demo's window before him. */
export function plainLine(line: string): string {
  const { level = '', room, msg = '', err, reason } = JSON.parse(line) as { level?: string; room?: string; msg?: string; err?: Partial<LoggedError>; reason?: string };
  const said = err?.message ?? reason;
  const cause = said === undefined ? '' : `（${said}）`;
  return `${levelWords[level] ?? level}${room === undefined ? '' : ` [${room}]`}: ${msg}${cause}`.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
