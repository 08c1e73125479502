import { Worker } from 'node:worker_threads';

/**
 * How much of a thread's memory is for what is young, in megabytes. When all of it survives V8 moves a
 * third of it to the old at once, and Node gives a thread 16 MB above its limit to end in: with more
 * young than that, the whole process would end instead of the thread.
 */
const youngMegabytes = 32;

/** What a thread may hold, in megabytes, and what its program finds in `workerData`. */
interface ThreadNeeds {
  readonly heapMegabytes: number;
  readonly stackMegabytes?: number;
  readonly workerData?: unknown;
}

/** Begins a program in a thread of its own. It knows nothing of the environment, and what is beyond its memory ends it alone. */
export function beginThread(entry: URL, { heapMegabytes, stackMegabytes, workerData }: ThreadNeeds): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: youngMegabytes, ...(stackMegabytes === undefined ? {} : { stackSizeMb: stackMegabytes }) };
  return new Worker(entry, { workerData, resourceLimits, env: {}, stdin: false });
}
