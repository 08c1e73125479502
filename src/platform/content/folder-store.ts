import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileStore, StoreFull, type ByteRange, type StoredFile } from './file-store.js';

const half = '.part';

/** Files in a folder of their own, spread over subfolders by the beginning of their names. */
export class FolderStore extends FileStore {
  constructor(private readonly folder: string) {
    super();
  }

  async write(name: string, source: AsyncIterable<Uint8Array>): Promise<void> {
    const path = this.#pathOf(name);
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await this.#fill(`${path}${half}`, source);
      await rename(`${path}${half}`, path);
      await syncFolder(dirname(path));
    } catch (error) {
      await rm(`${path}${half}`, { force: true });
      throw isFull(error) ? new StoreFull('The folder of the files is full.', { cause: error }) : error;
    }
  }

  async read(name: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    const path = this.#pathOf(name);
    return existsSync(path) ? (createReadStream(path, range === undefined ? {} : { start: range.from, end: range.to }) as AsyncIterable<Uint8Array>) : undefined;
  }

  async remove(name: string): Promise<void> {
    await rm(this.#pathOf(name), { force: true });
  }

  async *list(): AsyncGenerator<StoredFile> {
    if (!existsSync(this.folder)) return;
    for await (const entry of await opendir(this.folder, { recursive: true })) {
      if (!entry.isFile()) continue;
      const found = await stat(join(entry.parentPath, entry.name)).catch(() => undefined);
      if (found !== undefined) yield { name: entry.name, modifiedAt: found.mtimeMs };
    }
  }

  async #fill(path: string, source: AsyncIterable<Uint8Array>): Promise<void> {
    const file = await open(path, 'wx', 0o600);
    try {
      for await (const bytes of source) await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** Names are made by the desk: hexadecimal digits, and the ending of what is half-written. */
  #pathOf(name: string): string {
    if (!/^[0-9a-f]{16,64}(\.part)?$/.test(name)) throw new Error('That is no name of a stored file.');
    return join(this.folder, name.slice(0, 2), name);
  }
}

/** So that the new name survives a power cut. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(error.code));
}
