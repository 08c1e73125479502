import { crc32 } from 'node:zlib';

const name = Buffer.from('a.zip');

/** A small archive within an archive, and so on, deeper than any scanner is set to look. */
export function nestedArchive(depth: number): Buffer {
  let content: Buffer = Buffer.from('nothing');
  for (let level = 0; level < depth; level += 1) content = storedZip(content);
  return content;
}

/** A ZIP with one stored file. */
export function storedZip(content: Buffer): Buffer {
  const common = Buffer.alloc(26);
  common.writeUInt16LE(10, 0);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(content.byteLength, 14);
  common.writeUInt32LE(content.byteLength, 18);
  common.writeUInt16LE(name.byteLength, 22);
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, name, content]);
  const central = Buffer.concat([Buffer.from('PK\u0001\u0002\u000a\u0000', 'latin1'), common, Buffer.alloc(14), name]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.byteLength, 8);
  end.writeUInt32LE(local.byteLength, 12);
  return Buffer.concat([local, central, Buffer.from('PK\u0005\u0006', 'latin1'), end]);
}
