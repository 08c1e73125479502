import { Logger } from '@nestjs/common';
import { exitCodes, type Command } from '../../platform/command.js';
import { makeClock } from '../../platform/clock.js';
import { openFileStore } from '../../platform/content/open-file-store.js';
import { readCommandConfig } from '../../read-config.js';
import { tellVerdict } from '../audit-verify.command.js';
import { readFolder, refusal, tellRefusal } from './backup.command.js';
import { SecretBox } from '../../platform/secret-box.js';
import { KeyFolder } from './key-folder.js';
import { BackupRefused } from './backup-refused.js';
import { restoreBackup } from './restore-backup.js';

/** `desk restore`. */
export const restoreCommand: Command = {
  usage: `Usage: npm run -s desk -- restore FOLDER [--json]

Restores a backup into an empty database (DATABASE_URL, or an SQLite file) and an empty data folder
(DESK_DATA_DIR), whichever kind of database it came from. Checks every file of the backup first, counts
every row and verifies the record afterwards. The restored copy sends no mail until \`desk mail unfence\`.
Exit codes: 0 done, 1 refused, or restored with a record that was broken before; 2 wrong use.`,
  run: async (args, io) => {
    const { folder, asJson } = readFolder('restore', args);
    const { database: target, dataDir, clock, files, keysDir, secretKey } = readCommandConfig();
    // Loading everything in one transaction takes long, and nobody waits for it.
    Logger.overrideLogger(['error', 'fatal']);
    const outcome = await restoreBackup({ folder, target, dataDir, now: makeClock(clock).now(), files: openFileStore(files), keys: new KeyFolder(keysDir), box: new SecretBox(secretKey) }).catch(refusal);
    if (outcome instanceof BackupRefused) return tellRefusal(outcome, asJson, io);
    const { rows, closedRows, verdict, backup } = outcome;
    if (asJson) io.out(JSON.stringify({ rows, closedRows, backupAt: backup.manifest.createdAt, verdict, mailFenced: true }));
    else {
      io.out(`${rows} rows of ${backup.manifest.createdAt} are restored, and the counts agree.`);
      if (closedRows > 0) io.out(`${closedRows} rows stayed closed: their customers were erased after the backup.`);
      tellVerdict(verdict, io);
      io.out('No mail leaves this copy until somebody lifts the fence: `npm run -s desk -- mail unfence`.');
    }
    return verdict.intact ? exitCodes.done : exitCodes.refused;
  },
};
