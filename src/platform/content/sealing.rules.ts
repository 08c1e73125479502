import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Plain bytes of one chunk; every chunk but the last has as many. */
export const chunkBytes = 64 * 1024;
const tagBytes = 16;
const saltBytes = 32;
const magic = Buffer.from('DSK1');
/** What stands before the first chunk: the format and the salt of the content's own key. */
export const headerBytes = magic.byteLength + saltBytes;
/** What a chunk that is not the last takes once it is sealed. */
export const sealedChunkBytes = chunkBytes + tagBytes;

const cipherName = 'aes-256-gcm';

/** Sealed bytes that were changed, cut, reordered or moved to another content. Nothing of the chunk concerned is handed out. */
export class SealBroken extends Error {}

/**
 * Seals a stream of any length, a chunk at a time (AES-256-GCM). Each content has a key of its own, made of
 * the data key and a random salt; the number of the chunk and whether it is the last are part of its nonce,
 * the id of the content is part of every chunk, so that no chunk can be cut off, swapped or moved.
 */
export class Sealer {
  readonly #key: Buffer;
  readonly #salt = randomBytes(saltBytes);
  #waiting: Buffer = Buffer.alloc(0);
  #index = 0;
  #begun = false;

  constructor(
    dataKey: Buffer,
    private readonly contentId: string,
  ) {
    this.#key = keyOf(dataKey, this.#salt);
  }

  /** What can be written by now. */
  update(bytes: Uint8Array): Buffer[] {
    const out = this.#header();
    let rest = this.#waiting.byteLength === 0 ? asBuffer(bytes) : Buffer.concat([this.#waiting, bytes]);
    // One chunk stays back: it may be the last.
    while (rest.byteLength > chunkBytes) {
      out.push(this.#chunk(rest.subarray(0, chunkBytes), false));
      rest = rest.subarray(chunkBytes);
    }
    this.#waiting = Buffer.from(rest);
    return out;
  }

  /** The last chunk; nothing comes after it. */
  final(): Buffer[] {
    return [...this.#header(), this.#chunk(this.#waiting, true)];
  }

  #header(): Buffer[] {
    if (this.#begun) return [];
    this.#begun = true;
    return [magic, this.#salt];
  }

  #chunk(plain: Uint8Array, last: boolean): Buffer {
    const cipher = createCipheriv(cipherName, this.#key, nonceOf(this.#index++, last)).setAAD(Buffer.from(this.contentId));
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }
}

/** Opens what a `Sealer` made, from its beginning or, given the header, from any chunk on. */
export class Opener {
  #key: Buffer | undefined;
  #waiting: Buffer = Buffer.alloc(0);
  #index = 0;

  constructor(
    private readonly dataKey: Buffer,
    private readonly contentId: string,
  ) {}

  /** Goes on at a chunk: `header` is what the sealed bytes begin with. */
  startAt(header: Buffer, chunk: number): void {
    this.#readHeader(header);
    this.#index = chunk;
  }

  /** The plain bytes that are proven by now. @throws SealBroken */
  update(sealed: Uint8Array): Buffer[] {
    let rest = Buffer.concat([this.#waiting, sealed]);
    if (this.#key === undefined) {
      if (rest.byteLength >= headerBytes) {
        this.#readHeader(rest);
        rest = rest.subarray(headerBytes);
      }
    }
    const out: Buffer[] = [];
    while (this.#key !== undefined && rest.byteLength > sealedChunkBytes) {
      out.push(this.#chunk(rest.subarray(0, sealedChunkBytes), false));
      rest = rest.subarray(sealedChunkBytes);
    }
    this.#waiting = Buffer.from(rest);
    return out;
  }

  /** The last chunk. @throws SealBroken also where the end was cut off */
  final(): Buffer[] {
    return [this.#chunk(this.#waiting, true)];
  }

  #readHeader(bytes: Buffer): void {
    if (!bytes.subarray(0, magic.byteLength).equals(magic)) throw new SealBroken('Stored bytes are not sealed as they should be.');
    this.#key = keyOf(this.dataKey, bytes.subarray(magic.byteLength, headerBytes));
  }

  #chunk(sealed: Buffer, last: boolean): Buffer {
    if (this.#key === undefined || sealed.byteLength < tagBytes) throw new SealBroken('Stored bytes were cut off.');
    const decipher = createDecipheriv(cipherName, this.#key, nonceOf(this.#index++, last), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(this.contentId)).setAuthTag(sealed.subarray(-tagBytes));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
    } catch (error) {
      throw new SealBroken('Stored bytes were changed, cut off or belong elsewhere.', { cause: error });
    }
  }
}

/** Bytes that are at hand as a whole, sealed. */
export function sealBytes(dataKey: Buffer, contentId: string, bytes: Uint8Array): Buffer {
  const sealer = new Sealer(dataKey, contentId);
  return Buffer.concat([...sealer.update(bytes), ...sealer.final()]);
}

/** @throws SealBroken */
export function openBytes(dataKey: Buffer, contentId: string, sealed: Uint8Array): Buffer {
  const opener = new Opener(dataKey, contentId);
  return Buffer.concat([...opener.update(sealed), ...opener.final()]);
}

function keyOf(dataKey: Buffer, salt: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', dataKey, salt, 'desk content', 32));
}

function nonceOf(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 7);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
