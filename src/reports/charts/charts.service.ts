import { Injectable, Logger } from '@nestjs/common';
import { sha256 } from '../../platform/ids.js';
import { runInThread, type ThreadCost } from '../../platform/thread.js';
import type { Chart } from './chart.js';

const cost: ThreadCost = { mostMs: 20_000, mostHeapMegabytes: 256 };
const entry = new URL('./chart-worker.js', import.meta.url);
/** About as many as all desks and months that people look at in a day. */
const mostKept = 300;

/** Draws charts in a thread, and keeps what was drawn: the same figures are the same picture. */
@Injectable()
export class Charts {
  readonly #log = new Logger('charts');
  readonly #kept = new Map<string, string>();
  #queue: Promise<unknown> = Promise.resolve();

  /** The pictures in order; empty ones where they cannot be drawn: the tables beside them say the same. */
  async draw(charts: readonly Chart[]): Promise<readonly string[]> {
    const keys = charts.map((chart) => sha256(JSON.stringify(chart)));
    const missing = charts.filter((_chart, index) => !this.#kept.has(keys[index] ?? ''));
    if (missing.length > 0) {
      const turn = this.#queue.then(() => this.#drawNow(missing));
      this.#queue = turn;
      await turn;
    }
    return keys.map((key) => this.#kept.get(key) ?? '');
  }

  async #drawNow(charts: readonly Chart[]): Promise<void> {
    try {
      const drawn = await runInThread<readonly string[]>(entry, charts, cost);
      for (const [index, chart] of charts.entries()) this.#keep(sha256(JSON.stringify(chart)), drawn[index] ?? '');
    } catch (error) {
      this.#log.error(`Charts could not be drawn: ${error instanceof Error ? error.name : 'unknown fault'}`);
    }
  }

  #keep(key: string, svg: string): void {
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= mostKept && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, svg);
  }
}
