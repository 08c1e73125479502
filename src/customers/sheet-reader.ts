import { Injectable } from '@nestjs/common';
import { DomainError } from '../platform/errors.js';
import { runInThread, TooCostly, type ThreadCost } from '../platform/thread.js';
import type { ParsedSheet, SheetAnswer } from './parsed-sheet.js';

/** How much one file may cost. The largest that is allowed takes two seconds and 200 MiB. */
export const usualSheetLimits: ThreadCost = { mostMs: 60_000, mostHeapMegabytes: 512 };

const usualEntry = new URL('./sheet-worker.js', import.meta.url);

/** Reads parameter sheets one after another, each in a thread of its own within limits of time and memory. */
@Injectable()
export class SheetReader {
  #queue: Promise<unknown> = Promise.resolve();

  /** @throws DomainError import_rejected, too_large or unsupported_format where nothing can be read */
  async read(bytes: Uint8Array, limits: ThreadCost = usualSheetLimits): Promise<ParsedSheet> {
    const turn = this.#queue.then(() => runInThread<SheetAnswer>(usualEntry, bytes, limits)).catch(refuseCostly);
    this.#queue = turn.catch(() => undefined);
    const answer = await turn;
    if (answer.kind === 'read') return answer.sheet;
    throw new DomainError(answer.code, answer.message, { faults: answer.faults, facts: answer.facts });
  }
}

function refuseCostly(error: unknown): never {
  if (!(error instanceof TooCostly)) throw error;
  throw new DomainError('too_large', 'ファイルの読み取りに時間かメモリーがかかりすぎるため、中止しました。行を分けたファイルか CSV で取り込んでください。');
}
