import type { ArchiveEntry } from './archive.rules.js';
import { UnreadableArchive, type ByteSource } from './byte-source.js';

const blockBytes = 512;
/** Longer names than any system has: an archive that claims one is not read on, nor held in memory. */
const mostExtensionBytes = 64 * 1024;
const linkMode = 0o120000;

interface Header {
  readonly kind: string;
  readonly size: number;
  readonly rawName: Buffer;
}

interface Extension {
  readonly rawName?: Buffer;
  readonly isUtf8?: boolean;
  readonly size?: number;
}

/** Whether bytes begin a tar. */
export function beginsTar(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar';
}

/** What a tar says is in it, header by header; what lies between them is left out. @throws Error where it is no tar from somewhere on */
export async function* tarEntries(source: ByteSource): AsyncGenerator<ArchiveEntry> {
  let extension: Extension = {};
  for (;;) {
    const block = await source.take(blockBytes);
    if (block.byteLength === 0 || block.every((byte) => byte === 0)) return;
    const header = headerOf(block);
    if (header.kind === 'x' || header.kind === 'L') {
      extension = { ...extension, ...(await extensionOf(source, header)) };
      continue;
    }
    const size = extension.size ?? header.size;
    if (header.kind !== 'g' && header.kind !== 'K') {
      yield entryOf(header, extension, size);
      extension = {};
    }
    await source.skip(size);
    await source.take(padded(size) - size);
  }
}

function entryOf(header: Header, { rawName = header.rawName, isUtf8 = isUtf8Text(rawName) }: Extension, size: number): ArchiveEntry {
  return { rawName, isUtf8, compressed: size, size, encrypted: false, mode: header.kind === '1' || header.kind === '2' ? linkMode : 0 };
}

function headerOf(block: Buffer): Header {
  if (block.byteLength < blockBytes || !checksumHolds(block)) throw new UnreadableArchive('途中から読み取れません');
  const [name, prefix] = [upToNul(block.subarray(0, 100)), beginsTar(block) && block[262] === 0 ? upToNul(block.subarray(345, 500)) : Buffer.alloc(0)];
  return {
    kind: String.fromCodePoint(block[156] ?? 0),
    size: numberIn(block.subarray(124, 136)),
    rawName: prefix.byteLength === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]),
  };
}

/** A name that did not fit into the header: GNU's as it is, that of POSIX among `length key=value` lines. */
async function extensionOf(source: ByteSource, { kind, size }: Header): Promise<Extension> {
  if (size > mostExtensionBytes) throw new UnreadableArchive('名前が長すぎます');
  const bytes = (await source.take(padded(size))).subarray(0, size);
  if (kind === 'L') return { rawName: upToNul(bytes) };
  const said = new Map<string, string>();
  for (let at = 0; at < bytes.byteLength; ) {
    const [, length = '', key = ''] = /^(\d{1,6}) ([^=\n]{1,100})=/.exec(bytes.subarray(at, at + 120).toString('latin1')) ?? [];
    if (key === '' || Number(length) === 0) break;
    said.set(key, bytes.subarray(at + length.length + key.length + 2, at + Number(length) - 1).toString('utf8'));
    at += Number(length);
  }
  const [path, stated] = [said.get('path'), said.get('size')];
  return { ...(path === undefined ? {} : { rawName: Buffer.from(path), isUtf8: true }), ...(stated !== undefined && /^\d{1,15}$/.test(stated) ? { size: Number(stated) } : {}) };
}

/** The sum over a header with blanks in the place of the sum itself. */
function checksumHolds(block: Buffer): boolean {
  const sum = block.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  return sum === numberIn(block.subarray(148, 156));
}

/** Octal digits, or binary where the first bit says so. */
function numberIn(field: Buffer): number {
  if (((field[0] ?? 0) & 0x80) !== 0) {
    const value = field.subarray(1).reduce((total, byte) => total * 256 + byte, (field[0] ?? 0) & 0x7f);
    if (!Number.isSafeInteger(value)) throw new UnreadableArchive('大きさが読み取れません');
    return value;
  }
  return Number.parseInt(/[0-7]+/.exec(field.toString('latin1'))?.[0] ?? '0', 8);
}

const padded = (size: number): number => Math.ceil(size / blockBytes) * blockBytes;

function upToNul(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

function isUtf8Text(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString('utf8')).equals(bytes);
}
