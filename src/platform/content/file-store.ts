/** A span of bytes, both ends included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** A file that lies in the store. */
export interface StoredFile {
  readonly name: string;
  readonly modifiedAt: number;
}

/** No room is left where the files lie (R21). */
export class StoreFull extends Error {}

/**
 * Where sealed files lie: a folder or an S3-compatible server. It sees sealed bytes and random names only,
 * and a file is there as a whole or not at all.
 */
export abstract class FileStore {
  /** @throws StoreFull; and whatever the source throws, after which nothing is left of the file */
  abstract write(name: string, source: AsyncIterable<Uint8Array>): Promise<void>;

  /** Undefined where there is no such file. */
  abstract read(name: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined>;

  /** Does nothing where there is no such file. */
  abstract remove(name: string): Promise<void>;

  /** Every file, what was left half-written among them. */
  abstract list(): AsyncIterable<StoredFile>;
}
