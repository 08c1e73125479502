import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../../config.js';
import { Db } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { sha256 } from '../../platform/ids.js';
import { CONFIG } from '../../settings.module.js';
import { RequestCounts } from './request-counts.queries.js';
import { mostAMinute, windowMs, windowOf, type RequestKind } from './request-rates.rules.js';

const shareEveryMs = 5_000;
/** Below this part of a limit nothing is written. */
const worthSharing = 1 / 20;
/** More askers than that in one minute count as one. */
const askersMax = 20_000;

interface Counted {
  readonly kind: RequestKind;
  readonly asker: string;
  /** Of all processes, as far as they have told. */
  shared: number;
  /** Of this process, not told yet. */
  own: number;
}

/**
 * Bounds how often somebody asks (ASVS 2.4.1). A request is counted in memory; every five seconds the
 * counts that have come near a limit are added to those of the other processes in the database, so that
 * usual work writes nothing. Several processes together may therefore let through what they count in
 * five seconds, and a twentieth of the limit each, before they all refuse; a process that starts anew
 * learns what was counted before when it first shares. Real time is used, never `DESK_CLOCK`.
 */
@Injectable()
export class RequestRates implements OnModuleInit, BeforeApplicationShutdown {
  readonly #log = new Logger('security');
  readonly #counts = new Map<string, Counted>();
  #window = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Db,
    private readonly stored: RequestCounts,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.#timer = setInterval(() => void this.share().catch((error: unknown) => this.#log.warn(`Counts of requests could not be shared: ${String(error)}`)), shareEveryMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /**
   * Counts one request of an account, a token or an address.
   *
   * @throws DomainError rate_limited, with `retryAfterSeconds`
   */
  count(kind: RequestKind, asker: string, now = Date.now()): void {
    this.#turnTo(windowOf(now));
    const counted = this.#of(kind, asker);
    counted.own += 1;
    const beyond = counted.shared + counted.own - this.#most(kind);
    if (beyond <= 0) return;
    if (beyond === 1) this.#log.warn(`requests_limited kind=${kind} asker=${sha256(asker).slice(0, 12)}`);
    const retryAfterSeconds = Math.ceil((this.#window + windowMs - now) / 1000);
    throw new DomainError('rate_limited', `短い時間に要求が多すぎるため、いったん止めています。${retryAfterSeconds}秒ほど待ってから、もう一度お試しください。何も変わっていません。`, { facts: { retryAfterSeconds } });
  }

  /** Tells the other processes what was counted, and learns what they have. */
  async share(): Promise<void> {
    const near = [...this.#counts.values()].filter(({ kind, shared, own }) => own > 0 && shared + own >= this.#most(kind) * worthSharing);
    if (near.length === 0) return;
    const told = near.map((counted) => ({ counted, requests: counted.own }));
    const windowStart = this.#window;
    const totals = await this.db.tx(async (tx) => {
      await this.stored.removeBefore(tx, windowStart - windowMs);
      const sums: number[] = [];
      for (const { counted: { kind, asker }, requests } of told) sums.push(await this.stored.add(tx, { kind, who: sha256(asker), windowStart }, requests));
      return sums;
    });
    told.forEach(({ counted, requests }, index) => {
      counted.shared = totals[index] ?? counted.shared + requests;
      counted.own -= requests;
    });
  }

  #turnTo(window: number): void {
    if (window === this.#window) return;
    this.#counts.clear();
    this.#window = window;
  }

  #of(kind: RequestKind, asker: string): Counted {
    const key = `${kind} ${asker}`;
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    if (this.#counts.size >= askersMax && asker !== '') return this.#of(kind, '');
    const counted: Counted = { kind, asker, shared: 0, own: 0 };
    this.#counts.set(key, counted);
    return counted;
  }

  #most(kind: RequestKind): number {
    return Math.max(1, Math.floor(mostAMinute[kind] * this.config.rateFactor));
  }
}
