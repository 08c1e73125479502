import { ConfigError, type Config } from '../config.js';
import { exitCodes, WrongUse, type Command } from '../platform/command.js';
import { readCommandConfig, readConfig } from '../read-config.js';
import { lookAt, ok, wrong, type Check } from './check.js';
import { databaseChecks } from './database.checks.js';
import { machineChecks } from './machine.checks.js';
import { mailboxChecks } from './mailbox.check.js';
import { scannerCheck } from './scanner.check.js';
import { mailServerCheck, senderCheck } from './mail-server.check.js';

const marks = { ok: 'ok   ', warn: 'look ', wrong: 'WRONG' } as const;

/** `desk doctor`. */
export const doctorCommand: Command = {
  usage: `Usage: npm run -s desk -- doctor [--json]

Says in plain words what is wrong with the set-up. Changes nothing and sends nothing. Exit code 1
where something is wrong.`,
  run: async (args, io) => {
    const unknown = args.find((arg) => arg !== '--json');
    if (unknown !== undefined) throw new WrongUse(`desk doctor: what is ${unknown}?`);
    const findings = [];
    for (const check of checks()) findings.push(await lookAt(check));
    const healthy = findings.every((finding) => finding.state !== 'wrong');
    if (args.includes('--json')) io.out(JSON.stringify({ healthy, findings }));
    else for (const finding of findings) io.out(`${marks[finding.state]} ${finding.name.padEnd(14)} ${finding.says}`);
    return healthy ? exitCodes.done : exitCodes.refused;
  },
};

/** With settings that cannot be read at all, only these can be spoken of. */
function checks(): readonly Check[] {
  try {
    const config = readCommandConfig();
    const settings = config.mode === 'demo' ? settingsCheck(config) : productionSettings(config);
    return [...settings, ...machineChecks(config), ...databaseChecks(config.database), mailServerCheck(config), senderCheck(config), ...mailboxChecks(config), scannerCheck(config)];
  } catch (error) {
    return faultsOf(error);
  }
}

function productionSettings(config: Config): readonly Check[] {
  try {
    readConfig();
    return settingsCheck(config);
  } catch (error) {
    return faultsOf(error);
  }
}

function settingsCheck(config: Config): readonly Check[] {
  return [{ name: 'settings', look: () => ok(`Mode ${config.mode}, address ${config.baseUrl}, listening on ${config.host}:${config.port}.`) }];
}

function faultsOf(error: unknown): readonly Check[] {
  if (!(error instanceof ConfigError)) throw error;
  return error.faults.map((fault) => ({ name: 'settings', look: () => wrong(fault) }));
}
