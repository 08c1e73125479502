import { Worker } from 'node:worker_threads';
import { TooCostly, type ThreadCost } from './thread.js';

/** A thread that has done so much work is let go, whatever it still holds. */
const mostPieces = 50;

interface Answer<T> {
  readonly result?: T;
  /** The name of what was thrown: never its words, which may be the customer's. */
  readonly fault?: string;
}

/**
 * A thread for one piece of work after another of the same program, which listens for inputs and answers
 * each with `{ result }` or `{ fault }`. What it has loaded stays warm between pieces; unused for a while
 * it ends, so that an idle desk holds none of it.
 */
export class WarmThread {
  #worker: Worker | undefined;
  #pieces = 0;
  #heapMegabytes = 0;
  #letGo: NodeJS.Timeout | undefined;

  constructor(
    private readonly entry: URL,
    private readonly idleMs: number,
  ) {}

  /**
   * Does one piece of work; the caller sees to it that there is never a second at the same time.
   *
   * @throws TooCostly where it was stopped
   */
  async run<T>(input: unknown, { mostMs, mostHeapMegabytes }: ThreadCost): Promise<T> {
    clearTimeout(this.#letGo);
    if (this.#heapMegabytes !== mostHeapMegabytes) await this.close();
    this.#heapMegabytes = mostHeapMegabytes;
    this.#worker ??= new Worker(this.entry, { resourceLimits: { maxOldGenerationSizeMb: mostHeapMegabytes, maxYoungGenerationSizeMb: 64 }, env: {}, stdin: false });
    const worker = this.#worker;
    worker.ref();
    const deadline = setTimeout(() => void worker.terminate(), mostMs);
    try {
      const { result, fault } = await answerOf<T>(worker, input);
      if (fault !== undefined || result === undefined) throw new Error(fault ?? 'no result');
      this.#rest(worker);
      return result;
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Ends the thread; the next piece of work begins another. */
  async close(): Promise<void> {
    clearTimeout(this.#letGo);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#pieces = 0;
    await worker?.terminate();
  }

  #rest(worker: Worker): void {
    // It keeps no process alive that has nothing else to do.
    worker.unref();
    this.#pieces += 1;
    if (this.#pieces >= mostPieces) void this.close();
    else this.#letGo = setTimeout(() => void this.close(), this.idleMs).unref();
  }
}

async function answerOf<T>(worker: Worker, input: unknown): Promise<Answer<T>> {
  try {
    return await new Promise<Answer<T>>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new TooCostly() : error));
      worker.once('exit', () => reject(new TooCostly()));
      worker.postMessage(input);
    });
  } finally {
    worker.removeAllListeners();
  }
}
