import { Readable } from 'node:stream';
import { ZipWriter } from '@zip.js/zip.js';

/** The password that analysts everywhere give to harmful files: it keeps nothing secret, it keeps a file from being opened unmeant. */
const protectedZipPassword = 'infected';

/** A file as a ZIP with AES-256, a piece at a time. Not compressed: what is harmful is often packed already. */
export async function* zipWithPassword(fileName: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const zip = new ZipWriter(writable, { password: protectedZipPassword, encryptionStrength: 3, level: 0, useWebWorkers: false });
  const written = fill(zip, fileName, bytes).catch(async (error: unknown) => writable.abort(error));
  for await (const piece of readable) yield piece;
  await written;
}

async function fill(zip: ZipWriter<unknown>, fileName: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  await zip.add(fileName, Readable.toWeb(Readable.from(bytes)) as ReadableStream<Uint8Array>);
  await zip.close();
}
