import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { Events, type Actor, type EventData } from '../platform/events.js';
import { sha256 } from '../platform/ids.js';

/** What is written on the security streams of the record (ASVS 16.3.1 to 16.3.3). */
export type SecurityEvent = 'sign_in_refused' | 'access_refused' | 'reset_asked';

interface SecurityFact {
  readonly type: SecurityEvent;
  readonly data: EventData;
}

const triesMax = 5;

/**
 * What was tried and refused, apart from what happened: one stream per account that was named, whether
 * or not there is one, and per person who was refused.
 */
@Injectable()
export class SecurityRecord {
  readonly #log = new Logger('security');

  constructor(
    private readonly db: Db,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  /** Somebody gave a name and could not prove to be it; of the name only a hash is kept. */
  async refusedAs(account: string, type: 'sign_in_refused' | 'reset_asked', data: EventData): Promise<void> {
    const accountHash = sha256(account);
    await this.#append(`account:${accountHash.slice(0, 32)}`, { kind: 'system' }, { type, data: { accountHash, ...data } });
  }

  /** A signed-in person asked for what he may not do. */
  async refusedTo(staffId: string, data: EventData): Promise<void> {
    await this.#append(`staff:${staffId}`, { kind: 'staff', id: staffId }, { type: 'access_refused', data });
  }

  /** Two who write on one stream at once: the second comes after the first. */
  async #append(streamId: string, actor: Actor, fact: SecurityFact, triesLeft = triesMax): Promise<void> {
    const now = this.clock.now();
    if (triesLeft === triesMax) this.#log.warn(lineOf(streamId, fact));
    try {
      await this.db.tx((tx) => this.events.append(tx, { type: 'security', id: streamId }, { actor, recordedAt: now, events: [{ ...fact, occurredAt: now }] }));
    } catch (error) {
      if (triesLeft <= 1 || !(error instanceof DomainError) || error.code !== 'version_stale') throw error;
      await this.#append(streamId, actor, fact, triesLeft - 1);
    }
  }
}

/** One line of the log for whoever watches several systems: which event, about whom by id or hash, and its short facts. */
function lineOf(streamId: string, { type, data }: SecurityFact): string {
  const facts = Object.entries(data).filter(([name]) => name !== 'accountHash').map(([name, value]) => `${name}=${String(value)}`);
  return [type, streamId.slice(0, 'account:'.length + 12), ...facts].join(' ');
}
