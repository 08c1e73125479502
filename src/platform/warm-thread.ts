import type { Worker } from 'node:worker_threads';
import { beginThread } from './begin-thread.js';
import { TooCostly, type ThreadCost } from './thread.js';

/** How long a thread waits for more before it goes, with the memory it holds. */
const idleMs = 60_000;

/**
 * A thread that keeps what it has loaded from one piece of work to the next, for work that takes less time
 * than loading. Its program answers each message with one message; the caller sends the next one only then.
 * It knows nothing of the environment. What takes too much time or memory ends the thread; the next begins anew.
 */
export class WarmThread {
  #running: { readonly worker: Worker; readonly heap: number } | undefined;
  #farewell: NodeJS.Timeout | undefined;

  constructor(private readonly entry: URL) {}

  /** @throws TooCostly where it was stopped, or the fault of the program */
  async run<T>(input: unknown, { mostMs, mostHeapMegabytes }: ThreadCost): Promise<T> {
    const worker = await this.#worker(mostHeapMegabytes);
    const deadline = setTimeout(() => void worker.terminate(), mostMs);
    try {
      const answer = await answerOf<T>(worker, input);
      this.#sayFarewellLater();
      return answer;
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Lets the thread go. */
  async stop(): Promise<void> {
    clearTimeout(this.#farewell);
    const running = this.#running;
    this.#running = undefined;
    await running?.worker.terminate();
  }

  async #worker(heap: number): Promise<Worker> {
    clearTimeout(this.#farewell);
    if (this.#running !== undefined && this.#running.heap !== heap) await this.stop();
    const worker = this.#running?.worker ?? this.#begin(heap);
    this.#running = { worker, heap };
    worker.ref();
    return worker;
  }

  #begin(heap: number): Worker {
    const worker = beginThread(this.entry, { heapMegabytes: heap });
    // One that ends while it waits would answer nobody.
    worker.once('exit', () => {
      if (this.#running?.worker === worker) this.#running = undefined;
    });
    return worker;
  }

  /** A waiting thread keeps no process alive. */
  #sayFarewellLater(): void {
    this.#running?.worker.unref();
    this.#farewell = setTimeout(() => void this.stop(), idleMs).unref();
  }
}

/** Its own listeners go afterwards, one by one: taking all off would take off those by which a worker receives. */
function answerOf<T>(worker: Worker, input: unknown): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const done = (settle: () => void): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      settle();
    };
    const onMessage = (answer: T): void => done(() => resolve(answer));
    const onError = (error: NodeJS.ErrnoException): void => done(() => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new TooCostly() : error));
    const onExit = (): void => done(() => reject(new TooCostly()));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(input);
  });
}
