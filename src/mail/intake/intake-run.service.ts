import { Injectable, Logger } from '@nestjs/common';
import { Blobs } from '../../platform/blobs.js';
import { Db } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import type { RawMessageRow } from '../raw-message.entity.js';
import { mostAttempts, RawMessages } from '../raw-messages.service.js';
import { IntakeOutcomes } from './intake-outcomes.service.js';
import type { QuarantineReason } from './intake.rules.js';
import { MailFacts } from './mail-facts.service.js';
import { parseMail } from './parse-mail.js';

/** Makes of each stored message what the rules say, one transaction each. Nothing blocks the next one. */
@Injectable()
export class IntakeRun {
  readonly #log = new Logger('mail');

  constructor(
    private readonly db: Db,
    private readonly blobs: Blobs,
    private readonly messages: RawMessages,
    private readonly mailFacts: MailFacts,
    private readonly outcomes: IntakeOutcomes,
  ) {}

  /** Works through everything that waits, and returns when nothing is left to do now. */
  async processDue(): Promise<void> {
    for (let row = await this.messages.claim(); row !== undefined; row = await this.messages.claim()) await this.#process(row);
  }

  async #process(row: RawMessageRow): Promise<void> {
    try {
      if (row.attempts > mostAttempts) await this.#giveUp(row, 'not_processed', row.fault);
      else await this.#understand(row);
    } catch (error) {
      this.#log.error(`The message ${row.id} could not be taken in (attempt ${row.attempts}): ${nameOf(error)}`);
      await this.messages.putBack(row, nameOf(error));
    }
  }

  async #understand(row: RawMessageRow): Promise<void> {
    const raw = await this.blobs.get(row.sha256);
    if (raw === undefined) throw new Error('the bytes are missing');
    const mail = await parseMail(raw).catch((error: unknown) => nameOf(error));
    if (typeof mail === 'string') return this.#giveUp(row, 'unreadable', mail);
    const known = await this.mailFacts.gather(row, mail);
    return this.db.tx((tx) => this.outcomes.settle(tx, row, mail, known));
  }

  async #giveUp(row: RawMessageRow, reason: QuarantineReason, fault: string): Promise<void> {
    await this.db.tx((tx) => this.messages.settle(tx, row, 'give_up', { state: 'failed', reason, fault, kind: 'unreadable' }));
  }
}

/** For the log and the page: what kind of fault, never a line of the message (E4). */
function nameOf(error: unknown): string {
  if (error instanceof DomainError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message.slice(0, 200)}` : 'unknown fault';
}
