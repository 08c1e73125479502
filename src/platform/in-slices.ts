import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

const sliceMs = 10;

/** Does much work piece by piece and lets the rest of the process run in between. */
export async function inSlices<Item, Result>(items: readonly Item[], work: (item: Item) => Result): Promise<Result[]> {
  const results: Result[] = [];
  let since = performance.now();
  for (const item of items) {
    results.push(work(item));
    if (performance.now() - since < sliceMs) continue;
    await turnOfTheLoop();
    since = performance.now();
  }
  return results;
}

/** Awaits a statement for each part, with a turn of the loop after each: the driver of SQLite is synchronous. */
export async function partByPart<Item>(parts: readonly Item[], statement: (part: Item) => Promise<unknown>): Promise<void> {
  for (const part of parts) {
    await statement(part);
    await turnOfTheLoop();
  }
}
