import { existsSync } from 'node:fs';
import { appendFile, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Instant } from '../../platform/clock.js';
import { keyKinds } from '../../platform/content/data-key.entity.js';

const keyFile = z.strictObject({ id: z.uuid(), kind: z.enum(keyKinds), ownerId: z.string().max(36), wrapped: z.string(), createdAt: z.int() });

const erasedLine = z.object({ customerId: z.uuid(), at: z.int() });
const erasedFile = 'erased.jsonl';

/** A data key as it lies apart from the backups: wrapped under the desk's secret key. */
export type KeptKey = z.infer<typeof keyFile>;

/**
 * The folder of the keys without which nobody reads a backup. It holds those that exist now and no others:
 * an erasure takes the customer's out, by which every backup ever made of him becomes unreadable. It must
 * not be kept in old generations.
 */
export class KeyFolder {
  constructor(readonly path: string) {}

  /** Makes the folder hold exactly these keys. */
  async keep(keys: readonly KeptKey[]): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    for (const key of keys) await this.#write(key);
    const wanted = new Set(keys.map(({ id }) => nameOf(id)));
    for (const name of await this.#names()) if (!wanted.has(name)) await this.#overwrite(name);
  }

  /** Takes the keys of a customer out for good, and notes that he was erased: a restore tells that from a loss. */
  async forget(customerId: string, at: Instant): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    if (!(await this.erased()).has(customerId)) await appendFile(join(this.path, erasedFile), `${JSON.stringify({ customerId, at })}\n`, { mode: 0o600 });
    for (const { id, kind, ownerId } of await this.all()) if (kind === 'customer' && ownerId === customerId) await this.#overwrite(nameOf(id));
  }

  /** Every key that is here. */
  async all(): Promise<KeptKey[]> {
    const keys: KeptKey[] = [];
    for (const name of await this.#names()) keys.push(keyFile.parse(JSON.parse(await readFile(join(this.path, name), 'utf8'))));
    return keys;
  }

  /** The customers who were erased: their rows of older backups stay closed. */
  async erased(): Promise<ReadonlySet<string>> {
    const path = join(this.path, erasedFile);
    if (!existsSync(path)) return new Set();
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
    return new Set(lines.map((line) => erasedLine.parse(JSON.parse(line)).customerId));
  }

  async #write(key: KeptKey): Promise<void> {
    const path = join(this.path, nameOf(key.id));
    if (existsSync(path)) return;
    const file = await open(`${path}.new`, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(key)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
  }

  /** Overwritten before it is removed: a key is short, and its bytes are all there is. */
  async #overwrite(name: string): Promise<void> {
    const path = join(this.path, name);
    const file = await open(path, 'r+');
    try {
      const { size } = await file.stat();
      await file.write(Buffer.alloc(size), 0, size, 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await rm(path);
  }

  async #names(): Promise<string[]> {
    return existsSync(this.path) ? (await readdir(this.path)).filter((name) => name.endsWith('.key.json')).toSorted() : [];
  }
}

const nameOf = (id: string): string => `${id}.key.json`;
