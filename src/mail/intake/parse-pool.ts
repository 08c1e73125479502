import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ParseThread, type Stop, type ThreadLimits } from './parse-thread.js';
import type { ParseAnswer } from './serve-parsing.js';

/** A message that was read. */
export type ReadMail = Extract<ParseAnswer, { readonly kind: 'read' }>;

/** What became of reading one; `stopped`: given up, it took too long or too much memory, or the thread died of it. */
export type ParseResult = ParseAnswer | ({ readonly kind: 'stopped' } & Stop);

/** A message of 10 kB takes a millisecond or two, one of 50 MB about a second; the rest is for busy machines. */
export const usualLimits: ThreadLimits = { mostMs: 3_000, mostMsPerMegabyte: 40, mostHeapMegabytes: 192, mostGrowthMegabytes: 512 };

const usualEntry = new URL('./parse-worker.js', import.meta.url);

/**
 * Reads messages in a thread of their own, within limits of time and memory: whatever arrives, the
 * desk goes on serving and the next message is read (R19, R24). A thread that exceeds a limit is
 * ended with its message, another takes its place.
 */
@Injectable()
export class ParsePool implements OnModuleDestroy {
  readonly #entry: URL;
  readonly #limits: ThreadLimits;
  #thread: ParseThread | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  /** @param entry where another program reads the messages, as tests of the limits want */
  constructor(entry: URL = usualEntry, limits: ThreadLimits = usualLimits) {
    this.#entry = entry;
    this.#limits = limits;
  }

  /** The results in the order of the messages; never throws because of a message. */
  async parse(raws: readonly Buffer[]): Promise<ParseResult[]> {
    const turn = this.#queue.then(() => this.#parse(raws));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async onModuleDestroy(): Promise<void> {
    await this.#queue;
    await this.#end();
  }

  async #parse(raws: readonly Buffer[]): Promise<ParseResult[]> {
    const results: ParseResult[] = [];
    while (results.length < raws.length) {
      const remaining = raws.slice(results.length);
      this.#thread ??= await ParseThread.start(this.#entry, this.#limits);
      const { answers, stoppedBy } = await this.#thread.read(remaining);
      results.push(...answers);
      if (stoppedBy === undefined) continue;
      // The first that has no answer is the one that did it.
      results.push({ kind: 'stopped', ...stoppedBy });
      await this.#end();
    }
    return results;
  }

  async #end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }
}
