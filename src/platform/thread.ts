import { beginThread } from './begin-thread.js';

/** How much one piece of work may cost. */
export interface ThreadCost {
  readonly mostMs: number;
  readonly mostHeapMegabytes: number;
}

/** The work took more time or memory than it may, and was stopped. */
export class TooCostly extends Error {
  override readonly name = 'TooCostly';
}

/**
 * Runs a program once in a thread of its own, so that the pages of everybody else go on, and hands
 * back its one message. The program finds its input in `workerData`, and nothing of the environment.
 *
 * @throws TooCostly where it was stopped
 */
export async function runInThread<T>(entry: URL, input: unknown, { mostMs, mostHeapMegabytes }: ThreadCost): Promise<T> {
  const worker = beginThread(entry, { heapMegabytes: mostHeapMegabytes, workerData: input });
  const deadline = setTimeout(() => void worker.terminate(), mostMs);
  try {
    return await new Promise<T>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new TooCostly() : error));
      worker.once('exit', () => reject(new TooCostly()));
    });
  } finally {
    clearTimeout(deadline);
    await worker.terminate();
  }
}
