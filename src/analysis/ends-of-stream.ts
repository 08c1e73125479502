const keptBytes = 64 * 1024;

/** Lets a stream through and keeps its beginning and its end, which say what it is. */
export class EndsOfStream {
  #head: Buffer = Buffer.alloc(0);
  #tail: Buffer = Buffer.alloc(0);

  get head(): Buffer {
    return this.#head;
  }

  get tail(): Buffer {
    return this.#tail;
  }

  async *through(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const bytes of source) {
      if (this.#head.byteLength < keptBytes) this.#head = Buffer.concat([this.#head, bytes.subarray(0, keptBytes - this.#head.byteLength)]);
      this.#tail = bytes.byteLength >= keptBytes ? Buffer.from(bytes.subarray(-keptBytes)) : Buffer.concat([this.#tail, bytes]).subarray(-keptBytes);
      yield bytes;
    }
  }
}
