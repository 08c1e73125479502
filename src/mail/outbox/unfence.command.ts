import { withDesk } from '../../desk-context.js';
import { exitCodes, WrongUse, type Command } from '../../platform/command.js';
import { Db } from '../../platform/db.js';
import { MailFence } from './mail-fence.service.js';

/** `desk mail unfence`. */
export const mailUnfenceCommand: Command = {
  usage: `Usage: npm run -s desk -- mail unfence [--json]

Lets a restored copy send mail. Look first at what waits (送信メール, 送信待ち): what the old desk sent after the
backup would be sent again. The old desk must no longer run. Does nothing where no fence stands.`,
  run: async (args, io) => {
    const unknown = args.find((arg) => arg !== '--json');
    if (unknown !== undefined) throw new WrongUse(`desk mail unfence: what is ${unknown}?`);
    const outcome = await withDesk((desk) => {
      const fence = desk.get(MailFence, { strict: false });
      return desk.get(Db, { strict: false }).tx(async (tx) => ({ lifted: await fence.lift(tx, { kind: 'operator' }), waiting: await fence.waiting() }));
    });
    if (args.includes('--json')) io.out(JSON.stringify(outcome));
    else io.out(outcome.lifted ? `Mail leaves again; ${outcome.waiting} are waiting.` : 'No fence stands: mail leaves already.');
    return exitCodes.done;
  },
};
