import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { looksLikeBomb, mostTotalBytes, type ArchiveEntry } from './archive.rules.js';
import { StreamedBytes } from './byte-source.js';
import { beginsTar, tarEntries } from './tar-entries.js';

/** The file in the gzip goes on beyond what is read of it, or is made to fill the disk of whoever unpacks it. */
export class BeyondLimits extends Error {}

/** It takes longer than anybody should wait for a page. */
export const takesTooLong = '時間がかかりすぎるため、途中までの一覧です。';

/** A gzip as it is read: until when, and under which name the one file in it goes. */
interface Gzip {
  readonly rawName: Uint8Array;
  readonly until: number;
}

/** What lies in a gzip: the entries of a tar, or the one file. It runs through memory a piece at a time and is kept nowhere (ASVS 5.2.3). */
export async function* gzipEntries(sealed: AsyncIterable<Uint8Array>, { rawName, until }: Gzip): AsyncGenerator<ArchiveEntry> {
  const counted = { packed: 0, unpacked: 0 };
  const bytes = new StreamedBytes(unpacked(sealed, counted, until));
  try {
    if (beginsTar(await bytes.peek(512))) yield* tarEntries(bytes);
    else {
      await bytes.drain();
      yield { rawName, isUtf8: true, compressed: counted.packed, size: counted.unpacked, encrypted: false, mode: 0 };
    }
  } finally {
    await bytes.close();
  }
}

async function* unpacked(sealed: AsyncIterable<Uint8Array>, counted: { packed: number; unpacked: number }, until: number): AsyncGenerator<Uint8Array> {
  const source = Readable.from(counting(sealed, counted));
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const bytes of gunzip as AsyncIterable<Buffer>) {
      counted.unpacked += bytes.byteLength;
      if (Date.now() > until) throw new BeyondLimits(takesTooLong);
      if (looksLikeBomb(counted.packed, counted.unpacked)) throw new BeyondLimits('展開すると極端に大きいため、途中までの一覧です。開かないでください。');
      if (counted.unpacked > mostTotalBytes) throw new BeyondLimits('展開後の大きさが100MBを超えるため、途中までの一覧です。');
      yield bytes;
    }
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

async function* counting(sealed: AsyncIterable<Uint8Array>, counted: { packed: number }): AsyncGenerator<Uint8Array> {
  for await (const bytes of sealed) {
    counted.packed += bytes.byteLength;
    yield bytes;
  }
}
