import { once } from 'node:events';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { beginThread } from '../../platform/begin-thread.js';
import type { StoppedBy } from './reading-again.rules.js';
import { ready, type ParseAnswer } from './serve-parsing.js';

/** How much one message may cost. */
export interface ThreadLimits {
  readonly mostMs: number;
  readonly mostMsPerMegabyte: number;
  readonly mostHeapMegabytes: number;
  /** Of the whole process, which is where bytes outside of the thread's heap show. */
  readonly mostGrowthMegabytes: number;
}

/** Why a thread reads no further. */
export interface Stop {
  readonly by: StoppedBy;
  /** For the log and the page. */
  readonly fault: string;
}

/** How far a thread came with what it was given; `stoppedBy` says why it got no further. */
export interface ThreadResult {
  readonly answers: readonly ParseAnswer[];
  readonly stoppedBy: Stop | undefined;
}

const startMs = 30_000;
const lookEveryMs = 50;
const megabyte = 1024 * 1024;

/** One worker thread that reads messages; once it has been stopped it is of no use any more. */
export class ParseThread {
  readonly #worker: Worker;
  readonly #limits: ThreadLimits;
  #death: Stop | undefined;

  private constructor(worker: Worker, limits: ThreadLimits) {
    this.#worker = worker;
    this.#limits = limits;
    worker.on('error', (error: NodeJS.ErrnoException) => {
      this.#death ??= error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? { by: 'memory', fault: 'out of memory' } : { by: 'death', fault: `the thread failed: ${error.name}` };
    });
    worker.on('exit', () => (this.#death ??= { by: 'death', fault: 'the thread ended' }));
  }

  /** @throws where the program cannot be loaded */
  static async start(entry: URL, limits: ThreadLimits): Promise<ParseThread> {
    const worker = beginThread(entry, { heapMegabytes: limits.mostHeapMegabytes, stackMegabytes: 4 });
    try {
      const [first] = (await once(worker, 'message', { signal: AbortSignal.timeout(startMs) })) as unknown[];
      if (first !== ready) throw new Error('The thread that reads messages said something else than that it is ready.');
    } catch (error) {
      await worker.terminate();
      throw error;
    }
    // An idle thread must not keep a command from ending.
    worker.unref();
    return new ParseThread(worker, limits);
  }

  /** Reads messages in order until one of them exceeds a limit. */
  async read(raws: readonly Buffer[]): Promise<ThreadResult> {
    const answers: ParseAnswer[] = [];
    let stoppedBy = this.#death;
    this.#worker.ref();
    const take = (answer: ParseAnswer): void => void answers.push(withBuffers(answer));
    this.#worker.on('message', take);
    for (const raw of raws) this.#worker.postMessage(raw);
    for (let index = 0; index < raws.length && stoppedBy === undefined; index += 1) {
      stoppedBy = await this.#untilAnswered(() => answers.length > index, raws[index]?.byteLength ?? 0);
    }
    this.#worker.off('message', take);
    this.#worker.unref();
    return { answers: answers.slice(0, raws.length), stoppedBy: answers.length >= raws.length ? undefined : stoppedBy };
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Undefined once there is an answer; otherwise why there will be none. */
  async #untilAnswered(answered: () => boolean, size: number): Promise<Stop | undefined> {
    const { mostMs, mostMsPerMegabyte, mostGrowthMegabytes } = this.#limits;
    const deadline = performance.now() + mostMs + (size / megabyte) * mostMsPerMegabyte;
    const before = process.memoryUsage.rss();
    while (!answered()) {
      if (this.#death !== undefined) return this.#death;
      if (performance.now() > deadline) {
        // Where this process itself was held up, the answer may have been waiting all the while.
        await turnOfTheLoop();
        return answered() ? undefined : { by: 'time', fault: 'time limit exceeded' };
      }
      if (process.memoryUsage.rss() - before > mostGrowthMegabytes * megabyte) return { by: 'memory', fault: 'memory limit exceeded' };
      await this.#somethingHappens();
    }
    return undefined;
  }

  async #somethingHappens(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let wake = (): void => {};
    await new Promise<void>((resolve) => {
      wake = resolve;
      timer = setTimeout(resolve, lookEveryMs);
      this.#worker.once('message', wake);
      this.#worker.once('exit', wake);
    });
    clearTimeout(timer);
    this.#worker.off('message', wake);
    this.#worker.off('exit', wake);
  }
}

/** Bytes cross a thread's border as plain arrays. */
function withBuffers(answer: ParseAnswer): ParseAnswer {
  if (answer.kind === 'unreadable') return answer;
  const files = answer.mail.files.map((file) => ({ ...file, bytes: Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength) }));
  return { ...answer, mail: { ...answer.mail, files } };
}
