import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { Contents } from '../../platform/content/contents.service.js';
import type { EvidenceItemRow } from '../evidence.entity.js';
import { entryWarnings, mostEntries, type ListedEntry } from './archive.rules.js';

const mostMs = 5_000;

/** What is in an archive, as far as its own list says. */
export interface ArchiveListing {
  readonly entries: readonly ListedEntry[];
  /** Why the list is not whole; empty where it is. */
  readonly note: string;
}

/** Reads the list at the end of a ZIP within limits; nothing of it is ever unpacked (ASVS 5.2.3). */
@Injectable()
export class ArchiveListings {
  constructor(private readonly contents: Contents) {}

  /** Undefined where the file is no ZIP, or its bytes are gone. */
  async of(item: Pick<EvidenceItemRow, 'id' | 'size' | 'contentType' | 'destroyedAt'>): Promise<ArchiveListing | undefined> {
    if (item.contentType !== 'application/zip' || item.destroyedAt !== null) return undefined;
    try {
      return await list(await this.#opened(item));
    } catch (error) {
      return { entries: [], note: `一覧を読み取れません（${error instanceof Error ? error.message.slice(0, 100) : ''}）。` };
    }
  }

  /** The library is loaded with the first archive. */
  async #opened({ id, size }: Pick<EvidenceItemRow, 'id' | 'size'>): Promise<ZipFile> {
    const { fromRandomAccessReader } = await import('yauzl');
    const options = { lazyEntries: true, decodeStrings: false, validateEntrySizes: false, autoClose: false } as const;
    return promisify((done: (error: Error | null, zip: ZipFile) => void) => fromRandomAccessReader(new SealedReader(this.contents, id), size, options, done))();
  }
}

/** Entry by entry, until there are too many or it takes too long. */
async function list(zip: ZipFile): Promise<ArchiveListing> {
  const entries: ListedEntry[] = [];
  const until = Date.now() + mostMs;
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      entries.push(listed(entry));
      if (entries.length >= mostEntries) resolve({ entries, note: `${zip.entryCount.toLocaleString('ja-JP')}件のうち、はじめの${mostEntries.toLocaleString('ja-JP')}件です。` });
      else if (Date.now() > until) resolve({ entries, note: '時間がかかりすぎるため、途中までの一覧です。' });
      else zip.readEntry();
    });
    zip.once('end', () => resolve({ entries, note: '' }));
    zip.once('error', reject);
    zip.readEntry();
  });
}

function listed(entry: Entry): ListedEntry {
  const raw = entry.fileName as unknown as Buffer;
  const { name, warnings } = entryWarnings({
    rawName: raw, isUtf8: (entry.generalPurposeBitFlag & 0x800) !== 0, compressed: entry.compressedSize, size: entry.uncompressedSize,
    encrypted: (entry.generalPurposeBitFlag & 1) !== 0, mode: entry.externalFileAttributes >>> 16,
  });
  return { name, size: entry.uncompressedSize, warnings };
}

class SealedReader extends RandomAccessReader {
  constructor(
    private readonly contents: Contents,
    private readonly id: string,
  ) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#part(start, end));
  }

  async *#part(start: number, end: number): AsyncGenerator<Buffer> {
    const bytes = await this.contents.part(this.id, start, end);
    if (bytes === undefined) throw new Error('bytes are gone');
    yield bytes;
  }
}
