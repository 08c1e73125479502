import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { Entry, ZipFile } from 'yauzl';
import type { ArchiveEntry } from './archive.rules.js';
import type { Places } from './byte-source.js';

/** What the list at the end of a ZIP says is in it; nothing else of it is read. @throws Error where there is no such list */
export async function* zipEntries(places: Places, size: number): AsyncGenerator<ArchiveEntry> {
  const zip = (await opened(places, size)) as ZipFile & { eachEntry(): AsyncIterable<Entry> };
  for await (const entry of zip.eachEntry()) yield entryOf(entry);
}

/** The library is loaded with the first archive. */
async function opened(places: Places, size: number): Promise<ZipFile> {
  const { fromRandomAccessReader, RandomAccessReader } = await import('yauzl');
  class SealedReader extends RandomAccessReader {
    override _readStreamForRange(start: number, end: number): Readable {
      return Readable.from(partOf(places, start, end));
    }
  }
  const options = { lazyEntries: true, decodeStrings: false, validateEntrySizes: false, autoClose: false } as const;
  return promisify((done: (error: Error | null, zip: ZipFile) => void) => fromRandomAccessReader(new SealedReader(), size, options, done))();
}

async function* partOf(places: Places, start: number, end: number): AsyncGenerator<Buffer> {
  yield await places.read(start, end);
}

function entryOf(entry: Entry): ArchiveEntry {
  return {
    rawName: entry.fileName as unknown as Buffer, isUtf8: (entry.generalPurposeBitFlag & 0x800) !== 0, compressed: entry.compressedSize, size: entry.uncompressedSize,
    encrypted: (entry.generalPurposeBitFlag & 1) !== 0, mode: entry.externalFileAttributes >>> 16,
  };
}
