import { Injectable } from '@nestjs/common';
import { Contents } from '../../platform/content/contents.service.js';
import type { EvidenceItemRow } from '../evidence.entity.js';
import { entryWarnings, looksLikeBomb, mostEntries, mostTotalBytes, type ArchiveEntry, type ListedEntry } from './archive.rules.js';
import { Places, UnreadableArchive } from './byte-source.js';
import { BeyondLimits, gzipEntries, takesTooLong } from './gzip-entries.js';
import { tarEntries } from './tar-entries.js';
import { zipEntries } from './zip-entries.js';

const mostMs = 5_000;

/** What is in an archive, as far as it says itself. */
export interface ArchiveListing {
  readonly entries: readonly ListedEntry[];
  /** Why the list is not whole, or not to be trusted; empty where neither. */
  readonly note: string;
}

type Item = Pick<EvidenceItemRow, 'id' | 'size' | 'fileName' | 'contentType' | 'destroyedAt'>;

/** Lists ZIP, tar, gzip and tar in gzip within limits; nothing of them ever reaches the disk (ASVS 5.2.3). */
@Injectable()
export class ArchiveListings {
  constructor(private readonly contents: Contents) {}

  /** Undefined where the file is no archive of these kinds, or its bytes are gone. */
  async of(item: Item): Promise<ArchiveListing | undefined> {
    const until = Date.now() + mostMs;
    const entries = item.destroyedAt === null ? await this.#entriesOf(item, until) : undefined;
    return entries === undefined ? undefined : list(entries, item.size, until);
  }

  async #entriesOf({ id, size, fileName, contentType }: Item, until: number): Promise<AsyncGenerator<ArchiveEntry> | undefined> {
    if (contentType === 'application/zip') return zipEntries(new Places(this.contents, { id, size }), size);
    if (contentType === 'application/x-tar') return tarEntries(new Places(this.contents, { id, size }));
    if (contentType !== 'application/gzip') return undefined;
    const bytes = await this.contents.stream(id);
    return bytes === undefined ? undefined : gzipEntries(bytes, { rawName: Buffer.from(fileName.replace(/\.gz$/i, '')), until });
  }
}

/** Entry by entry, until there are too many or it takes too long. */
async function list(source: AsyncGenerator<ArchiveEntry>, archiveBytes: number, until: number): Promise<ArchiveListing> {
  const entries: ListedEntry[] = [];
  let total = 0;
  try {
    for await (const entry of source) {
      if (entries.length >= mostEntries) return { entries, note: `${mostEntries.toLocaleString('ja-JP')}件を超えるため、はじめの${mostEntries.toLocaleString('ja-JP')}件の一覧です。` };
      entries.push({ ...entryWarnings(entry), size: entry.size });
      total += entry.size;
      if (Date.now() > until) return { entries, note: takesTooLong };
    }
  } catch (error) {
    return { entries, note: error instanceof BeyondLimits ? error.message : unreadable(error) };
  }
  return { entries, note: total > mostTotalBytes && looksLikeBomb(archiveBytes, total) ? '展開すると合計で極端に大きくなります。開かないでください。' : '' };
}

/** What a library says of a broken archive is English, and no help. */
function unreadable(error: unknown): string {
  return `一覧を最後まで読み取れません（${error instanceof UnreadableArchive ? error.message : '壊れているか、途中で切れています'}）。`;
}
