import type { Contents } from '../../platform/content/contents.service.js';
import { chunkBytes } from '../../platform/content/sealing.rules.js';

/** An archive that contradicts itself; the message says how, in Japanese. */
export class UnreadableArchive extends Error {}

/** The bytes of an archive, from its beginning on. */
export interface ByteSource {
  /** The next bytes; fewer than asked for at the end. */
  take(count: number): Promise<Buffer>;
  /** Leaves bytes out. @throws Error where there are not so many */
  skip(count: number): Promise<void>;
}

/** A content of which only the places asked for are read, a chunk at a time; the last one is held. */
export class Places implements ByteSource {
  #at = 0;
  #held: { readonly from: number; readonly bytes: Buffer } = { from: 0, bytes: Buffer.alloc(0) };

  constructor(
    private readonly contents: Contents,
    private readonly content: { readonly id: string; readonly size: number },
  ) {}

  async take(count: number): Promise<Buffer> {
    const bytes = await this.read(this.#at, Math.min(this.#at + count, this.content.size));
    this.#at += bytes.byteLength;
    return bytes;
  }

  async skip(count: number): Promise<void> {
    this.#at += count;
    if (this.#at > this.content.size) throw cutOff();
  }

  /** Bytes of any place: `to` is not among them. */
  async read(from: number, to: number): Promise<Buffer> {
    const { from: start, bytes } = this.#held;
    if (from < start || to > start + bytes.byteLength) await this.#hold(from, to);
    return this.#held.bytes.subarray(from - this.#held.from, to - this.#held.from);
  }

  async #hold(from: number, to: number): Promise<void> {
    const start = Math.floor(from / chunkBytes) * chunkBytes;
    const end = Math.min(Math.ceil(to / chunkBytes) * chunkBytes, this.content.size);
    this.#held = { from: start, bytes: (await this.contents.part(this.content.id, start, end)) ?? Buffer.alloc(0) };
  }
}

/** A stream that is read in order and held nowhere. */
export class StreamedBytes implements ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  async take(count: number): Promise<Buffer> {
    const taken = await this.peek(count);
    this.#held = this.#held.subarray(taken.byteLength);
    return taken;
  }

  /** The next bytes, which are still there afterwards. */
  async peek(count: number): Promise<Buffer> {
    while (this.#held.byteLength < count && (await this.#more())) continue;
    return this.#held.subarray(0, count);
  }

  async skip(count: number): Promise<void> {
    let left = count;
    while (left > 0) {
      if (this.#held.byteLength === 0 && !(await this.#more())) throw cutOff();
      const now = Math.min(left, this.#held.byteLength);
      this.#held = this.#held.subarray(now);
      left -= now;
    }
  }

  /** Reads to the end. */
  async drain(): Promise<void> {
    do this.#held = Buffer.alloc(0);
    while (await this.#more());
  }

  /** Gives up what is left. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#chunks.next();
    if (done === true) return false;
    this.#held = this.#held.byteLength === 0 ? Buffer.from(value) : Buffer.concat([this.#held, value]);
    return true;
  }
}

const cutOff = (): Error => new UnreadableArchive('途中で終わっています');
