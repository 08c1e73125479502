import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../platform/ids.js';
import { blobFile, copiedFile, leftOut, manifestFile, manifestSchema, sealedFile, tableFile, type Manifest, type SealedRow, type TableShape, type Value, sealedRow } from './backup-format.js';
import { BackupRefused } from './backup-refused.js';

const faultsMax = 20;

/** A backup whose every file was held against its manifest. */
export interface CheckedBackup {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly manifestSha256: string;
}

/**
 * Reads the manifest and checks every file, count and blob of the backup before anything is done with it.
 *
 * @throws BackupRefused naming what is missing, cut or changed
 */
export async function checkBackup(folder: string): Promise<CheckedBackup> {
  const { manifest, manifestSha256 } = await readManifest(folder);
  const faults: string[] = [];
  for (const table of manifest.tables) faults.push(...(await faultsOfTable(folder, table, manifest.damagedBlobs)));
  for (const { path, sha256: expected } of manifest.files) {
    const found = await hashOfFile(join(folder, copiedFile(path)));
    if (found !== expected) faults.push(`${copiedFile(path)} is ${found === undefined ? 'missing' : 'not what it was'}.`);
  }
  if (faults.length > 0) throw new BackupRefused(faults.length > faultsMax ? [...faults.slice(0, faultsMax), `… and ${faults.length - faultsMax} more.`] : faults);
  return { folder, manifest, manifestSha256 };
}

async function readManifest(folder: string): Promise<{ manifest: Manifest; manifestSha256: string }> {
  const file = join(folder, manifestFile);
  if (!existsSync(file)) throw new BackupRefused([`${folder} holds no ${manifestFile}: it is no backup, or one that was not finished.`]);
  const text = await readFile(file, 'utf8');
  try {
    const { tables, ...manifest } = manifestSchema.parse(JSON.parse(text));
    // An older desk had them in its backups, too.
    return { manifest: { ...manifest, tables: tables.filter(({ name }) => !leftOut.includes(name)) }, manifestSha256: sha256(text) };
  } catch {
    throw new BackupRefused([`${manifestFile} cannot be read: it is damaged, or of another version of the desk.`]);
  }
}

async function faultsOfTable(folder: string, table: Manifest['tables'][number], damaged: readonly string[]): Promise<string[]> {
  const name = tableFile(table.name);
  const found = await hashOfFile(join(folder, name));
  if (found === undefined) return [`${name} is missing.`];
  if (found !== table.sha256) return [`${name} is not what it was: its SHA-256 differs from the manifest's.`];
  const faults: string[] = [];
  let rows = 0;
  for await (const values of rowsOf(folder, table)) {
    rows += 1;
    if (isSealed(values)) continue;
    faults.push(...(await faultsOfBlobs(folder, table, values)), ...(await faultsOfSealedFile(folder, table, values, damaged)));
  }
  if (rows !== table.rows) faults.push(`${name} holds ${rows} rows, the manifest says ${table.rows}.`);
  return faults;
}

async function faultsOfBlobs(folder: string, table: TableShape, values: readonly Value[]): Promise<string[]> {
  const faults: string[] = [];
  for (const [index, { kind }] of table.columns.entries()) {
    const hash = values[index];
    if (kind !== 'bytes' || typeof hash !== 'string') continue;
    const found = await hashOfFile(join(folder, blobFile(hash)));
    if (found !== hash) faults.push(`${blobFile(hash)} is ${found === undefined ? 'missing' : 'not what it was'}.`);
  }
  return faults;
}

/** The file of a content that lies in the store; one that was damaged when it was backed up is what it is. */
async function faultsOfSealedFile(folder: string, table: TableShape, values: readonly Value[], damaged: readonly string[]): Promise<string[]> {
  if (table.name !== 'sealed_content') return [];
  const of = (column: string): string => String(values[table.columns.findIndex(({ name }) => name === column)] ?? '');
  if (of('name') === '' || damaged.includes(of('sha256'))) return [];
  const path = sealedFile(of('name'));
  const found = await hashOfFile(join(folder, path));
  return found === of('sealed_sha256') ? [] : [`${path} is ${found === undefined ? 'missing' : 'not what it was'}.`];
}

async function hashOfFile(path: string): Promise<string | undefined> {
  if (!existsSync(path)) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The rows of a table as they were written. Split at LF alone: `readline` would also split at U+2028 inside a text. */
export async function* rowsOf(folder: string, table: TableShape): AsyncGenerator<readonly Value[] | SealedRow> {
  let rest = '';
  for await (const chunk of createReadStream(join(folder, tableFile(table.name)), 'utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield readLine(JSON.parse(line));
  }
}

function readLine(line: unknown): readonly Value[] | SealedRow {
  return Array.isArray(line) ? (line as Value[]) : sealedRow.parse(line);
}

/** Whether a row can be read with its customer's key alone. */
export function isSealed(row: readonly Value[] | SealedRow): row is SealedRow {
  return !Array.isArray(row);
}
