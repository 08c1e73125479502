import { readFile } from 'node:fs/promises';
import { withDesk } from '../desk-context.js';
import { exitCodes, WrongUse, type Command } from '../platform/command.js';
import { Calendars } from './calendars.service.js';
import { isCivilDate } from './civil-day.rules.js';

/** `desk calendar import`. */
export const importCommand: Command = {
  usage: `Usage: npm run -s desk -- calendar import [--json] [--confirm YYYY-MM-DD]… FILE

Takes over the official list of national holidays, syukujitsu.csv as 内閣府 publishes it (CP932).
A broken file is refused with the line at fault and the list in force stays. A date that differs from
the law must be confirmed, once it has been looked up in 官報.`,
  run: async (args, io) => {
    const { file, confirmed } = readArguments(args);
    const bytes = await readFile(file).catch((error: Error) => {
      throw new WrongUse(`desk calendar import: ${error.message}`);
    });
    const imported = await withDesk((desk) => desk.get(Calendars).importOfficial({ kind: 'operator' }, bytes, confirmed));
    if (args.includes('--json')) io.out(JSON.stringify(imported));
    else io.out(imported.isNew ? `祝日表を取り込みました（${imported.rows}行、最終日 ${imported.lastDay}）。` : `この祝日表はすでに取り込まれています（最終日 ${imported.lastDay}）。`);
    return exitCodes.done;
  },
};

function readArguments(args: readonly string[]): { file: string; confirmed: readonly string[] } {
  const rest = args.filter((arg) => arg !== '--json');
  const files: string[] = [];
  const confirmed: string[] = [];
  for (let index = 0; index < rest.length; index += 1) {
    const arg = rest[index] ?? '';
    if (arg === '--confirm') {
      index += 1;
      confirmed.push(readDate(rest[index]));
    } else if (arg.startsWith('-')) throw new WrongUse(`desk calendar import: what is ${arg}?`);
    else files.push(arg);
  }
  const [file] = files;
  if (file === undefined || files.length > 1) throw new WrongUse('desk calendar import: give exactly one file.');
  return { file, confirmed };
}

function readDate(text: string | undefined): string {
  if (text === undefined || !isCivilDate(text)) throw new WrongUse('desk calendar import: --confirm takes a date such as 2028-05-01.');
  return text;
}
