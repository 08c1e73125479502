/** A stream that is known to be small, as one. */
export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const bytes of source) chunks.push(bytes);
  return Buffer.concat(chunks);
}

/** Bytes that are at hand, as a stream. */
export async function* wholeAt(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
