import type { ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3';
import { FileStore, StoreFull, type ByteRange, type StoredFile } from './file-store.js';

/** An S3-compatible server and the bucket for the files. */
export interface S3Settings {
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Larger files go in parts of this size, so that no more of a file is in memory. */
const partBytes = 8 * 1024 * 1024;

type Sdk = typeof import('@aws-sdk/client-s3');

/** Files in a bucket. The client is loaded with the first file: it is large, and most desks have a folder. */
export class S3Store extends FileStore {
  #opened: Promise<{ sdk: Sdk; client: S3Client }> | undefined;

  constructor(private readonly settings: S3Settings) {
    super();
  }

  async write(name: string, source: AsyncIterable<Uint8Array>): Promise<void> {
    const parts = inParts(source);
    const first = await parts.next();
    const second = await parts.next();
    if (first.done === true) return this.#put(name, Buffer.alloc(0));
    if (second.done === true) return this.#put(name, first.value);
    return this.#putInParts(name, chained([first.value, second.value], parts));
  }

  async read(name: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    const { sdk, client } = await this.#open();
    const bytes = range === undefined ? {} : { Range: `bytes=${range.from}-${range.to}` };
    try {
      const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: this.settings.bucket, Key: name, ...bytes }));
      return Body as AsyncIterable<Uint8Array> | undefined;
    } catch (error) {
      if (nameOf(error) === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    const { sdk, client } = await this.#open();
    await client.send(new sdk.DeleteObjectCommand({ Bucket: this.settings.bucket, Key: name }));
  }

  async *list(): AsyncGenerator<StoredFile> {
    const { sdk, client } = await this.#open();
    for (let from: string | undefined = ''; from !== undefined; ) {
      const page: ListObjectsV2CommandOutput = await client.send(
        new sdk.ListObjectsV2Command({ Bucket: this.settings.bucket, ...(from === '' ? {} : { ContinuationToken: from }) }),
      );
      for (const { Key, LastModified } of page.Contents ?? []) if (Key !== undefined) yield { name: Key, modifiedAt: LastModified?.getTime() ?? 0 };
      from = page.NextContinuationToken;
    }
  }

  async #put(name: string, body: Uint8Array): Promise<void> {
    const { sdk, client } = await this.#open();
    await client.send(new sdk.PutObjectCommand({ Bucket: this.settings.bucket, Key: name, Body: body })).catch(refused);
  }

  async #putInParts(name: string, parts: AsyncIterable<Uint8Array>): Promise<void> {
    const { sdk, client } = await this.#open();
    const place = { Bucket: this.settings.bucket, Key: name };
    const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand(place));
    const upload = { ...place, UploadId };
    try {
      const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
      for await (const Body of parts) {
        const PartNumber = Parts.length + 1;
        const { ETag } = await client.send(new sdk.UploadPartCommand({ ...upload, PartNumber, Body }));
        Parts.push({ ETag, PartNumber });
      }
      await client.send(new sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    } catch (error) {
      await client.send(new sdk.AbortMultipartUploadCommand(upload)).catch(() => undefined);
      refused(error);
    }
  }

  async #open(): Promise<{ sdk: Sdk; client: S3Client }> {
    this.#opened ??= connect(this.settings);
    return this.#opened;
  }
}

async function connect({ endpoint, region, accessKeyId, secretAccessKey }: S3Settings): Promise<{ sdk: Sdk; client: S3Client }> {
  const sdk = await import('@aws-sdk/client-s3');
  const where = endpoint === undefined ? {} : { endpoint, forcePathStyle: true };
  const checksums = { requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' } as const;
  return { sdk, client: new sdk.S3Client({ region, credentials: { accessKeyId, secretAccessKey }, ...where, ...checksums }) };
}

/** Pieces of the size that the server wants; the last may be smaller. */
async function* inParts(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, undefined> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of source) {
    waiting.push(bytes);
    size += bytes.byteLength;
    if (size < partBytes) continue;
    yield Buffer.concat(waiting);
    [waiting, size] = [[], 0];
  }
  if (size > 0) yield Buffer.concat(waiting);
  return undefined;
}

async function* chained(begun: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* begun;
  yield* rest;
}

function refused(error: unknown): never {
  if (/QuotaExceeded|InsufficientStorage|StorageFull|EntityTooLarge/.test(nameOf(error))) throw new StoreFull('The file server has no room left.', { cause: error });
  throw error;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
