import { formatDateTime } from '../calendar/japanese-time.js';
import type { Config } from '../config.js';
import { makeClock } from '../platform/clock.js';
import { productName } from '../platform/product-name.js';
import { exitCodes, WrongUse, type Command } from '../platform/command.js';
import { readDemoConfig } from '../read-config.js';
import { roleNames } from '../staff/permissions.js';
import { plainLine } from '../web/log-lines.rules.js';
import { demoCodes, type DemoCode } from './demo-factors.js';
import { DemoRefused } from './demo-refused.js';
import { demoPassword, people, signIns, type PersonKey } from './register/people.js';
import { serveDemo } from './serve-demo.js';

/** `desk demo`. */
export const demoCommand: Command = {
  usage: `Usage: npm run demo   (or: npm run -s desk -- demo)

Loads demo data once, serves the desk on http://localhost:3000 (this machine only) and prints a sign-in
for each role with the code that its second factor shows. A second run keeps the data. DESK_PORT and DESK_DATA_DIR are respected; mails are written
to the folder mail-out in the data folder. Outside reception hours the demo's clock starts at 10:30 of the
last business day.`,
  run: async (args, io) => {
    if (args.length > 0) throw new WrongUse(`desk demo: what is ${args.join(' ')}?`);
    try {
      const { config } = await serveDemo(readDemoConfig(), Date.now(), io.err, { write: (line) => io.err(plainLine(line)) });
      for (const line of greeting(config, await demoCodes(Date.now()))) io.out(line);
      // The process lives on with the server.
      return exitCodes.done;
    } catch (error) {
      if (!(error instanceof DemoRefused)) throw error;
      io.err(error.message);
      return exitCodes.refused;
    }
  },
};

/** The address, who may sign in, and what time it is in the demo. */
export function greeting(config: Config, codes: readonly DemoCode[]): string[] {
  const width = Math.max(...signIns.map(({ person }) => people[person].loginName.length));
  const codeOf = (key: PersonKey): string => codes.find(({ person }) => person === key)?.code ?? '';
  const lines = signIns.map(({ role, person }) => `  ${people[person].loginName.padEnd(width)}  ${demoPassword}  ${codeOf(person)}  ${roleNames[role]} ${people[person].name} (${role})`);
  return [
    '',
    `${productName}（デモ） / demo:  ${config.baseUrl}`,
    '',
    'サインイン（メールアドレス、パスワード、今の確認コード、役割） / Sign in (mail address, password, code now, role):',
    ...lines,
    `確認コードは30秒ごとに変わります / The codes change every 30 seconds:  ${config.baseUrl}/demo/codes  (npm run -s desk -- demo codes)`,
    '',
    clockLine(config),
    `送信メールの保存先 / Mails sent: ${config.dataDir}/mail-out`,
    '終了 / Stop: Ctrl+C',
  ];
}

function clockLine(config: Config): string {
  const now = formatDateTime(makeClock(config.clock).now());
  if (config.clock.kind === 'system') return `時計: 現在時刻 ${now} / Clock: the time of this machine`;
  if (config.clock.kind === 'fixed') return `時計: ${now} で止まっています / Clock: stands still`;
  return `時計: 受付時間外のため、デモの時計は ${now} から進みます / Clock: outside reception hours the demo starts at this time and runs on`;
}
