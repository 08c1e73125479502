import { crc32, inflateRawSync } from 'node:zlib';
import { DomainError } from '../platform/errors.js';

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface ZipLimits {
  readonly entries: number;
  /** Sum of the unpacked sizes of what is read. */
  readonly unpackedBytes: number;
}

const signatures = { end: 0x06_05_4b_50, central: 0x02_01_4b_50, local: 0x04_03_4b_50 } as const;
const endLength = 22;
const longestComment = 65_535;

/**
 * Unpacks the wanted files of a ZIP archive, as its directory lists them. The sizes that the directory
 * claims are checked before anything is unpacked, and each file is unpacked into no more room than is
 * left, so that a bomb costs no memory whatever it claims.
 *
 * @throws DomainError too_large, or import_rejected where it is broken or encrypted
 */
export function unzip(archive: Buffer, wanted: (name: string) => boolean, limits: ZipLimits): ZipEntry[] {
  const records = directoryOf(archive, limits.entries).filter(({ name }) => wanted(name));
  if (new Set(records.map(({ name }) => name)).size !== records.length) throw broken();
  let room = limits.unpackedBytes;
  if (records.reduce((sum, { size }) => sum + size, 0) > room) throw tooLarge();
  return records.map((record) => {
    const bytes = unpack(archive, record, room);
    room -= bytes.length;
    return { name: record.name, bytes };
  });
}

interface DirectoryRecord {
  readonly name: string;
  readonly method: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
}

function directoryOf(archive: Buffer, maxEntries: number): DirectoryRecord[] {
  const end = endOffset(archive);
  const count = archive.readUInt16LE(end + 10);
  if (count > maxEntries) throw tooLarge();
  let at = archive.readUInt32LE(end + 16);
  const records: DirectoryRecord[] = [];
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== signatures.central) throw broken();
    const nameLength = archive.readUInt16LE(at + 28);
    records.push(recordAt(archive, at, nameLength));
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return records;
}

function recordAt(archive: Buffer, at: number, nameLength: number): DirectoryRecord {
  const encrypted = (archive.readUInt16LE(at + 8) & 1) === 1;
  if (encrypted) throw new DomainError('import_rejected', 'ファイルが暗号化されています。パスワードを外して保存し直してください。');
  return {
    name: archive.toString('utf8', at + 46, at + 46 + nameLength),
    method: archive.readUInt16LE(at + 10),
    packedSize: archive.readUInt32LE(at + 20),
    size: archive.readUInt32LE(at + 24),
    offset: archive.readUInt32LE(at + 42),
  };
}

function endOffset(archive: Buffer): number {
  const first = Math.max(0, archive.length - endLength - longestComment);
  for (let at = archive.length - endLength; at >= first; at -= 1) {
    if (archive.readUInt32LE(at) === signatures.end) return at;
  }
  throw broken();
}

function unpack(archive: Buffer, record: DirectoryRecord, room: number): Buffer {
  const { offset } = record;
  if (offset + 30 > archive.length || archive.readUInt32LE(offset) !== signatures.local) throw broken();
  const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  const packed = archive.subarray(start, start + record.packedSize);
  if (packed.length !== record.packedSize) throw broken();
  if (record.method === 0) return packed.length > room ? refuseTooLarge() : packed;
  if (record.method !== 8) throw broken();
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, room) });
  } catch (error) {
    throw error instanceof RangeError ? tooLarge() : broken();
  }
}

/** An archive of files that are not packed; what a reader downstream gets instead of the original. */
export function zipStored(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name, 'utf8');
    const common = commonHeader(entry, name);
    parts.push(signature(signatures.local), common, name, entry.bytes);
    const madeBy = Buffer.from([20, 0]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(signature(signatures.central), madeBy, common, tail, name);
    offset += 4 + common.length + name.length + entry.bytes.length;
  }
  return Buffer.concat([...parts, ...directory, endRecord(entries.length, offset, Buffer.concat(directory).length)]);
}

/** The 26 bytes that a local and a central header share; names are UTF-8. */
function commonHeader(entry: ZipEntry, name: Buffer): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0);
  header.writeUInt16LE(0x08_00, 2);
  header.writeUInt32LE(crc32(entry.bytes), 10);
  header.writeUInt32LE(entry.bytes.length, 14);
  header.writeUInt32LE(entry.bytes.length, 18);
  header.writeUInt16LE(name.length, 22);
  return header;
}

function endRecord(count: number, offset: number, size: number): Buffer {
  const end = Buffer.alloc(endLength);
  end.writeUInt32LE(signatures.end, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function refuseTooLarge(): never {
  throw tooLarge();
}

function tooLarge(): DomainError {
  return new DomainError('too_large', 'ファイルを展開すると大きくなりすぎるため、読み込みません。必要な行だけのファイルにしてください。');
}

function broken(): DomainError {
  return new DomainError('import_rejected', 'XLSXファイルが壊れているか、対応していない形式です。表計算ソフトで開き、保存し直してください。');
}
