import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Instant } from '../../platform/clock.js';
import { FolderStore } from '../../platform/content/folder-store.js';
import type { FileStore } from '../../platform/content/file-store.js';
import type { DatabaseTarget } from '../../platform/data-sources.js';
import { sha256 } from '../../platform/ids.js';
import { headsFileIn, readHeadsFile } from '../heads-file.js';
import { blobFile, copiedFile, formatName, manifestFile, sealedFile, tableFile, type Manifest, type TableShape, type Value } from './backup-format.js';
import { BackupRefused } from './backup-refused.js';
import type { KeyFolder } from './key-folder.js';
import { ownerColumn, ownerColumnOf, type RowSealer } from './sealed-rows.js';
import { Snapshot } from './snapshot.js';

const flushBytes = 1 << 20;

/** What is to be backed up, and where to. */
export interface BackupWishes {
  readonly target: DatabaseTarget;
  readonly dataDir: string;
  readonly folder: string;
  readonly now: Instant;
  /** Where the sealed files lie, `files/` in the data folder if not given; they are copied as they are. */
  readonly files?: FileStore;
  /** Seals the rows of each customer under his key. */
  readonly sealer: RowSealer;
  /** Where the keys lie, apart from the backup. */
  readonly keys: KeyFolder;
}

interface Written {
  readonly sealer: RowSealer;
  readonly folder: string;
  readonly blobs: { count: number; bytes: number };
  readonly damaged: string[];
}

/**
 * Writes the whole database as it is at this instant into an empty folder, in an open format, while others
 * go on writing to it. What is a customer's is sealed under his key; the keys go to a folder of their own. The
 * manifest comes last and says what belongs to it.
 *
 * @throws BackupRefused where the folder is not empty
 */
export async function writeBackup({ target, dataDir, folder, now, files: store = new FolderStore(join(dataDir, 'files')), sealer, keys }: BackupWishes): Promise<Manifest> {
  if (existsSync(folder) && (await readdir(folder)).length > 0) throw new BackupRefused([`${folder} is not empty: name a new folder.`]);
  const snapshot = await Snapshot.open(target);
  const written: Written = { sealer, folder, blobs: { count: 0, bytes: 0 }, damaged: [] };
  try {
    const tables = [];
    for (const shape of await snapshot.tables()) tables.push({ ...shape, ...(await writeTable(snapshot, shape, written)) });
    const sealedFiles = await copySealedFiles(snapshot, store, written);
    // Before the manifest: what cannot be opened again is no backup.
    await keys.keep(await sealer.keys());
    const record = await recordOf(snapshot);
    const files = await copyHeads(dataDir, written, record.newestHead?.number ?? 0);
    const migration = (await snapshot.query<{ name: string }>('SELECT name FROM migration ORDER BY timestamp DESC LIMIT 1'))[0]?.name ?? '';
    const createdAt = new Date(now).toISOString();
    const manifest: Manifest = { format: formatName, version: 2, createdAt, database: target.kind, migration, tables, blobs: written.blobs, sealedFiles, files, record, damagedBlobs: written.damaged };
    await writeWhole(join(folder, `${manifestFile}.new`), `${JSON.stringify(manifest, null, 2)}\n`);
    await rename(join(folder, `${manifestFile}.new`), join(folder, manifestFile));
    return manifest;
  } finally {
    await snapshot.close();
  }
}

async function writeTable(snapshot: Snapshot, shape: TableShape, written: Written): Promise<{ rows: number; sha256: string }> {
  const file = await create(join(written.folder, tableFile(shape.name)));
  const hash = createHash('sha256');
  let rows = 0;
  let waiting = '';
  const flush = async (): Promise<void> => {
    hash.update(waiting);
    await file.appendFile(waiting);
    waiting = '';
  };
  try {
    for await (const row of snapshot.rows(shape, ownerColumnOf(shape.name))) {
      const values = [];
      for (const column of shape.columns) values.push(await valueOf(row[column.name], column.kind, written));
      noteDamage(shape, values, written);
      const owner = row[ownerColumn];
      waiting += `${JSON.stringify(typeof owner === 'string' ? await written.sealer.seal(shape.name, owner, values) : values)}\n`;
      rows += 1;
      if (waiting.length > flushBytes) await flush();
    }
    await flush();
    await file.sync();
  } finally {
    await file.close();
  }
  return { rows, sha256: hash.digest('hex') };
}

async function valueOf(value: unknown, kind: TableShape['columns'][number]['kind'], written: Written): Promise<Value> {
  if (value === null || value === undefined) return null;
  if (kind === 'boolean') return value === true || value === 1;
  if (value instanceof Uint8Array) return writeBlob(value, written);
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new Error(`A value of the kind ${kind} cannot be backed up.`);
}

async function writeBlob(bytes: Uint8Array, written: Written): Promise<string> {
  const hash = sha256(bytes);
  const path = join(written.folder, blobFile(hash));
  if (existsSync(path)) return hash;
  await writeWhole(path, bytes);
  written.blobs.count += 1;
  written.blobs.bytes += bytes.byteLength;
  return hash;
}

/** A blob that has rotted is kept as it is, and told. */
function noteDamage(shape: TableShape, values: readonly Value[], written: Written): void {
  const expected = { content_blob: 'sha256', sealed_content: 'sealed_sha256' }[shape.name];
  if (expected === undefined) return;
  const of = (name: string): Value | undefined => values[shape.columns.findIndex((column) => column.name === name)];
  if (of('bytes') !== null && of(expected) !== of('bytes')) written.damaged.push(String(of('sha256')));
}

/** The files that the rows of this instant count, sealed as they are. One that has rotted or gone is told. */
async function copySealedFiles(snapshot: Snapshot, store: FileStore, written: Written): Promise<Manifest['sealedFiles']> {
  const copied = { count: 0, bytes: 0 };
  const rows = await snapshot.query<{ name: string; sha256: string; sealedSha256: string }>(
    'SELECT name, sha256, sealed_sha256 AS "sealedSha256" FROM sealed_content WHERE name IS NOT NULL ORDER BY name',
  );
  for (const { name, sha256: plainHash, sealedSha256 } of rows) {
    const source = await store.read(name);
    const { hash, bytes } = source === undefined ? { hash: '', bytes: 0 } : await copyFile(source, join(written.folder, sealedFile(name)));
    if (source !== undefined) copied.count += 1;
    copied.bytes += bytes;
    if (hash !== sealedSha256) written.damaged.push(plainHash);
  }
  return copied;
}

async function copyFile(source: AsyncIterable<Uint8Array>, path: string): Promise<{ hash: string; bytes: number }> {
  const file = await create(path);
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const bytes of source) {
      hash.update(bytes);
      size += bytes.byteLength;
      await file.appendFile(bytes);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { hash: hash.digest('hex'), bytes: size };
}

async function recordOf(snapshot: Snapshot): Promise<Manifest['record']> {
  const [counts] = await snapshot.query<{ events: number; streams: number }>(
    'SELECT (SELECT COUNT(*) FROM event) AS events, (SELECT COUNT(*) FROM (SELECT DISTINCT stream_type, stream_id FROM event) s) AS streams',
  );
  const [newest] = await snapshot.query<{ number: number; hash: string }>('SELECT number, hash FROM record_head ORDER BY number DESC LIMIT 1');
  return { events: counts?.events ?? 0, streams: counts?.streams ?? 0, newestHead: newest ?? null };
}

/** The heads that the database of this instant knows; the file may be further already. */
async function copyHeads(dataDir: string, written: Written, newest: number): Promise<Manifest['files']> {
  const lines = await readHeadsFile(headsFileIn(dataDir));
  if (lines === undefined) return [];
  const text = lines.flatMap(({ head }) => (head === undefined || head.number > newest ? [] : [`${JSON.stringify(head)}\n`])).join('');
  await writeWhole(join(written.folder, copiedFile('heads/heads.jsonl')), text);
  return [{ path: 'heads/heads.jsonl', sha256: sha256(text) }];
}

async function create(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  return open(path, 'wx', 0o600);
}

async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const file = await create(path);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
