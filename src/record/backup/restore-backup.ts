import { createReadStream, existsSync, statSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { migrations } from '../../../migrations/index.js';
import { MailFenceRow } from '../../mail/outbox/mail-fence.entity.js';
import { entities } from '../../entities.js';
import { migrateDatabase } from '../../migrate.js';
import type { Instant } from '../../platform/clock.js';
import { DataKeyRow } from '../../platform/content/data-key.entity.js';
import { openDataKey } from '../../platform/content/data-keys.service.js';
import { FolderStore } from '../../platform/content/folder-store.js';
import type { FileStore } from '../../platform/content/file-store.js';
import { openDb, type DatabaseTarget, type MigrationList } from '../../platform/data-sources.js';
import type { Db, Tx } from '../../platform/db.js';
import { Events } from '../../platform/events.js';
import { newId } from '../../platform/ids.js';
import type { SecretBox } from '../../platform/secret-box.js';
import { sql } from '../../platform/sql.js';
import { insert } from '../../platform/write.js';
import { headsFileIn } from '../heads-file.js';
import { verifyRecord, type Verdict } from '../record-verifier.service.js';
import { copiedFile, sealedFile } from './backup-format.js';
import { BackupRefused } from './backup-refused.js';
import { loadTables } from './load-tables.js';
import type { KeptKey, KeyFolder } from './key-folder.js';
import { checkBackup, isSealed, rowsOf, type CheckedBackup } from './read-backup.js';
import { RowOpener } from './sealed-rows.js';

/** What to restore, and where to. */
export interface RestoreWishes {
  readonly folder: string;
  readonly target: DatabaseTarget;
  readonly dataDir: string;
  readonly now: Instant;
  /** Where the sealed files are to lie, `files/` in the data folder if not given. */
  readonly files?: FileStore;
  /** Where the keys of the backed-up desk lie, and what opens them. */
  readonly keys: KeyFolder;
  readonly box: SecretBox;
}

/** What came of a restore. */
export interface Restored {
  readonly backup: CheckedBackup;
  readonly rows: number;
  /** Rows of customers who were erased after the backup: nobody can read them any more. */
  readonly closedRows: number;
  readonly verdict: Verdict;
}

/**
 * Restores a backup into an empty database and data folder, of either kind, and raises the fence that keeps
 * the copy from sending mail. Everything is checked before and counted and verified after.
 *
 * @throws BackupRefused where the backup is not whole or the place is not empty
 */
export async function restoreBackup({ folder, target, dataDir, now, files = new FolderStore(join(dataDir, 'files')), keys, box }: RestoreWishes): Promise<Restored> {
  const backup = await checkBackup(folder);
  const steps = stepsUpTo(backup.manifest.migration);
  await requireEmpty(target, dataDir);
  const dataKeys = await requireKeys(backup, keys);
  const workshop = await workshopOf(target);
  await migrateDatabase(workshop, steps);
  const closedRows = await withDb(workshop, (db) => fill(db, { backup, dataKeys, box, now }));
  // What this version adds to the schema since works on the restored rows, as an update would.
  await migrateDatabase(workshop);
  await putHeads(backup, dataDir);
  await withDb(workshop, (db) => putSealedFiles(db, backup, files));
  const verdict = await withDb(workshop, (db) => verifyRecord(db, dataDir));
  if (workshop.kind === 'sqlite' && target.kind === 'sqlite') await rename(workshop.file, target.file);
  return { backup, rows: backup.manifest.tables.reduce((sum, { rows }) => sum + rows, 0) - closedRows, closedRows, verdict };
}

function stepsUpTo(last: string): MigrationList {
  const index = migrations.findIndex(({ name }) => name === last);
  if (index < 0) throw new BackupRefused([`The backup was made by another version of the desk: its last migration ${last} is not known here.`]);
  return migrations.slice(0, index + 1);
}

async function requireEmpty(target: DatabaseTarget, dataDir: string): Promise<void> {
  const faults: string[] = [];
  if (existsSync(headsFileIn(dataDir))) faults.push(`${dataDir} holds the heads of another record: name an empty DESK_DATA_DIR.`);
  if (target.kind === 'sqlite' && existsSync(target.file) && statSync(target.file).size > 0) faults.push(`${target.file} exists already: restore into an empty data folder (DESK_DATA_DIR).`);
  if (target.kind === 'postgres' && (await tablesIn(target)) > 0) faults.push('The PostgreSQL database is not empty: create a new one and name it in DATABASE_URL.');
  if (faults.length > 0) throw new BackupRefused(faults);
}

async function tablesIn(target: DatabaseTarget): Promise<number> {
  return withDb(target, async (db) => {
    const row = await db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_schema = current_schema()`);
    return row?.n ?? 0;
  });
}

/** An SQLite file is made beside its place, so that an interrupted restore leaves nothing that looks whole. */
async function workshopOf(target: DatabaseTarget): Promise<DatabaseTarget> {
  if (target.kind === 'postgres') return target;
  const file = `${target.file}.restoring`;
  for (const end of ['', '-wal', '-shm']) await rm(`${file}${end}`, { force: true });
  return { kind: 'sqlite', file };
}

async function withDb<T>(target: DatabaseTarget, work: (db: Db) => Promise<T>): Promise<T> {
  const db = await openDb(target, { entities, migrations: [] });
  return work(db).finally(() => db.close());
}

/**
 * The keys of the customers in the backup. One that is missing must be that of a customer who was erased.
 *
 * @throws BackupRefused
 */
async function requireKeys({ folder, manifest }: CheckedBackup, keys: KeyFolder): Promise<readonly KeptKey[]> {
  const kept = await keys.all();
  const known = new Set([...kept.map(({ ownerId }) => ownerId), ...(await keys.erased())]);
  const missing = new Set<string>();
  for (const table of manifest.tables) {
    for await (const row of rowsOf(folder, table)) if (isSealed(row) && !known.has(row.customerId)) missing.add(row.customerId);
  }
  if (missing.size === 0) return kept;
  throw new BackupRefused([...missing].map((customerId) => `${keys.path} lacks the key of customer ${customerId}: put back the keys that were kept apart from the backup, or name their folder (DESK_KEYS_DIR).`));
}

interface Filling {
  readonly backup: CheckedBackup;
  readonly dataKeys: readonly KeptKey[];
  readonly box: SecretBox;
  readonly now: Instant;
}

/** Rows, fence and the note on the record in one transaction: a copy without a fence never exists. */
async function fill(db: Db, { backup, dataKeys, box, now }: Filling): Promise<number> {
  const opened = new Map(dataKeys.map(({ id, ownerId, wrapped }) => [ownerId, openDataKey(box, { id, wrapped })]));
  return db.tx(async (tx) => {
    const closedRows = await loadTables(db, tx, backup, new RowOpener(opened));
    if (dataKeys.length > 0) await insert(tx, DataKeyRow, dataKeys);
    await raiseFence(tx, now);
    const data = { backupAt: Date.parse(backup.manifest.createdAt), manifestSha256: backup.manifestSha256, closedRows };
    await new Events(db).append(tx, { type: 'desk', id: 'backups' }, { actor: { kind: 'operator' }, recordedAt: now, events: [{ type: 'restored', occurredAt: now, data }] });
    return closedRows;
  });
}

async function raiseFence(tx: Tx, now: Instant): Promise<void> {
  await insert(tx, MailFenceRow, [{ id: newId(), reason: 'restored', raisedAt: now, liftedAt: null, liftedBy: null }]);
}

async function putHeads({ folder, manifest }: CheckedBackup, dataDir: string): Promise<void> {
  if (manifest.files.length === 0) return;
  await mkdir(dirname(headsFileIn(dataDir)), { recursive: true, mode: 0o700 });
  await copyFile(join(folder, copiedFile('heads/heads.jsonl')), headsFileIn(dataDir));
}

/** The files are put back sealed as they were. */
async function putSealedFiles(db: Db, { folder }: CheckedBackup, files: FileStore): Promise<void> {
  const rows = await db.rows<{ name: string }>(sql`SELECT name FROM sealed_content WHERE name IS NOT NULL`);
  for (const { name } of rows) {
    const path = join(folder, sealedFile(name));
    if (existsSync(path)) await files.write(name, createReadStream(path) as AsyncIterable<Uint8Array>);
  }
}
