import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MailboxSettings } from '../../../mailbox-settings.js';
import { MailboxRegistry } from '../../mailboxes/mailbox-registry.service.js';
import { IntakeRun } from '../intake-run.service.js';
import { AccessTokens } from './access-tokens.js';
import { openMailbox } from './imap-connection.js';
import { MailboxFailure, sessionFailure } from './mailbox-failure.js';
import { MailboxFetch, type MailboxSession } from './mailbox-fetch.service.js';
import { leaseMs, MailboxLeases } from './mailbox-leases.service.js';
import { untilNews } from './until-news.js';

/** A connection is renewed from time to time, and with it the attempts at what would not come. */
const sessionMs = 60 * 60_000;

/** A mailbox that this process has. */
interface Watched {
  /** As they were when it began. */
  readonly settings: string;
  readonly ended: AbortController;
  readonly done: Promise<void>;
}

/** Keeps a connection to each mailbox that no other process has, and takes what arrives. */
@Injectable()
export class MailboxWatch implements BeforeApplicationShutdown {
  readonly #log = new Logger('mail');
  readonly #running = new Map<string, Watched>();
  readonly #stop = new AbortController();

  constructor(
    private readonly registry: MailboxRegistry,
    private readonly leases: MailboxLeases,
    private readonly fetch: MailboxFetch,
    private readonly tokens: AccessTokens,
    private readonly intake: IntakeRun,
  ) {}

  /** Begins with every mailbox in use that nobody watches, and ends with those whose settings are others now; returns at once. */
  async start(): Promise<void> {
    const wanted = await this.registry.list();
    for (const [name, { settings, ended }] of this.#running) {
      if (!wanted.some((each) => each.name === name && JSON.stringify(each) === settings)) ended.abort();
    }
    for (const settings of wanted) {
      const free = !this.#stop.signal.aborted && !this.#running.has(settings.name) && (await this.leases.take(settings.name));
      if (!free || this.#running.has(settings.name)) continue;
      const ended = new AbortController();
      const watching = this.#watch(settings, ended).catch((error: unknown) => this.#log.error(`The mailbox ${settings.name} is no longer watched: ${String(error)}`));
      this.#running.set(settings.name, { settings: JSON.stringify(settings), ended, done: watching.finally(() => this.#running.delete(settings.name)) });
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  /** Until the desk ends or another process has the mailbox. */
  async #watch(settings: MailboxSettings, ended: AbortController): Promise<void> {
    const { name } = settings;
    const signal = AbortSignal.any([this.#stop.signal, ended.signal]);
    const renewal = setInterval(() => void this.leases.take(name).then((kept) => (kept ? undefined : ended.abort()), () => ended.abort()), leaseMs / 3);
    try {
      while (!signal.aborted) {
        await sleep(Math.max(0, (await this.leases.nextAttemptAt(name)) - Date.now()), undefined, { signal }).catch(() => undefined);
        if (!signal.aborted) await this.#session(settings, signal);
      }
    } finally {
      clearInterval(renewal);
      await this.leases.release(name);
    }
  }

  /** One connection, from sign-in to its end. */
  async #session(settings: MailboxSettings, signal: AbortSignal): Promise<void> {
    const { name } = settings;
    try {
      await this.#connected(settings, signal);
    } catch (error) {
      if (signal.aborted) return;
      const { fault, message } = sessionFailure(error);
      this.#log.warn(`The mailbox ${name} could not be fetched: ${message}`);
      await this.leases.failed(name, fault);
    }
  }

  async #connected(settings: MailboxSettings, signal: AbortSignal): Promise<void> {
    const client = await openMailbox(settings, this.tokens);
    const close = (): void => client.close();
    signal.addEventListener('abort', close);
    const session: MailboxSession = { client, settings, goOn: () => signal.throwIfAborted() };
    const news = untilNews(client, settings.pollMs);
    const endsAt = performance.now() + sessionMs;
    try {
      while (performance.now() < endsAt) {
        const stored = await this.fetch.fetchNew(session);
        await this.leases.fetched(settings.name);
        // Not waited for: the next messages may come in meanwhile.
        if (stored > 0) this.#understand();
        await news.next(signal);
        if (!client.usable) throw new MailboxFailure('cut_off');
      }
      await client.logout();
    } finally {
      signal.removeEventListener('abort', close);
      news.end();
      client.close();
    }
  }

  #understand(): void {
    this.intake.processDue().catch((error: unknown) => this.#log.error(`Stored mail could not be taken in: ${String(error)}`));
  }
}
