import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import { MailboxRegistry } from '../mailboxes/mailbox-registry.service.js';
import { faultTexts, mostFetches, type MailboxFault } from './mailbox-faults.rules.js';

/** How one mailbox fares, for the owner's page and the banner. */
export interface MailboxState {
  readonly name: string;
  /** Null where it was never fetched. */
  readonly lastFetchedAt: Instant | null;
  /** Null while all is well. */
  readonly failingSince: Instant | null;
  /** A Japanese sentence; empty while all is well. */
  readonly reason: string;
}

interface Failing {
  readonly name: string;
  readonly since: Instant;
  readonly fault: MailboxFault;
}

type Fetched = Pick<MailboxState, 'name' | 'lastFetchedAt' | 'failingSince'> & { readonly fault: MailboxFault | null };

/** Says of each mailbox in use when it was last fetched and what is wrong with it. */
@Injectable()
export class MailboxStates {
  constructor(
    private readonly db: Db,
    private readonly registry: MailboxRegistry,
  ) {}

  async list(): Promise<MailboxState[]> {
    const fetched = await this.db.rows<Fetched>(sql`SELECT name, last_fetched_at AS "lastFetchedAt", failing_since AS "failingSince", fault FROM mailbox`);
    const stuck = await this.#stuck();
    return (await this.registry.list()).map(({ name }) => stateOf(name, fetched.find((each) => each.name === name), stuck.find((each) => each.name === name)));
  }

  /** Single messages that cannot be fetched, the oldest of each mailbox; the others come through. */
  async #stuck(): Promise<Failing[]> {
    return this.db.rows<Failing>(
      sql`SELECT m.mailbox AS name, m.first_failed_at AS since, m.fault FROM mailbox_message m JOIN mailbox b ON b.name = m.mailbox AND b.uid_validity = m.uid_validity
          WHERE m.acknowledged_at IS NULL AND m.raw_message_id IS NULL AND m.attempts >= ${mostFetches} ORDER BY m.first_failed_at`,
    );
  }
}

function stateOf(name: string, fetched: Fetched | undefined, stuck: Failing | undefined): MailboxState {
  const failing = fetched?.failingSince != null && fetched.fault !== null ? { since: fetched.failingSince, fault: fetched.fault } : stuck;
  return {
    name,
    lastFetchedAt: fetched?.lastFetchedAt ?? null,
    failingSince: failing?.since ?? null,
    reason: failing === undefined ? '' : faultTexts[failing.fault],
  };
}
