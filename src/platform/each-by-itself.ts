import { Logger } from '@nestjs/common';

const log = new Logger('jobs');

/**
 * Works on each of the things that a job has found. One that fails holds up no other: it is logged, and
 * found again at the next run.
 */
export async function eachByItself<Item>(job: string, found: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  for (const item of found) {
    try {
      await work(item);
    } catch (error) {
      log.error(`The job ${job} failed on one of ${found.length}: ${String(error)}`);
    }
  }
}
