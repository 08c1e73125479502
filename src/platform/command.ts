/** Exit codes of the `desk` command; `mail receive` alone speaks sysexits (75, EX_TEMPFAIL). */
export const exitCodes = { done: 0, refused: 1, wrongUse: 2, tryAgain: 75 } as const;

/** Where a command reads and writes, so that tests can hand in their own. */
export interface CommandIo {
  readonly stdin: NodeJS.ReadableStream;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

/** One `desk` command. It lives in the room it belongs to and is listed in `cli.ts`. */
export interface Command {
  /** Shown by `--help`. */
  readonly usage: string;
  /** Returns the exit code; a `DomainError` thrown becomes 1, a `WrongUse` 2. */
  readonly run: (args: readonly string[], io: CommandIo) => Promise<number>;
}

/** The command was called in a way it does not understand. */
export class WrongUse extends Error {}
