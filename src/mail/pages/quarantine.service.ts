import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Contents } from '../../platform/content/contents.service.js';
import type { Tx } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { Events } from '../../platform/events.js';
import type { Scope } from '../../platform/scope.js';
import { update } from '../../platform/write.js';
import { staleVersion } from '../../web/versions.js';
import { attachmentContent } from '../mail-attachment.entity.js';
import { RawMessageRow, type QuarantineDecision } from '../raw-message.entity.js';
import { QuarantineNeighbours, type FixedText } from './quarantine-neighbours.service.js';
import { QuarantineQueries } from './quarantine.queries.js';

/** A message a person looked at, and the version of it he saw. */
export interface Seen {
  readonly id: string;
  readonly version: number;
}

/** What a person does with a message that the rules would not decide. */
@Injectable()
export class Quarantine {
  constructor(
    private readonly clock: Clock,
    private readonly contents: Contents,
    private readonly events: Events,
    private readonly queries: QuarantineQueries,
    private readonly neighbours: QuarantineNeighbours,
  ) {}

  /**
   * Answers a sender who is not registered with a fixed text (A5b: by a person's click only).
   *
   * @throws DomainError illegal_transition where the sender is in doubt or was answered already
   */
  async answer(tx: Tx, scope: Scope, seen: Seen, text: FixedText): Promise<void> {
    const row = await this.#undecided(tx, scope, seen);
    if (row.reason !== 'unregistered') throw refused('差出人を確かめられないメールには返信できません。届け出のある電話番号へご連絡ください。');
    await this.neighbours.sendFixedText(tx, row, text, this.clock.now());
    await this.#decide(tx, scope, row, 'answered', {});
  }

  async markSpam(tx: Tx, scope: Scope, seen: Seen): Promise<void> {
    const row = await this.#open(tx, scope, seen);
    await this.#decide(tx, scope, row, 'spam', {});
  }

  /** Makes an inquiry of it, unidentified as yet; it counts from its arrival (D2). Returns the inquiry's id. */
  async release(tx: Tx, scope: Scope, seen: Seen): Promise<string> {
    const row = await this.#open(tx, scope, seen);
    const inquiryId = await this.neighbours.newInquiry(tx, row);
    await this.#decide(tx, scope, row, 'released', { state: 'done', inquiryId });
    return inquiryId;
  }

  /** Adds it to an inquiry as a reply that is not confirmed. Returns the inquiry's id. */
  async attach(tx: Tx, scope: Scope, seen: Seen, to: { readonly number: string; readonly confirmedNumber: string }): Promise<string> {
    const row = await this.#open(tx, scope, seen);
    const inquiryId = await this.neighbours.reply(tx, scope, row, to);
    await this.#decide(tx, scope, row, 'attached', { state: 'done', inquiryId });
    return inquiryId;
  }

  /**
   * Takes a mail that a person added out of its inquiry again; it waits for a decision as before. Returns
   * the inquiry's id.
   *
   * @throws DomainError not_found, illegal_transition for a mail that came to its inquiry by itself
   */
  async detach(tx: Tx, scope: Scope, seen: Seen, reason: string): Promise<string> {
    const row = await this.#asSeen(tx, scope, seen);
    const { inquiryId } = row;
    if (row.decision !== 'attached' || inquiryId === null) throw refused('取り外せるのは、「確認待ちメール」から人が問合せに追加したメールだけです。');
    const files = (await this.queries.one(scope, row.id)).files.map(({ position }) => attachmentContent(row.id, position));
    await this.neighbours.detach(scope, row, { inquiryId, reason });
    const state = row.kind === 'unreadable' ? 'failed' : 'quarantined';
    await this.#store(tx, row, { state, inquiryId: null, decision: null, decidedBy: null, decidedAt: null });
    await this.#record(tx, scope, row, 'mail_detached', inquiryId);
    // Under the customer's key it would go with an erasure of his.
    for (const id of [row.id, ...files]) await this.contents.move(id, { kind: 'unassigned', at: row.receivedAt });
    return inquiryId;
  }

  /** Lets the desk try again to understand what it could not read. */
  async retry(tx: Tx, scope: Scope, seen: Seen): Promise<void> {
    const row = await this.#open(tx, scope, seen);
    if (row.state !== 'failed') throw refused('読み取りに失敗したメールだけ、もう一度読み取れます。');
    await this.#store(tx, row, { state: 'stored', reason: null, kind: null, attempts: 0, leasedUntil: null });
  }

  async #undecided(tx: Tx, scope: Scope, seen: Seen): Promise<RawMessageRow> {
    const row = await this.#open(tx, scope, seen);
    if (row.decision !== null) throw refused('このメールはすでに処理されています。');
    return row;
  }

  /** Within the walls, and as the person saw it. */
  async #asSeen(tx: Tx, scope: Scope, { id, version }: Seen): Promise<RawMessageRow> {
    await this.queries.one(scope, id);
    const row = await tx.findOneBy(RawMessageRow, { id });
    if (row === null) throw notFound('メール');
    if (row.version !== version) throw staleVersion();
    return row;
  }

  /** The same, and still in quarantine. */
  async #open(tx: Tx, scope: Scope, seen: Seen): Promise<RawMessageRow> {
    const row = await this.#asSeen(tx, scope, seen);
    if (row.state !== 'quarantined' && row.state !== 'failed') throw refused('このメールはすでに処理されています。');
    return row;
  }

  async #decide(tx: Tx, scope: Scope, row: RawMessageRow, decision: QuarantineDecision, set: Partial<RawMessageRow>): Promise<void> {
    await this.#store(tx, row, { ...set, decision, decidedBy: scope.staffId, decidedAt: this.clock.now() });
    await this.#record(tx, scope, row, `mail_${decision}`, set.inquiryId ?? null);
  }

  async #record(tx: Tx, scope: Scope, row: RawMessageRow, type: string, inquiryId: string | null): Promise<void> {
    const now = this.clock.now();
    const event = { type, occurredAt: now, data: { inquiryId } };
    await this.events.append(tx, { type: 'mail', id: row.id }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events: [event] });
  }

  async #store(tx: Tx, row: RawMessageRow, set: Partial<RawMessageRow>): Promise<void> {
    const affected = await update(tx, RawMessageRow, { id: row.id, version: row.version }, { ...set, version: row.version + 1 });
    if (affected === 0) throw staleVersion();
  }
}

function refused(message: string): DomainError {
  return new DomainError('illegal_transition', message);
}
