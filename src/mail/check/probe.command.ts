import { parseArgs } from 'node:util';
import { openContents } from '../../platform/content/open-contents.js';
import { makeClock } from '../../platform/clock.js';
import { exitCodes, WrongUse, type Command } from '../../platform/command.js';
import type { Config } from '../../config.js';
import { openDb } from '../../platform/data-sources.js';
import { sql } from '../../platform/sql.js';
import { readCommandConfig } from '../../read-config.js';
import { checkOwnSignature, SystemDns } from '../intake/own-signature.js';
import { ParsePool } from '../intake/parse-pool.js';
import { checkedKind } from './check-line.rules.js';
import { probeLines } from './probe.rules.js';

const mostBytes = 50 * 1024 * 1024;

/** `desk mail probe`: an administrator sends himself a message and asks what it is seen as. */
export const mailProbeCommand: Command = {
  usage: `Usage: npm run -s desk -- mail probe [--authserv-id ID] [--dns] [--address ADDRESS | < MESSAGE]

Send yourself a message from outside, save it raw as your mail server delivered it, and hand it over
on standard input; or let the desk fetch it, and name the address you sent it from. Says which Authentication-Results were found, which authserv-id to configure as
DESK_AUTHSERV_ID, and into which row of the intake's table the message falls. Stores nothing.

  --address ADDRESS  take the newest stored message from this address instead of standard input
  --authserv-id ID   judge as if this were configured; 'microsoft365' for Microsoft 365, which names
                     none. Left out, DESK_AUTHSERV_ID of the settings counts
  --dns              also check the DKIM signature here, which asks name servers`,
  run: async (args, io) => {
    const { authservId, dns, address } = readArguments(args);
    const config = readCommandConfig();
    const raw = address === undefined ? await readAll(io.stdin) : await newestFrom(address, config);
    const pool = new ParsePool();
    try {
      const [result] = await pool.parse([raw]);
      if (result?.kind !== 'read') throw new WrongUse(`desk mail probe: the message cannot be read (${result?.fault ?? 'no answer'}).`);
      const domain = result.mail.sender?.split('@')[1] ?? '';
      const ownSignature = dns ? await checkOwnSignature({ raw, head: result.mail.headers }, domain, new SystemDns()) : undefined;
      for (const line of probeLines(result.mail, { kind: checkedKind(result.mail), authservId: authservId ?? config.authservId, ownSignature })) io.out(line);
    } finally {
      await pool.onModuleDestroy();
    }
    return exitCodes.done;
  },
};

function readArguments(args: readonly string[]): { authservId: string | undefined; dns: boolean; address: string | undefined } {
  try {
    const { values } = parseArgs({ args: [...args], options: { 'authserv-id': { type: 'string' }, address: { type: 'string' }, dns: { type: 'boolean' } }, strict: true });
    return { authservId: values['authserv-id'], dns: values.dns === true, address: values.address?.trim().toLowerCase() };
  } catch (error) {
    throw new WrongUse(`desk mail probe: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The bytes of the newest message that is stored from an address. */
async function newestFrom(address: string, config: Config): Promise<Buffer> {
  const db = await openDb(config.database, { entities: [], migrations: [] });
  try {
    const row = await db.row<{ id: string }>(sql`SELECT id FROM raw_message WHERE LOWER(from_address) = ${address} ORDER BY received_at DESC, id DESC LIMIT 1`);
    const bytes = row === undefined ? undefined : await openContents(db, config, makeClock(config.clock)).get(row.id);
    if (bytes === undefined) throw new WrongUse(`desk mail probe: no message from ${address} is stored yet.`);
    return bytes;
  } finally {
    await db.close();
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
