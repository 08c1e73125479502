import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DomainError } from '../../platform/errors.js';
import { TooCostly, type ThreadCost } from '../../platform/thread.js';
import { NoTurn, Turns } from '../../platform/turns.js';
import { WarmThread } from '../../platform/warm-thread.js';
import type { Paper } from './paper.js';

/** A report of fifty pages takes three seconds and 150 MiB. */
export const usualPaperCost: ThreadCost = { mostMs: 30_000, mostHeapMegabytes: 384 };

const entry = new URL('./paper-worker.js', import.meta.url);
/** More than that many people waiting for the one thread are told to come back. */
const mostWaiting = 20;
/** Whoever has waited so long for his turn is told to come back too: nobody looks at an empty page for longer. */
const usualPatienceMs = 6_000;
const retryAfterSeconds = 15;

/**
 * Draws papers as PDF, one after another in a thread that stays for a minute, within limits of time and
 * memory: loading the library takes as long as drawing a paper.
 */
@Injectable()
export class Papers implements OnModuleDestroy {
  readonly #log = new Logger('papers');
  readonly #turns = new Turns(mostWaiting);
  readonly #thread = new WarmThread(entry);

  /**
   * @param patienceMs how long to wait for the turn
   * @throws DomainError too_large or rate_limited where it cannot be drawn, or not now
   */
  async draw(paper: Paper, cost: ThreadCost = usualPaperCost, patienceMs = usualPatienceMs): Promise<Buffer> {
    try {
      return await this.#turns.take(patienceMs, () => this.#inThread(paper, cost));
    } catch (error) {
      if (error instanceof NoTurn) throw new DomainError('rate_limited', `PDFの作成が混み合っています。${retryAfterSeconds}秒ほど待ってから、もう一度押してください。`, { facts: { retryAfterSeconds } });
      throw error;
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.#thread.stop();
  }

  async #inThread(paper: Paper, cost: ThreadCost): Promise<Buffer> {
    try {
      const bytes = await this.#thread.run<Uint8Array>(paper, cost);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    } catch (error) {
      if (error instanceof TooCostly) throw new DomainError('too_large', '内容が多すぎるため、PDFにできませんでした。画面で確認するか、内容を分けてください。');
      // What kind of fault, never what stands on the paper (E4).
      this.#log.error(`A paper could not be drawn: ${error instanceof Error ? error.name : 'unknown fault'}`);
      throw new DomainError('unsupported_format', 'PDFを作成できませんでした。内容は失われていません。画面の印刷をお使いになり、サービス主管にお知らせください。');
    }
  }
}
