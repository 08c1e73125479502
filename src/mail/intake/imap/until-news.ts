import type { ImapFlow } from 'imapflow';

/** Waits for news of an open folder. */
export interface News {
  /** Resolves when something has arrived, the time to look has come, the connection has gone or the signal says so. */
  next(signal: AbortSignal): Promise<void>;
  end(): void;
}

/**
 * By IDLE (RFC 2177) where the server knows it, and every `pollMs` in any case: some servers forget to
 * tell. What arrives between two calls of `next` is not missed.
 */
export function untilNews(client: ImapFlow, pollMs: number): News {
  let hasNews = false;
  let wake = (): void => {};
  const tell = (): void => {
    hasNews = true;
    wake();
  };
  client.on('exists', tell);
  client.on('close', tell);
  return {
    next: async (signal) => {
      if (!hasNews && client.usable && !signal.aborted) await idleUntil(client, pollMs, signal, (wakeUp) => (wake = wakeUp));
      hasNews = false;
    },
    end: () => {
      client.off('exists', tell);
      client.off('close', tell);
    },
  };
}

async function idleUntil(client: ImapFlow, pollMs: number, signal: AbortSignal, hand: (wakeUp: () => void) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => {};
  await new Promise<void>((resolve) => {
    onAbort = resolve;
    hand(resolve);
    timer = setTimeout(resolve, pollMs);
    signal.addEventListener('abort', onAbort);
    // Ends by itself with the next command; a server that refuses it is looked at when the time has come.
    if (client.capabilities.has('IDLE')) client.idle().catch(() => undefined);
  });
  clearTimeout(timer);
  signal.removeEventListener('abort', onAbort);
}
