import { once } from 'node:events';
import { PassThrough, Readable, type Readable as ReadableType } from 'node:stream';
import type { ExportedFile } from './export-customer.service.js';

/** The files as one ZIP, written while it is read; its library is loaded when the first one is wanted. */
export async function zipStream(files: AsyncIterable<ExportedFile>): Promise<ReadableType> {
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  const out = zip.outputStream.pipe(new PassThrough()) as PassThrough;
  // Whoever stops reading leaves nothing open behind him.
  const gone = new AbortController();
  out.once('close', () => gone.abort());
  void fill(zip, files, gone.signal).catch((error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))));
  return out;
}

/** One file after the other: the next is asked for only once the one before has been written. */
async function fill(zip: { addReadStream(stream: Readable, path: string): void; end(): void }, files: AsyncIterable<ExportedFile>, signal: AbortSignal): Promise<void> {
  for await (const { path, pieces } of files) {
    const stream = Readable.from(pieces);
    zip.addReadStream(stream, path);
    await once(stream, 'close', { signal });
  }
  zip.end();
}
