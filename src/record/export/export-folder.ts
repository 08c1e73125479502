import { existsSync } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WrongUse } from '../../platform/command.js';
import type { ExportedFile } from './export-customer.service.js';

/** Writes the files below an empty folder, readable by its owner alone; how many there were. */
export async function exportFolder(folder: string, files: AsyncIterable<ExportedFile>): Promise<number> {
  if (existsSync(folder) && (await readdir(folder)).length > 0) throw new WrongUse(`desk customers export: ${folder} is not empty: name a new folder.`);
  let count = 0;
  for await (const { path, pieces } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const file = await open(target, 'wx', 0o600);
    try {
      for await (const piece of pieces) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    count += 1;
  }
  return count;
}
