import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chunkBytes, headerBytes, openBytes, sealBytes, sealedChunkBytes, SealBroken, Sealer } from '../../src/platform/content/sealing.rules.js';

const key = randomBytes(32);
const flipped = (bytes: Buffer, at: number): Buffer => {
  bytes.writeUInt8((bytes[at] ?? 0) ^ 1, at);
  return bytes;
};
const sizes = [0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes, 3 * chunkBytes + 17];

describe('sealed bytes', () => {
  it.each(sizes)('of %i bytes come back unchanged, however they were handed over', (size) => {
    const bytes = randomBytes(size);
    expect(openBytes(key, 'one', sealBytes(key, 'one', bytes)).equals(bytes)).toBe(true);
    const sealer = new Sealer(key, 'one');
    const pieces: Buffer[] = [];
    for (let at = 0; at < size; at += 30_001) pieces.push(...sealer.update(bytes.subarray(at, at + 30_001)));
    expect(openBytes(key, 'one', Buffer.concat([...pieces, ...sealer.final()])).equals(bytes)).toBe(true);
  });

  it('never look alike twice and hold nothing of what they seal', () => {
    const bytes = Buffer.from('社内限り'.repeat(1000));
    const [one, other] = [sealBytes(key, 'one', bytes), sealBytes(key, 'one', bytes)];
    expect(one.equals(other)).toBe(false);
    expect(one.includes(Buffer.from('社内限り'))).toBe(false);
  });

  const sealed = (): Buffer => sealBytes(key, 'one', Buffer.alloc(2 * chunkBytes + 100, 7));
  const chunk = (from: Buffer, index: number): Buffer => from.subarray(headerBytes + index * sealedChunkBytes, headerBytes + (index + 1) * sealedChunkBytes);
  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['a changed byte', (bytes) => flipped(bytes, headerBytes + 70_000)],
    ['a changed salt', (bytes) => flipped(bytes, 10)],
    ['the end cut off within a chunk', (bytes) => bytes.subarray(0, -1)],
    ['the end cut off between chunks', (bytes) => bytes.subarray(0, headerBytes + 2 * sealedChunkBytes)],
    ['all but the header cut off', (bytes) => bytes.subarray(0, headerBytes)],
    ['two chunks swapped', (bytes) => Buffer.concat([bytes.subarray(0, headerBytes), chunk(bytes, 1), chunk(bytes, 0), chunk(bytes, 2)])],
    ['a chunk more', (bytes) => Buffer.concat([bytes, chunk(bytes, 2)])],
    ['plain bytes', () => Buffer.alloc(chunkBytes, 7)],
  ])('are refused with %s', (_what, bend) => {
    expect(() => openBytes(key, 'one', bend(sealed()))).toThrow(SealBroken);
  });

  it('open under their own key and for their own content only', () => {
    expect(() => openBytes(randomBytes(32), 'one', sealed())).toThrow(SealBroken);
    expect(() => openBytes(key, 'other', sealed())).toThrow(SealBroken);
  });
});
