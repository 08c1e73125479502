import { parseArgs } from 'node:util';
import { exitCodes, WrongUse, type Command } from '../../platform/command.js';
import { checkOwnSignature, SystemDns } from '../intake/own-signature.js';
import { ParsePool } from '../intake/parse-pool.js';
import { checkedKind } from './check-line.rules.js';
import { probeLines } from './probe.rules.js';

const mostBytes = 50 * 1024 * 1024;

/** `desk mail probe`: an administrator sends himself a message and asks what it is seen as. */
export const mailProbeCommand: Command = {
  usage: `Usage: npm run -s desk -- mail probe [--authserv-id ID] [--dns] < MESSAGE

Send yourself a message from outside, save it raw as your mail server delivered it, and hand it over
on standard input. Says which Authentication-Results were found, which authserv-id to configure as
DESK_AUTHSERV_ID, and into which row of the intake's table the message falls. Stores nothing.

  --authserv-id ID   judge as if this were configured; 'microsoft365' for Microsoft 365, which names none
  --dns              also check the DKIM signature here, which asks name servers`,
  run: async (args, io) => {
    const { authservId, dns } = readArguments(args);
    const raw = await readAll(io.stdin);
    const pool = new ParsePool();
    try {
      const [result] = await pool.parse([raw]);
      if (result?.kind !== 'read') throw new WrongUse(`desk mail probe: the message cannot be read (${result?.fault ?? 'no answer'}).`);
      const domain = result.mail.sender?.split('@')[1] ?? '';
      const ownSignature = dns ? await checkOwnSignature(raw, domain, new SystemDns()) : undefined;
      for (const line of probeLines(result.mail, { kind: checkedKind(result.mail), authservId, ownSignature })) io.out(line);
    } finally {
      await pool.onModuleDestroy();
    }
    return exitCodes.done;
  },
};

function readArguments(args: readonly string[]): { authservId: string | undefined; dns: boolean } {
  try {
    const { values } = parseArgs({ args: [...args], options: { 'authserv-id': { type: 'string' }, dns: { type: 'boolean' } }, strict: true });
    return { authservId: values['authserv-id'], dns: values.dns === true };
  } catch (error) {
    throw new WrongUse(`desk mail probe: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function readAll(stdin: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.byteLength;
    if (size > mostBytes) throw new WrongUse('desk mail probe: the message is larger than 50 MB.');
    chunks.push(bytes);
  }
  if (size === 0) throw new WrongUse('desk mail probe: hand over one raw message on standard input.');
  return Buffer.concat(chunks);
}
