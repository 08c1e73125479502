import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { withDesk } from '../../desk-context.js';
import { exitCodes, WrongUse, type Command } from '../../platform/command.js';
import { Db } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { sql } from '../../platform/sql.js';
import { exportFolder } from './export-folder.js';
import { CustomerExport } from './export-customer.service.js';

/** `desk customers export`. */
export const exportCustomerCommand: Command = {
  usage: `Usage: npm run -s desk -- customers export CONTRACT FOLDER [--json]

Writes all data of the customer who has the contract number into a new folder, in open formats: a file of JSON
lines a table, mails as .eml, evidence as it came, a manifest with every hash, and what it is in Japanese. It is on
the record. Nothing of it is encrypted: hand it over as confidential.
Exit codes: 0 done, 1 refused, 2 wrong use.`,
  run: async (args, io) => {
    const { contract, folder, asJson } = readArgs(args);
    const files = await withDesk(async (desk) => {
      const found = await desk.get(Db, { strict: false }).row<{ customerId: string }>(sql`SELECT customer_id AS "customerId" FROM contract WHERE contract_number = ${contract}`);
      if (found === undefined) throw new DomainError('not_found', `契約番号 ${contract} は見つかりません。`);
      return exportFolder(folder, await desk.get(CustomerExport, { strict: false }).files(found.customerId, null));
    });
    io.out(asJson ? JSON.stringify({ folder, files }) : `${files} files are in ${folder}.`);
    return exitCodes.done;
  },
};

function readArgs(args: readonly string[]): { contract: string; folder: string; asJson: boolean } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { json: { type: 'boolean' } } });
    const [contract, folder, ...more] = positionals;
    if (contract === undefined || folder === undefined || more.length > 0) throw new WrongUse('desk customers export: name a contract number and a folder.');
    return { contract, folder: resolve(folder), asJson: values.json ?? false };
  } catch (error) {
    if (error instanceof WrongUse) throw error;
    throw new WrongUse(`desk customers export: ${error instanceof Error ? error.message : String(error)}`);
  }
}
