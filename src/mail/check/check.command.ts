import { parseArgs } from 'node:util';
import { exitCodes, WrongUse, type Command } from '../../platform/command.js';
import { SystemDns } from '../intake/own-signature.js';
import { checkMessages, type CheckWishes } from './check-messages.js';

/** `desk mail check`: what the intake would make of messages, without storing anything. */
export const mailCheckCommand: Command = {
  usage: `Usage: npm run -s desk -- mail check [--authserv-id ID] [--dns] PATH…

Says what the intake would make of each raw message: one JSON object per line. A path is a file, a
folder with everything below it, or an mbox. Nothing is stored, no database is needed, and without
--dns no network. Ends with 0 also where messages cannot be read; each has its line.

  --authserv-id ID   name under which your mail server writes Authentication-Results (RFC 8601)
  --dns              also check DKIM signatures here, where that server said nothing, which asks name
                     servers for DKIM keys and DMARC

Each line has: file (of an mbox with several messages also which one, as in inbox#3), kind (message,
automatic, bounce, unreadable), from, subject, text (the new part), quoted, attachments (name, type,
size, sha256), messageId, inReplyTo, authentication (pass, fail, none: what the named server wrote
about the sender, or our own check), problems, and for a bounce: bounce (failed, recipients, statuses, originalMessageId).`,
  run: async (args, io) => {
    const { paths, wishes } = readArguments(args);
    for await (const line of checkMessages(paths, wishes)) io.out(JSON.stringify(line));
    return exitCodes.done;
  },
};

function readArguments(args: readonly string[]): { paths: readonly string[]; wishes: CheckWishes } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { 'authserv-id': { type: 'string' }, dns: { type: 'boolean' } }, allowPositionals: true, strict: true });
    if (positionals.length === 0) throw new Error('name a file, a folder or an mbox');
    return { paths: positionals, wishes: { authservId: values['authserv-id'], dns: values.dns === true ? new SystemDns() : undefined } };
  } catch (error) {
    throw new WrongUse(`desk mail check: ${error instanceof Error ? error.message : String(error)}`);
  }
}
