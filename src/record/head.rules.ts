import { createHash, type Hash } from 'node:crypto';
import { sha256 } from '../platform/ids.js';
import type { RecordHeadRow, RecordHeadStreamRow } from './record-head.entity.js';

/** The end of one stream. */
export type StreamEnd = Pick<RecordHeadStreamRow, 'streamType' | 'streamId' | 'seq' | 'hash'>;

/** Takes the ends of the streams in their order; `hex` closes it. */
export class EndsDigest {
  readonly #hash: Hash = createHash('sha256');

  add(end: StreamEnd): void {
    this.#hash.update(`${JSON.stringify([end.streamType, end.streamId, end.seq, end.hash])}\n`);
  }

  hex(): string {
    return this.#hash.digest('hex');
  }
}

/** What the hash of a head covers: everything of it, and through the digest and the chain the whole record. */
export function hashOfHead(head: Omit<RecordHeadRow, 'hash'>): string {
  return sha256(JSON.stringify([head.previousHash, head.number, head.day, head.streams, head.events, head.digest, head.createdAt]));
}
