import { Injectable } from '@nestjs/common';
import { DeliveryResults } from '../../inquiries/outbox/delivery-results.js';
import { keptForMs, OutboxRow, type OutboxState } from '../../inquiries/outbox/outbox.entity.js';
import type { MailTemplate } from '../../inquiries/outbox/outgoing-mail.js';
import { Clock } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { Events } from '../../platform/events.js';
import { hasRole, type Scope } from '../../platform/scope.js';
import { update } from '../../platform/write.js';
import { OutboxPageQueries, type OutgoingMail } from './outbox-page.queries.js';

const resendable: readonly OutboxState[] = ['unknown', 'failed'];
const onlyUnknown = '送信結果が不明のメールだけ、届いたかどうかを記録できます。';
const withdrawable: readonly OutboxState[] = ['waiting', 'unknown', 'failed'];

/** What a person decides about a mail whose fate is unknown, that failed, or that is still to go. */
@Injectable()
export class OutboxActs {
  constructor(
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly queries: OutboxPageQueries,
    private readonly results: DeliveryResults,
  ) {}

  /**
   * Sends the same bytes under the same Message-ID once more; a mail program shows a second copy as
   * the same mail.
   *
   * @throws DomainError not_found, forbidden, illegal_transition
   */
  async resend(tx: Tx, scope: Scope, id: string): Promise<void> {
    const nextAttemptAt = this.clock.now();
    const set = { state: 'waiting', attempts: 0, nextAttemptAt, leasedBy: null, leasedUntil: null, bodyStartedAt: null, lastError: null, giveUpAt: nextAttemptAt + keptForMs } as const;
    await this.#act(tx, scope, id, { event: 'mail_resent', from: resendable, set, refusal: '送信結果が不明または不達のメールだけ、再送できます。' });
  }

  /** @throws DomainError not_found, forbidden, illegal_transition */
  async withdraw(tx: Tx, scope: Scope, id: string): Promise<void> {
    const set = { state: 'withdrawn', leasedBy: null, leasedUntil: null } as const;
    const { state } = await this.#act(tx, scope, id, {
      event: 'mail_withdrawn',
      from: withdrawable,
      set,
      refusal: '送信中または送信済みのメールは取りやめられません。',
    });
    // What had failed was followed up then; an answer that never goes out is none (D2).
    if (state !== 'failed') await this.results.withdrawn(tx, scope, id, this.clock.now());
  }

  /**
   * A person has found out that a mail of unknown fate arrived, from the customer or in the server's log.
   *
   * @throws DomainError not_found, forbidden, illegal_transition
   */
  async markDelivered(tx: Tx, scope: Scope, id: string): Promise<void> {
    const now = this.clock.now();
    const set = { state: 'sent', sentAt: now, leasedBy: null, lastError: null } as const;
    await this.#act(tx, scope, id, { event: 'mail_marked_delivered', from: ['unknown'], set, refusal: onlyUnknown });
    await this.results.sent(tx, id, now);
  }

  /**
   * A person has found out that it did not arrive: what follows is as if the server had refused it.
   *
   * @throws DomainError not_found, forbidden, illegal_transition
   */
  async markUndelivered(tx: Tx, scope: Scope, id: string): Promise<void> {
    const set = { state: 'failed', leasedBy: null, lastError: '届いていないことを担当者が確認しました。' } as const;
    await this.#act(tx, scope, id, { event: 'mail_marked_undelivered', from: ['unknown'], set, refusal: onlyUnknown });
    await this.results.failed(tx, id, this.clock.now());
  }

  async #act(tx: Tx, scope: Scope, id: string, act: Act): Promise<OutgoingMail> {
    const mail = await this.queries.summary(scope, id);
    if (!mayDecide(scope, mail)) throw new DomainError('forbidden', 'このメールの扱いを決められるのは、担当者とその責任者です。その方に依頼してください。');
    let affected = 0;
    for (const state of act.from) affected += await update(tx, OutboxRow, { id, state }, act.set);
    if (affected === 0) throw new DomainError('illegal_transition', act.refusal);
    const now = this.clock.now();
    const events = [{ type: act.event, occurredAt: now, data: { before: mail.state, inquiryId: mail.inquiryId } }];
    await this.events.append(tx, { type: 'mail', id }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events });
    return mail;
  }
}

interface Act {
  readonly event: string;
  readonly from: readonly OutboxState[];
  readonly set: Partial<OutboxRow>;
  readonly refusal: string;
}

/** What the second line alone writes: no supervisor of a first line stops its report. */
const bySecondLine: ReadonlySet<MailTemplate> = new Set(['log_request', 'interim_answer', 'report', 'specialist']);

/** "Mails of unknown fate: who wrote them and his lead" (requirements, section I). */
export function mayDecide(scope: Scope, mail: OutgoingMail): boolean {
  if (mail.ownerId === scope.staffId || hasRole(scope, 'second_line_lead', 'service_owner')) return true;
  return hasRole(scope, 'first_line_supervisor') && !bySecondLine.has(mail.template);
}
