import { withDesk } from '../../desk-context.js';
import { exitCodes, WrongUse, type Command } from '../../platform/command.js';
import { SearchIndex } from './search-index.service.js';

/** `desk search rebuild`: the index holds nothing that the texts do not. */
export const searchRebuildCommand: Command = {
  usage: `Usage: npm run -s desk -- search rebuild [--json]

Makes the search index anew from the texts. The desk may run meanwhile; until the end it finds the
inquiries that are done.`,
  async run(args, io) {
    const unknown = args.find((arg) => arg !== '--json');
    if (unknown !== undefined) throw new WrongUse(`desk search rebuild: there is no option ${unknown}.`);
    const inquiries = await withDesk(async (desk) => {
      const index = desk.get(SearchIndex, { strict: false });
      const count = await index.restart();
      while ((await index.next()) > 0);
      return count;
    });
    io.out(args.includes('--json') ? JSON.stringify({ inquiries }) : `${inquiries} inquiries indexed.`);
    return exitCodes.done;
  },
};
