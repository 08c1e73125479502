import { on } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { beginThread } from './begin-thread.js';

/** What the program in the thread says. */
type FromThread = { readonly kind: 'wants' } | { readonly kind: 'piece'; readonly bytes: Uint8Array } | { readonly kind: 'end' };
/** What it is told: the next bytes, null at their end, or that its piece was taken. */
type ToThread = Uint8Array | null | 'taken';

/** A program that makes one stream of another, a piece at a time. */
export type StreamProgram = (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

const mostHeapMegabytes = 96;

/**
 * Sends a stream through a program in a thread of its own (`serveStream` there), so that the pages of
 * everybody else go on. Neither side runs ahead of the other: no more than two pieces are under way.
 *
 * @param input what the program finds in `workerData`; it has nothing of the environment
 */
export async function* throughThread(entry: URL, input: unknown, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const worker = beginThread(entry, { heapMegabytes: mostHeapMegabytes, workerData: input });
  const pieces = source[Symbol.asyncIterator]();
  const say = (told: ToThread): void => {
    // A copy: the bytes may be part of a larger buffer, all of which would cross.
    const own = told instanceof Uint8Array ? new Uint8Array(told) : told;
    worker.postMessage(own, own instanceof Uint8Array ? [own.buffer] : []);
  };
  try {
    for await (const [said] of on(worker, 'message', { close: ['exit'] }) as AsyncIterable<[FromThread]>) {
      if (said.kind === 'end') return;
      if (said.kind === 'wants') {
        const next = await pieces.next();
        say(next.done === true ? null : next.value);
      } else {
        yield said.bytes;
        say('taken');
      }
    }
    throw new Error('The thread ended before its stream.');
  } finally {
    await worker.terminate();
    await pieces.return?.();
  }
}

/** The thread's side of `throughThread`. */
export async function serveStream(port: MessagePort, program: StreamProgram): Promise<void> {
  const say = (said: FromThread): void => port.postMessage(said, said.kind === 'piece' ? [said.bytes.buffer as ArrayBuffer] : []);
  let given = (_bytes: Uint8Array | null): void => {};
  let taken = (): void => {};
  port.on('message', (told: ToThread) => (told === 'taken' ? taken() : given(told)));

  async function* source(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const bytes = await new Promise<Uint8Array | null>((resolve) => {
        given = resolve;
        say({ kind: 'wants' });
      });
      if (bytes === null) return;
      yield bytes;
    }
  }

  for await (const piece of program(source())) {
    await new Promise<void>((resolve) => {
      taken = resolve;
      say({ kind: 'piece', bytes: new Uint8Array(piece) });
    });
  }
  say({ kind: 'end' });
}
