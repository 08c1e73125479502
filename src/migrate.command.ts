import { Calendars } from './calendar/calendars.service.js';
import { withDesk } from './desk-context.js';
import { migrateDatabase } from './migrate.js';
import { exitCodes, WrongUse, type Command } from './platform/command.js';
import { readCommandConfig } from './read-config.js';

/** `desk migrate`. */
export const migrateCommand: Command = {
  usage: `Usage: npm run -s desk -- migrate [--json]

Brings the database to the schema of this version, and puts in what the desk is shipped with: the
official holidays and the first hearing sheet. Does nothing where nothing is missing.`,
  run: async (args, io) => {
    const unknown = args.find((arg) => arg !== '--json');
    if (unknown !== undefined) throw new WrongUse(`desk migrate: what is ${unknown}?`);
    const migrated = await migrateDatabase(readCommandConfig().database);
    // The hearing sheet puts itself in wherever the desk is opened.
    await withDesk((desk) => desk.get(Calendars, { strict: false }).ensureOfficial());
    if (args.includes('--json')) io.out(JSON.stringify({ migrated }));
    else io.out(migrated.length === 0 ? 'The database is up to date.' : `Done: ${migrated.join(', ')}.`);
    return exitCodes.done;
  },
};
