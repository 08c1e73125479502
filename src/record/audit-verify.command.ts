import { withDesk } from '../desk-context.js';
import { exitCodes, WrongUse, type Command, type CommandIo } from '../platform/command.js';
import { RecordVerifier, type Verdict } from './record-verifier.service.js';

/** `desk audit verify`. */
export const auditVerifyCommand: Command = {
  usage: `Usage: npm run -s desk -- audit verify [--json]

Walks the whole record: recomputes the chain of every stream and the daily heads, and compares the heads
with the file heads/heads.jsonl of the data folder. Names the first place that does not hold. Compare the
newest head that it prints with the one that was mailed to the service owner.
Exit codes: 0 intact, 1 broken, 2 wrong use.`,
  run: async (args, io) => {
    const unknown = args.find((arg) => arg !== '--json');
    if (unknown !== undefined) throw new WrongUse(`desk audit verify: what is ${unknown}?`);
    const verdict = await withDesk((desk) => desk.get(RecordVerifier, { strict: false }).verify());
    if (args.includes('--json')) io.out(JSON.stringify(verdict));
    else tellVerdict(verdict, io);
    return verdict.intact ? exitCodes.done : exitCodes.refused;
  },
};

/** The verdict in words, the first break first. */
export function tellVerdict(verdict: Verdict, io: CommandIo): void {
  const { streams, events, newestHead, breaks } = verdict;
  io.out(`${events} events in ${streams} streams, ${verdict.intact ? 'all chained as they were written' : 'NOT as they were written'}.`);
  if (newestHead !== null) io.out(`Daily head ${newestHead.number} (${newestHead.day}): ${newestHead.hash}`);
  for (const { kind, stream, says } of breaks) io.out(`BROKEN ${kind}: ${stream === null ? '' : `stream ${stream}: `}${says}.`);
}
