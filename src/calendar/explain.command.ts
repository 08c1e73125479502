import { exitCodes, WrongUse, type Command, type CommandIo } from '../platform/command.js';
import { readCommandConfig } from '../read-config.js';
import { calendarAtHand } from './calendar-at-hand.js';
import { explainInstant } from './explain.rules.js';
import { longestLine, readLines } from './lines.js';
import type { ReceptionCalendar } from './reception-calendar.js';

/** `desk calendar explain`. */
export const explainCommand: Command = {
  usage: `Usage: npm run -s desk -- calendar explain [--json] INSTANT…
       npm run -s desk -- calendar explain -

Says when what arrives at an instant is accepted, when the first response is due, and why, in one
Japanese sentence. INSTANT is ISO 8601 with an offset or Z, such as 2026-11-20T17:01+09:00, in the
years 2000 to 2099. With \`-\` it reads one instant per line from standard input and prints one JSON
object per line: {"arrivedAt","acceptedAt","dueAt","explanation"}, or {"error"} for a line that
cannot be read, blank lines included; the run goes on and ends with 0.
Uses the closures of the database where there is one, otherwise the calendar of the release.`,
  run: async (args, io) => {
    const instants = args.filter((arg) => arg !== '--json');
    const unknown = instants.find((arg) => arg.startsWith('-') && arg !== '-');
    if (unknown !== undefined) throw new WrongUse(`desk calendar explain: what is ${unknown}?`);
    if (instants.length === 0) throw new WrongUse('desk calendar explain: give an instant, or - to read instants from standard input.');
    if (instants.includes('-') && instants.length > 1) throw new WrongUse('desk calendar explain: give either instants or -, not both.');
    const calendar = await calendarAtHand(() => readCommandConfig().database, io.err);
    if (instants[0] === '-') return explainStream(calendar, io);
    return args.includes('--json') ? explainAsJson(calendar, instants, io) : explainToPeople(calendar, instants, io);
  },
};

async function explainStream(calendar: ReceptionCalendar, io: CommandIo): Promise<number> {
  const stdin = io.stdin as AsyncIterable<string | Uint8Array>;
  // A batch of lines is written at once: one write per line would take most of the time.
  for await (const lines of readLines(stdin)) io.out(lines.map((line) => explainLine(calendar, line)).join('\n'));
  return exitCodes.done;
}

function explainLine(calendar: ReceptionCalendar, line: string): string {
  return JSON.stringify(line.length > longestLine ? { error: '1行が長すぎます。1行に1つの日時を指定してください。' } : explainInstant(calendar, line));
}

function explainAsJson(calendar: ReceptionCalendar, instants: readonly string[], io: CommandIo): number {
  const all = instants.map((text) => explainInstant(calendar, text));
  for (const one of all) io.out(JSON.stringify(one));
  return all.some((one) => 'error' in one) ? exitCodes.wrongUse : exitCodes.done;
}

function explainToPeople(calendar: ReceptionCalendar, instants: readonly string[], io: CommandIo): number {
  let code: number = exitCodes.done;
  for (const text of instants) {
    const explained = explainInstant(calendar, text);
    if ('error' in explained) {
      io.err(`${text}: ${explained.error}`);
      code = exitCodes.wrongUse;
    } else io.out(explained.explanation);
  }
  return code;
}
