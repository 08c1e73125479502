import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Db } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { storageFaultOf } from '../../platform/storage-faults.rules.js';
import type { RawMessageRow } from '../raw-message.entity.js';
import { RawMessages } from '../raw-messages.service.js';
import type { Authentication } from './authentication.rules.js';
import { IntakeOutcomes } from './intake-outcomes.service.js';
import type { QuarantineReason } from './intake.rules.js';
import { MailFacts } from './mail-facts.service.js';
import { mostAttempts, pauseAfterFault, pauseBeforeReadingAgain } from './reading-again.rules.js';
import { ParsePool, type ParseResult, type ReadMail } from './parse-pool.js';

/** Messages that are taken up, read and settled together. */
const mostTogether = 8;

/** A message that was read, on its way to be settled. */
interface Read {
  readonly row: RawMessageRow;
  readonly read: ReadMail;
  readonly authentication: Authentication;
}

/** Makes of each stored message what the rules say. Nothing blocks the next one. */
@Injectable()
export class IntakeRun implements BeforeApplicationShutdown {
  readonly #log = new Logger('mail');
  readonly #running = new Set<Promise<void>>();
  #stopping = false;

  constructor(
    private readonly db: Db,
    private readonly messages: RawMessages,
    private readonly mailFacts: MailFacts,
    private readonly outcomes: IntakeOutcomes,
    private readonly parser: ParsePool,
  ) {}

  /** Works through everything that waits, and returns when nothing is left to do now or the desk ends. */
  async processDue(): Promise<void> {
    const run = this.#processDue();
    this.#running.add(run);
    return run.finally(() => this.#running.delete(run));
  }

  /** What has been taken up is finished; the rest waits for the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    await Promise.allSettled(this.#running);
  }

  async #processDue(): Promise<void> {
    for (let batch = await this.#takeUp(); batch !== undefined; ) {
      // The next ones are read in their thread while these are settled here.
      const [next] = await Promise.all([this.#takeUp(), this.#settle(batch)]);
      batch = next;
    }
  }

  /** Claims and reads some messages; undefined where none waits. */
  async #takeUp(): Promise<Read[] | undefined> {
    const rows = this.#stopping ? [] : await this.messages.claim(mostTogether);
    if (rows.length === 0) return undefined;
    const raws = await this.#bytesOf(rows);
    const results = await this.parser.parse(raws.map(({ bytes }) => bytes));
    const read: Promise<Read>[] = [];
    for (const [index, result] of results.entries()) {
      const raw = raws[index];
      if (raw === undefined) continue;
      // Side by side: none waits for another's name servers.
      if (result.kind === 'read') read.push(this.#authenticated(raw, result));
      else await this.#alone(raw.row, () => this.#notRead(raw.row, raw.bytes, result));
    }
    return Promise.all(read);
  }

  async #authenticated({ row, bytes }: { readonly row: RawMessageRow; readonly bytes: Buffer }, read: ReadMail): Promise<Read> {
    return { row, read, authentication: await this.mailFacts.authenticate(read.mail, bytes) };
  }

  /** What was begun too often, or whose bytes are not there, is dealt with here and now. */
  async #bytesOf(rows: readonly RawMessageRow[]): Promise<{ row: RawMessageRow; bytes: Buffer }[]> {
    const found: { row: RawMessageRow; bytes: Buffer }[] = [];
    for (const row of rows) {
      await this.#alone(row, async () => {
        if (row.attempts > mostAttempts) return this.#giveUp(row, 'not_processed', row.fault);
        const bytes = await this.messages.bytesOf(row);
        if (bytes === undefined) throw new Error('the bytes are missing');
        found.push({ row, bytes });
      });
    }
    return found;
  }

  /** One durable commit for all of them; where one of them fails, each has one of its own. */
  async #settle(batch: readonly Read[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      await this.db.tx(async (tx) => {
        for (const each of batch) await this.#settleOne(tx, each);
      });
    } catch {
      for (const each of batch) await this.#alone(each.row, () => this.db.tx((tx) => this.#settleOne(tx, each)));
    }
  }

  async #settleOne(tx: Parameters<Parameters<Db['tx']>[0]>[0], { row, read, authentication }: Read): Promise<void> {
    const known = await this.mailFacts.gather(row, read.mail, authentication);
    await this.outcomes.settle(tx, row, read, known);
  }

  /** Twice, three times where only time was short, and a person looks at it (R19). What stopped the thread waits for its next turn behind the others. */
  async #notRead(row: RawMessageRow, bytes: Buffer, result: Exclude<ParseResult, ReadMail>): Promise<void> {
    if (result.kind === 'stopped') return this.#readAgain(row, result);
    const [again] = await this.parser.parse([bytes]);
    if (again?.kind !== 'read') return this.#giveUp(row, 'unreadable', result.fault);
    return this.#settle([await this.#authenticated({ row, bytes }, again)]);
  }

  async #readAgain(row: RawMessageRow, { fault, by }: Extract<ParseResult, { readonly kind: 'stopped' }>): Promise<void> {
    const pauseMs = pauseBeforeReadingAgain(by, row.attempts);
    if (pauseMs === undefined) return this.#giveUp(row, 'too_costly', fault);
    this.#log.warn(`The message ${row.id} was not read (attempt ${row.attempts}): ${fault}. It is read again in ${pauseMs / 1_000} s.`);
    await this.messages.putBack(row, { fault, pauseMs, counts: true });
  }

  async #giveUp(row: RawMessageRow, reason: QuarantineReason, fault: string): Promise<void> {
    await this.db.tx((tx) => this.messages.settle(tx, row, 'give_up', { state: 'failed', reason, fault, kind: 'unreadable' }));
  }

  /** Work on one message, whose failure is its own. */
  async #alone(row: RawMessageRow, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#log.error(`The message ${row.id} could not be taken in (attempt ${row.attempts}): ${nameOf(error)}`);
      // A database that is busy or full is no fault of the message.
      await this.messages.putBack(row, { fault: nameOf(error), pauseMs: pauseAfterFault(row.attempts), counts: storageFaultOf(error) === undefined });
    }
  }
}

/** For the log and the page: what kind of fault, never a line of the message (E4). */
function nameOf(error: unknown): string {
  if (error instanceof DomainError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message.slice(0, 200)}` : 'unknown fault';
}
