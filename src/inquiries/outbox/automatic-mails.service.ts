import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock, type Instant } from '../../platform/clock.js';
import { Counters } from '../../platform/counters.js';
import { Db, type Tx } from '../../platform/db.js';
import { newId, sha256 } from '../../platform/ids.js';
import { Jobs } from '../../platform/jobs.js';
import { sql } from '../../platform/sql.js';
import { insert } from '../../platform/write.js';
import { dayMs, mostUnauthenticatedInHour, topicOf, withholding, type SentOfLate } from './automatic-mail.rules.js';
import { AutomaticMailRow } from './automatic-mail.entity.js';

/** A mail that would be answered by itself. */
export interface Answerable {
  readonly address: string;
  readonly subject: string;
  readonly text: string;
  readonly authenticated: boolean;
  readonly now: Instant;
}

/** `first_withheld`: the first within a day to this address, of which a person is to hear. */
export type Allowance = 'go' | 'withheld' | 'first_withheld';

/** Counts what goes out by itself, in the database, and says when it is enough. */
@Injectable()
export class AutomaticMails implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly counters: Counters,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'automatic-mail.sweep', everyMs: 60 * 60_000, leaseMs: 60_000, run: () => this.sweep() });
  }

  /** Asks for one, and counts it; in the transaction that queues it. */
  async ask(tx: Tx, mail: Answerable): Promise<Allowance> {
    // Two processes that take in mail at once count one after the other.
    await this.counters.next(tx, 'automatic-mail');
    const toHash = sha256(mail.address.toLowerCase());
    const topicHash = sha256(topicOf(mail.subject, mail.text));
    const withheld = withholding({ ...mail, topicHash }, await this.#sent(toHash, mail)) !== undefined;
    const allowance = withheld ? await this.#withheldBefore(toHash, mail.now) : 'go';
    await insert(tx, AutomaticMailRow, { id: newId(), toHash, topicHash, authenticated: mail.authenticated, withheld, at: mail.now });
    return allowance;
  }

  /** Forgets what no limit looks at any more. */
  async sweep(): Promise<void> {
    const before = this.clock.now() - 2 * dayMs;
    await this.db.tx((tx) => this.db.execute(tx, sql`DELETE FROM automatic_mail WHERE at < ${before}`));
  }

  async #sent(toHash: string, { authenticated, now }: Answerable): Promise<SentOfLate> {
    const toAddress = await this.db.rows<{ topicHash: string; at: Instant }>(
      sql`SELECT topic_hash AS "topicHash", at FROM automatic_mail WHERE to_hash = ${toHash} AND at > ${now - dayMs}
            AND withheld = ${false} AND authenticated = ${authenticated}`,
    );
    return { toAddress, unauthenticatedInHour: authenticated ? 0 : await this.#unauthenticatedSince(now - 60 * 60_000) };
  }

  async #unauthenticatedSince(since: Instant): Promise<number> {
    const sent = await this.db.rows(
      sql`SELECT 1 AS one FROM automatic_mail WHERE at > ${since} AND authenticated = ${false} AND withheld = ${false} LIMIT ${mostUnauthenticatedInHour}`,
    );
    return sent.length;
  }

  async #withheldBefore(toHash: string, now: Instant): Promise<Allowance> {
    const before = await this.db.row(sql`SELECT id FROM automatic_mail WHERE to_hash = ${toHash} AND at > ${now - dayMs} AND withheld = ${true} LIMIT 1`);
    return before === undefined ? 'first_withheld' : 'withheld';
  }
}
