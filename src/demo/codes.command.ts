import { parseArgs } from 'node:util';
import { exitCodes, WrongUse, type Command } from '../platform/command.js';
import { totpCodeEndsInMs } from '../staff/totp.js';
import { demoCodes } from './demo-factors.js';
import { people } from './register/people.js';

/** `desk demo codes`: what the authenticator apps of the demo's people would show. */
export const demoCodesCommand: Command = {
  usage: `Usage: npm run -s desk -- demo codes [--json]

Prints the six digits that each person of the demo would type now as second factor. They change every 30
seconds, and each works once. The same stands on http://localhost:3000/demo/codes while the demo runs.

  --json   print [{"loginName","name","code"}]`,
  run: async (args, io) => {
    const asJson = wantsJson(args);
    const now = Date.now();
    const codes = await demoCodes(now);
    const rows = codes.map(({ person, code }) => ({ loginName: people[person].loginName, name: people[person].name, code }));
    if (asJson) {
      io.out(JSON.stringify(rows));
      return exitCodes.done;
    }
    const width = Math.max(...rows.map(({ loginName }) => loginName.length));
    for (const { loginName, name, code } of rows) io.out(`${code}  ${loginName.padEnd(width)}  ${name}`);
    io.out(`あと${Math.ceil(totpCodeEndsInMs(now) / 1000)}秒でコードが変わります / The codes change in that many seconds.`);
    return exitCodes.done;
  },
};

function wantsJson(args: readonly string[]): boolean {
  try {
    return parseArgs({ args: [...args], options: { json: { type: 'boolean' } }, strict: true }).values.json === true;
  } catch (error) {
    throw new WrongUse(`desk demo codes: ${error instanceof Error ? error.message : String(error)}`);
  }
}
