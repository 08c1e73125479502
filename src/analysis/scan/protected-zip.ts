import { DomainError } from '../../platform/errors.js';
import { throughThread } from '../../platform/thread-stream.js';

const entry = new URL('./protected-zip-worker.js', import.meta.url);
/** Each keeps a core busy while somebody takes it. */
const mostAtOnce = 4;
const retryAfterSeconds = 30;
let underWay = 0;

/**
 * A harmful file as a ZIP with a password, a piece at a time. The cipher is JavaScript and takes a
 * second for a dozen megabytes, so it runs in a thread of its own.
 *
 * @throws DomainError rate_limited where several are taken out already
 */
export function protectedZip(fileName: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (underWay >= mostAtOnce) throw new DomainError('rate_limited', `検出されたファイルの取り出しが重なっています。${retryAfterSeconds}秒ほど待ってから、もう一度お試しください。`, { facts: { retryAfterSeconds } });
  return packed(fileName, bytes);
}

async function* packed(fileName: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  underWay += 1;
  try {
    yield* throughThread(entry, fileName, bytes);
  } finally {
    underWay -= 1;
  }
}
