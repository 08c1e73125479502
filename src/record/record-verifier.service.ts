import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { Db } from '../platform/db.js';
import { CONFIG } from '../settings.module.js';
import { headsFileIn, readHeadsFile } from './heads-file.js';
import type { RecordBreak } from './record-break.js';
import { RecordHeads } from './record-heads.queries.js';
import { brokenHeads } from './verify-heads.js';
import { brokenStreams } from './verify-streams.js';

/** What came of walking the whole record. */
export interface Verdict {
  readonly intact: boolean;
  readonly streams: number;
  readonly events: number;
  /** The newest daily head: compare it with the one that was mailed. */
  readonly newestHead: { readonly number: number; readonly day: string; readonly hash: string } | null;
  /** The first break of every stream and head that does not hold, as far as they are listed. */
  readonly breaks: readonly RecordBreak[];
}

const listedMax = 50;

/** Walks all streams, then all daily heads, with the file of heads in a data folder. Acts that are recorded meanwhile do not disturb it. */
export async function verifyRecord(db: Db, dataDir: string): Promise<Verdict> {
  const heads = new RecordHeads(db);
  const newest = await heads.last();
  const lines = (await readHeadsFile(headsFileIn(dataDir))) ?? [];
  const counts = { streams: 0, events: 0 };
  const breaks = new Breaks();
  for await (const found of brokenStreams(db, counts)) breaks.add(found);
  for await (const found of brokenHeads(heads, lines)) breaks.add(found);
  const newestHead = newest === undefined ? null : { number: newest.number, day: newest.day, hash: newest.hash };
  return { intact: breaks.listed.length === 0, ...counts, newestHead, breaks: breaks.listed };
}

/** Proves that nothing on the record was changed, taken away, put in or cut off, or says where. */
@Injectable()
export class RecordVerifier {
  constructor(
    private readonly db: Db,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async verify(): Promise<Verdict> {
    return verifyRecord(this.db, this.config.dataDir);
  }
}

/** One break a stream: what follows from it need not be told. */
class Breaks {
  readonly listed: RecordBreak[] = [];
  readonly #streams = new Set<string>();

  add(found: RecordBreak): void {
    if (this.listed.length >= listedMax || (found.stream !== null && this.#streams.has(found.stream))) return;
    if (found.stream !== null) this.#streams.add(found.stream);
    this.listed.push(found);
  }
}
