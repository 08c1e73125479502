import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../platform/errors.js';
import type { ParsedSheet, SheetAnswer } from './parsed-sheet.js';

/** How much one file may cost. The largest that is allowed takes two seconds and 200 MiB. */
export interface SheetReaderLimits {
  readonly mostMs: number;
  readonly mostHeapMegabytes: number;
}

export const usualSheetLimits: SheetReaderLimits = { mostMs: 60_000, mostHeapMegabytes: 512 };

const usualEntry = new URL('./sheet-worker.js', import.meta.url);

/** Reads parameter sheets one after another, each in a thread of its own within limits of time and memory. */
@Injectable()
export class SheetReader {
  #queue: Promise<unknown> = Promise.resolve();

  /** @throws DomainError import_rejected, too_large or unsupported_format where nothing can be read */
  async read(bytes: Uint8Array, limits: SheetReaderLimits = usualSheetLimits): Promise<ParsedSheet> {
    const turn = this.#queue.then(() => answerOf(bytes, limits));
    this.#queue = turn.catch(() => undefined);
    const answer = await turn;
    if (answer.kind === 'read') return answer.sheet;
    throw new DomainError(answer.code, answer.message, { faults: answer.faults, facts: answer.facts });
  }
}

async function answerOf(bytes: Uint8Array, { mostMs, mostHeapMegabytes }: SheetReaderLimits): Promise<SheetAnswer> {
  const resourceLimits = { maxOldGenerationSizeMb: mostHeapMegabytes, maxYoungGenerationSizeMb: 64 };
  const worker = new Worker(usualEntry, { workerData: bytes, resourceLimits, env: {}, stdin: false });
  const deadline = setTimeout(() => void worker.terminate(), mostMs);
  try {
    return await new Promise<SheetAnswer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch() : error));
      worker.once('exit', () => reject(tooMuch()));
    });
  } finally {
    clearTimeout(deadline);
    await worker.terminate();
  }
}

function tooMuch(): DomainError {
  return new DomainError('too_large', 'ファイルの読み取りに時間かメモリーがかかりすぎるため、中止しました。行を分けたファイルか CSV で取り込んでください。');
}
