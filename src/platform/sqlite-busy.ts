import { setTimeout as sleep } from 'node:timers/promises';

const retryForMs = 4_000;
const pauseMs = 25;

/**
 * Retries while another process holds SQLite's write lock, without blocking this one: the driver is
 * synchronous, so its own `busy_timeout` is kept short. Gives up after four seconds with the
 * driver's error.
 */
export async function withBusyRetry<T>(attempt: () => T | Promise<T>): Promise<T> {
  const deadline = Date.now() + retryForMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      await sleep(pauseMs);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && /SQLITE_BUSY|database is locked/.test(`${Reflect.get(error, 'code')} ${error.message}`);
}
