const sevenZip = Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]);
/** The coder AES-256 + SHA-256 of 7-Zip, as the header at the end of the file names it. */
const sevenZipAes = Buffer.from([0x06, 0xf1, 0x07, 0x01]);
const localHeader = Buffer.from('PK\u0003\u0004', 'latin1');
const centralHeader = Buffer.from('PK\u0001\u0002', 'latin1');
const rar4 = Buffer.from('Rar!\u001a\u0007\u0000', 'latin1');
const rar5 = Buffer.from('Rar!\u001a\u0007\u0001\u0000', 'latin1');

/** Whether a file is an archive that needs a password, by its first and its last bytes (zip, 7z, rar). */
export function isEncryptedArchive(head: Buffer, tail: Buffer): boolean {
  if (startsWith(head, localHeader)) return (head.readUInt16LE(Math.min(6, head.byteLength - 2)) & 1) === 1 || anyEncryptedEntry(tail);
  if (startsWith(head, sevenZip)) return tail.includes(sevenZipAes);
  if (startsWith(head, rar5)) return encryptedRar5(head);
  if (startsWith(head, rar4)) return encryptedRar4(head);
  return false;
}

function anyEncryptedEntry(tail: Buffer): boolean {
  for (let at = tail.indexOf(centralHeader); at >= 0 && at + 10 <= tail.byteLength; at = tail.indexOf(centralHeader, at + 4)) {
    if ((tail.readUInt16LE(at + 8) & 1) === 1) return true;
  }
  return false;
}

/** Headers that are encrypted (main header, 0x80), or a file that is (file header, 0x04). */
function encryptedRar4(head: Buffer): boolean {
  const main = rar4.byteLength;
  if (head.byteLength < main + 7) return false;
  if ((head.readUInt16LE(main + 3) & 0x80) !== 0) return true;
  const file = main + head.readUInt16LE(main + 5);
  return head.byteLength >= file + 5 && head[file + 2] === 0x74 && (head.readUInt16LE(file + 3) & 0x04) !== 0;
}

/** The second block is the encryption header (type 4) where names are encrypted too; the record of a file alone lies in its extra area. */
function encryptedRar5(head: Buffer): boolean {
  const type = head[rar5.byteLength + 5];
  if (type === 4) return true;
  // The encryption record of a file: type 1, version 0, flags 0 to 3, 2 to the power of 15 rounds or some more.
  for (let at = rar5.byteLength; at + 4 <= Math.min(head.byteLength, 1024); at += 1) {
    const [kind = 0, version = 0, flags = 0, rounds = 0] = head.subarray(at, at + 4);
    if (kind === 1 && version === 0 && flags <= 3 && rounds >= 15 && rounds <= 18) return true;
  }
  return false;
}

function startsWith(bytes: Buffer, start: Buffer): boolean {
  return bytes.byteLength > start.byteLength + 4 && bytes.subarray(0, start.byteLength).equals(start);
}
