import { ConfigError } from './config.js';
import { MigrationsPending } from './migrate.js';
import { exitCodes, WrongUse, type Command, type CommandIo } from './platform/command.js';
import { DomainError } from './platform/errors.js';

interface Listed {
  readonly summary: string;
  /** Loads the command's room only when the command is wanted. */
  readonly load: () => Promise<Command>;
}

/** Every command of `npm run -s desk -- <command>`; its code lies in the room it belongs to. */
export const commands: Readonly<Record<string, Listed>> = {
  migrate: {
    summary: 'bring the database to the schema of this version',
    load: async () => (await import('./migrate.command.js')).migrateCommand,
  },
  demo: {
    summary: 'load demo data once and serve the desk on this machine',
    load: async () => (await import('./demo/demo.command.js')).demoCommand,
  },
  'demo codes': {
    summary: 'print the codes that the people of the demo type as second factor',
    load: async () => (await import('./demo/codes.command.js')).demoCodesCommand,
  },
  'staff add': {
    summary: 'add a person and print the one-time link to set a password',
    load: async () => (await import('./staff/add.command.js')).staffAddCommand,
  },
  'customers import': {
    summary: 'take in a parameter sheet (CSV or XLSX) and report line by line',
    load: async () => (await import('./customers/import.command.js')).importCustomersCommand,
  },
  'customers export': {
    summary: 'write all data of a customer into a folder, in open formats',
    load: async () => (await import('./record/export/export-customer.command.js')).exportCustomerCommand,
  },
  'calendar import': {
    summary: 'take in the official list of national holidays (CSV)',
    load: async () => (await import('./calendar/import.command.js')).importCommand,
  },
  'calendar explain': {
    summary: 'say when an inquiry that arrives at an instant is due, and why',
    load: async () => (await import('./calendar/explain.command.js')).explainCommand,
  },
  'mail receive': {
    summary: 'take in one raw message on standard input, as a mail server pipes it',
    load: async () => (await import('./mail/intake/receive.command.js')).mailReceiveCommand,
  },
  'mail check': {
    summary: 'say what the intake would make of raw messages, without storing anything',
    load: async () => (await import('./mail/check/check.command.js')).mailCheckCommand,
  },
  'mail probe': {
    summary: 'say what a message you sent yourself is seen as, and which mail server to believe',
    load: async () => (await import('./mail/check/probe.command.js')).mailProbeCommand,
  },
  'inquiries list': {
    summary: 'list the open inquiries by their response target',
    load: async () => (await import('./inquiries/list.command.js')).inquiriesListCommand,
  },
  'mail unfence': {
    summary: 'let a desk restored from a backup send mail',
    load: async () => (await import('./mail/outbox/unfence.command.js')).mailUnfenceCommand,
  },
  backup: {
    summary: 'write the database and its files into a folder, in an open format',
    load: async () => (await import('./record/backup/backup.command.js')).backupCommand,
  },
  restore: {
    summary: 'restore a backup into an empty database, of either kind',
    load: async () => (await import('./record/backup/restore.command.js')).restoreCommand,
  },
  'audit verify': {
    summary: 'prove that the record was not bent, or name the first place where it was',
    load: async () => (await import('./record/audit-verify.command.js')).auditVerifyCommand,
  },
  'search rebuild': {
    summary: 'make the search index anew from the texts',
    load: async () => (await import('./inquiries/search/rebuild.command.js')).searchRebuildCommand,
  },
  doctor: {
    summary: 'say in plain words what is wrong with the set-up',
    load: async () => (await import('./doctor/doctor.command.js')).doctorCommand,
  },
};

// Whoever reads no further, as `head` does, has what he wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.done);
});

const processIo: CommandIo = {
  stdin: process.stdin,
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
};

/**
 * Runs one command and returns its exit code: 0 done, 1 refused, 2 wrong use. `mail receive` answers
 * every failure with 75, so that the mail server keeps the message.
 */
export async function runDesk(args: readonly string[], io: CommandIo = processIo): Promise<number> {
  const found = findCommand(args);
  if (found === undefined) return listCommands(args, io);
  try {
    const command = await found.listed.load();
    if (wantsHelp(found.rest)) {
      io.out(command.usage);
      return exitCodes.done;
    }
    return await command.run(found.rest, io);
  } catch (error) {
    const code = tellError(error, args.includes('--json'), io);
    return found.name === 'mail receive' ? exitCodes.tryAgain : code;
  }
}

function findCommand(args: readonly string[]): { name: string; listed: Listed; rest: readonly string[] } | undefined {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(' ');
    const listed = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (listed !== undefined) return { name, listed, rest: args.slice(words) };
  }
  return undefined;
}

/** Help for `desk`, `desk --help` and `desk calendar --help`; anything else is wrong use. */
function listCommands(args: readonly string[], io: CommandIo): number {
  const words = args.filter((arg) => !arg.startsWith('-'));
  const names = Object.keys(commands).filter((name) => words.length === 0 || name.startsWith(`${words.join(' ')} `));
  const known = names.length > 0 && (args.length === 0 || wantsHelp(args));
  const say = known && args.length > 0 ? io.out : io.err;
  if (!known) say(`desk: there is no command \`${args.join(' ')}\`.`);
  say('Usage: npm run -s desk -- <command> [--help] [--json]\n');
  for (const name of names.length > 0 ? names : Object.keys(commands)) say(`  ${name.padEnd(18)} ${commands[name]?.summary ?? ''}`);
  return known && args.length > 0 ? exitCodes.done : exitCodes.wrongUse;
}

function wantsHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}

function tellError(error: unknown, asJson: boolean, io: CommandIo): number {
  const { code, message, exitCode } = describeError(error);
  if (asJson) io.out(JSON.stringify({ error: { code, message, ...(error instanceof DomainError ? { faults: error.faults } : {}) } }));
  else io.err(message);
  return exitCode;
}

function describeError(error: unknown): { code: string; message: string; exitCode: number } {
  if (error instanceof WrongUse) return { code: 'wrong_use', message: error.message, exitCode: exitCodes.wrongUse };
  if (error instanceof DomainError) return { code: error.code, message: withFaults(error), exitCode: exitCodes.refused };
  if (error instanceof ConfigError) return { code: 'settings', message: error.message, exitCode: exitCodes.refused };
  if (error instanceof MigrationsPending) return { code: 'migrations_pending', message: error.message, exitCode: exitCodes.refused };
  return { code: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error), exitCode: exitCodes.refused };
}

function withFaults(error: DomainError): string {
  return [error.message, ...error.faults.map((fault) => `  ${fault.field}: ${fault.message}`)].join('\n');
}
