import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { withDesk } from '../../desk-context.js';
import { Clock } from '../../platform/clock.js';
import { exitCodes, WrongUse, type Command } from '../../platform/command.js';
import { openFileStore } from '../../platform/content/open-file-store.js';
import { Db } from '../../platform/db.js';
import { DataKeys } from '../../platform/content/data-keys.service.js';
import { ContentOwnersJob } from '../../mail/content-owners.job.js';
import { Events } from '../../platform/events.js';
import { readCommandConfig } from '../../read-config.js';
import { BackupRefused } from './backup-refused.js';
import { KeyFolder } from './key-folder.js';
import { RowSealer } from './sealed-rows.js';
import { writeBackup } from './write-backup.js';

/** `desk backup`. */
export const backupCommand: Command = {
  usage: `Usage: npm run -s desk -- backup FOLDER [--json]

Writes the whole database as it is at this instant, with its files, into a new folder in an open format,
while the desk goes on working. What is a customer's is sealed under his key; the keys, wrapped, go to DESK_KEYS_DIR.
Neither they nor DESK_SECRET_KEY are in the folder: keep both apart from it, and no old generations of the keys.
Exit codes: 0 done, 1 refused or a stored file no longer matches its hash, 2 wrong use.`,
  run: async (args, io) => {
    const { folder, asJson } = readFolder('backup', args);
    const { database: target, dataDir, files, keysDir } = readCommandConfig();
    const outcome = await withDesk(async (desk) => {
      const now = desk.get(Clock).now();
      // So that nothing of a known customer lies under the key of its month any more.
      await desk.get(ContentOwnersJob, { strict: false }).run();
      const sealer = new RowSealer(desk.get(Db), desk.get(DataKeys), now);
      const manifest = await writeBackup({ target, dataDir, folder, now, files: openFileStore(files), sealer, keys: new KeyFolder(keysDir) }).catch(refusal);
      if (manifest instanceof BackupRefused) return manifest;
      // A copy of everything is an export (E2).
      const events = [{ type: 'backed_up', occurredAt: now, data: { tables: manifest.tables.length, events: manifest.record.events, blobs: manifest.blobs.count } }];
      await desk.get(Db).tx((tx) => desk.get(Events).append(tx, { type: 'desk', id: 'backups' }, { actor: { kind: 'operator' }, recordedAt: now, events }));
      return manifest;
    });
    if (outcome instanceof BackupRefused) return tellRefusal(outcome, asJson, io);
    const { tables, blobs, sealedFiles, record, damagedBlobs } = outcome;
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    if (asJson) io.out(JSON.stringify({ folder, rows, blobs, sealedFiles, record, damagedBlobs }));
    else io.out(`${rows} rows of ${tables.length} tables, ${blobs.count} blobs (${blobs.bytes} bytes) and ${sealedFiles.count} sealed files (${sealedFiles.bytes} bytes) are in ${folder}.`);
    if (!asJson) for (const hash of damagedBlobs) io.err(`The stored file ${hash} no longer matches its hash; it was backed up as it is.`);
    return damagedBlobs.length === 0 ? exitCodes.done : exitCodes.refused;
  },
};

/** The one folder that a command names. */
export function readFolder(name: string, args: readonly string[]): { folder: string; asJson: boolean } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { json: { type: 'boolean' } } });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) throw new WrongUse(`desk ${name}: name one folder.`);
    return { folder: resolve(folder), asJson: values.json ?? false };
  } catch (error) {
    if (error instanceof WrongUse) throw error;
    throw new WrongUse(`desk ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A refusal to tell; anything else goes on up. */
export function refusal(error: unknown): BackupRefused {
  if (error instanceof BackupRefused) return error;
  throw error;
}

/** Says why, one reason a line. */
export function tellRefusal({ faults, message }: BackupRefused, asJson: boolean, io: Parameters<Command['run']>[1]): number {
  if (asJson) io.out(JSON.stringify({ error: { code: 'backup_refused', message, faults } }));
  else for (const fault of faults) io.err(fault);
  return exitCodes.refused;
}
