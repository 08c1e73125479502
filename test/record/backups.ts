import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseTarget } from '../../src/platform/data-sources.js';
import { sha256 } from '../../src/platform/ids.js';
import { DataKeys } from '../../src/platform/content/data-keys.service.js';
import type { Manifest } from '../../src/record/backup/backup-format.js';
import { KeyFolder } from '../../src/record/backup/key-folder.js';
import { RowSealer } from '../../src/record/backup/sealed-rows.js';
import { Snapshot } from '../../src/record/backup/snapshot.js';
import { writeBackup } from '../../src/record/backup/write-backup.js';
import type { TestDesk } from '../support/desk.js';
import { freshEmpty, type DatabaseKind } from '../support/databases.js';

/** Folders and empty databases for a test, cleared away by `clear`. */
export class Places {
  readonly #cleanups: (() => Promise<void> | void)[] = [];

  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'desk-backup-'));
    this.#cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  /** An empty database and data folder. */
  async empty(kind: DatabaseKind): Promise<{ target: DatabaseTarget; dataDir: string }> {
    const database = await freshEmpty(kind);
    this.#cleanups.push(() => database.remove());
    const dataDir = this.folder();
    return { target: database.target, dataDir };
  }

  async clear(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).toReversed()) await cleanup();
  }
}

/** What lies in a database, table by table, alike on both kinds: rows and a hash over them, whatever their order. */
export async function contentsOf(target: DatabaseTarget, ...without: readonly string[]): Promise<Record<string, { rows: number; sha256: string }>> {
  if (target.kind === 'sqlite' && !existsSync(target.file)) return {};
  const snapshot = await Snapshot.open(target);
  const contents: Record<string, { rows: number; sha256: string }> = {};
  for (const table of await snapshot.tables()) {
    if (without.includes(table.name)) continue;
    const lines: string[] = [];
    for await (const row of snapshot.rows(table)) lines.push(JSON.stringify(table.columns.map(({ name, kind }) => plain(row[name], kind))));
    contents[table.name] = { rows: lines.length, sha256: sha256(lines.toSorted().join('\n')) };
  }
  await snapshot.close();
  return contents;
}

function plain(value: unknown, kind: string): unknown {
  if (value instanceof Uint8Array) return sha256(value);
  return kind === 'boolean' && value !== null ? Boolean(value) : value;
}

/** Backs a desk up as its command does. */
export async function backUpDesk(desk: TestDesk, folder: string): Promise<Manifest> {
  await desk.runJob('contents.owners');
  const now = desk.clock.now();
  const sealer = new RowSealer(desk.db, desk.app.get(DataKeys), now);
  return writeBackup({ target: desk.config.database, dataDir: desk.config.dataDir, folder, now, sealer, keys: new KeyFolder(desk.config.keysDir) });
}
