import { Injectable } from '@nestjs/common';
import { Outbox } from '../../inquiries/outbox/outbox.service.js';
import { mailLabels } from '../../inquiries/mail.view.js';
import { WritingChecks } from '../../inquiries/writing-checks.service.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { Events, type EventData } from '../../platform/events.js';
import { newId } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import { insert, update } from '../../platform/write.js';
import { OutboxActs } from '../pages/outbox-acts.service.js';
import { OutboxPageQueries, type OutgoingMail } from '../pages/outbox-page.queries.js';
import { MailIncidentRow } from './mail-incident.entity.js';

/** What is known when an incident is opened. */
export interface NewIncident {
  readonly discoveredAt: Instant;
  readonly malicious: boolean;
  readonly circumstances: string;
  /** Contract of the customer whose information it was, where that is not the customer of the mail's inquiry. */
  readonly contractNumber: string | null;
}

/** What the notice to the customer says. */
export type NoticeFacts = Pick<MailIncidentRow, 'items' | 'measures'>;

/** Steps that a person records as done. */
export const incidentSteps = ['recall_asked', 'deletion_confirmed', 'preliminary_reported', 'final_reported', 'no_report_needed'] as const;
export type IncidentStep = (typeof incidentSteps)[number];

/** The desk's own mistake (E5): stop what can be stopped, tell the customer, count the days, keep the record. */
@Injectable()
export class MailIncidents {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly outbox: Outbox,
    private readonly outboxActs: OutboxActs,
    private readonly mails: OutboxPageQueries,
    private readonly checks: WritingChecks,
  ) {}

  /**
   * Withdraws the mail and what else waits for the same address, and begins the record.
   *
   * @throws DomainError not_found, already_exists, validation_failed, time_in_future
   */
  async open(tx: Tx, scope: Scope, outboxId: string, facts: NewIncident): Promise<string> {
    const now = this.clock.now();
    const mail = await this.mails.summary(scope, outboxId);
    if ((await this.db.row(sql`SELECT id FROM mail_incident WHERE outbox_id = ${outboxId}`)) !== undefined) throw new DomainError('already_exists', 'このメールの誤送信の対応は、すでに始まっています。');
    if (facts.discoveredAt > now) throw fault('discoveredAt', '先の日時は記録できません。');
    const customerId = await this.#customerOf(mail, facts.contractNumber);
    const withdrawn = await this.#withdraw(tx, scope, mail);
    const id = newId();
    await insert(tx, MailIncidentRow, {
      id, outboxId, inquiryId: mail.inquiryId, customerId, toAddress: mail.toAddress, mailLabel: mailLabels.template[mail.template] ?? mail.template, sentAt: mail.sentAt,
      discoveredAt: facts.discoveredAt, malicious: facts.malicious, circumstances: facts.circumstances,
      items: [mailLabels.template[mail.template] ?? mail.template], measures: ['誤ってお送りした先に、メールの削除をお願いしました。'],
      noticeId: null, notifiedAt: null, openedAt: now, openedBy: scope.staffId, closedAt: null, closedBy: null,
    });
    await this.#record(tx, scope, id, { type: 'incident_opened', occurredAt: facts.discoveredAt, data: { outboxId, customerId, inquiryId: mail.inquiryId, withdrawn: withdrawn.length, sent: mail.sentAt !== null, malicious: facts.malicious } });
    return id;
  }

  /** @throws DomainError not_found, illegal_transition, restricted_value */
  async draft(tx: Tx, scope: Scope, id: string, facts: NoticeFacts): Promise<void> {
    const row = await this.#open(tx, id);
    if (row.noticeId !== null) throw new DomainError('illegal_transition', 'ご報告のメールはすでに送信しています。');
    if (row.inquiryId !== null) await this.checks.run({ inquiryId: row.inquiryId, by: scope.staffId, disclosure: 'customer', texts: [...facts.items, ...facts.measures] });
    await update(tx, MailIncidentRow, { id }, facts);
  }

  /** A person's click: the customer whose information it was is told. @throws DomainError not_found, illegal_transition, contact_replaced */
  async tell(tx: Tx, scope: Scope, id: string): Promise<void> {
    const row = await this.#open(tx, id);
    if (row.noticeId !== null) throw new DomainError('illegal_transition', 'ご報告のメールはすでに送信しています。');
    const now = this.clock.now();
    const body = { mailLabel: row.mailLabel, sentAt: row.sentAt ?? row.discoveredAt, items: row.items, measures: row.measures };
    const notice = await this.outbox.toCustomer(tx, row.customerId, { template: 'incident_notice', body, now });
    if (notice === undefined) throw new DomainError('contact_replaced', '本サービス担当者の登録がないため、メールを送れません。届け出のある電話番号へご連絡ください。');
    await update(tx, MailIncidentRow, { id }, { noticeId: notice.outboxId, notifiedAt: now });
    await this.#record(tx, scope, id, { type: 'incident_customer_told', occurredAt: now, data: { noticeId: notice.outboxId } });
  }

  /** @throws DomainError not_found, illegal_transition, time_in_future */
  async note(tx: Tx, scope: Scope, id: string, step: IncidentStep, at: Instant): Promise<void> {
    await this.#open(tx, id);
    if (at > this.clock.now()) throw new DomainError('time_in_future', '先の日時は記録できません。');
    await this.#record(tx, scope, id, { type: `incident_${step}`, occurredAt: at, data: {} });
  }

  /** @throws DomainError not_found, illegal_transition */
  async close(tx: Tx, scope: Scope, id: string): Promise<void> {
    const row = await this.#open(tx, id);
    if (row.noticeId === null && (await this.#mayHaveArrived(row))) throw new DomainError('illegal_transition', '影響のある利用者にまだご報告していません。');
    const now = this.clock.now();
    await update(tx, MailIncidentRow, { id }, { closedAt: now, closedBy: scope.staffId });
    await this.#record(tx, scope, id, { type: 'incident_closed', occurredAt: now, data: {} });
  }

  /** Also one that was on its way when this began, or whose fate nobody knows: its body went out. */
  async #mayHaveArrived({ outboxId, sentAt }: MailIncidentRow): Promise<boolean> {
    if (sentAt !== null) return true;
    return (await this.db.row(sql`SELECT id FROM outbox WHERE id = ${outboxId} AND (sent_at IS NOT NULL OR body_started_at IS NOT NULL)`)) !== undefined;
  }

  async #customerOf({ inquiryId }: OutgoingMail, contractNumber: string | null): Promise<string> {
    const found = await this.db.row<{ customerId: string | null }>(
      contractNumber === null ? sql`SELECT customer_id AS "customerId" FROM inquiry WHERE id = ${inquiryId}` : sql`SELECT customer_id AS "customerId" FROM contract WHERE contract_number = ${contractNumber}`,
    );
    if (found?.customerId != null) return found.customerId;
    throw fault('contractNumber', contractNumber === null ? 'このメールには利用者の問合せがありません。情報が含まれていた利用者の契約番号を入力してください。' : 'この契約番号は見つかりません。');
  }

  /** The mail itself, and all that still waits for the same address. */
  async #withdraw(tx: Tx, scope: Scope, mail: OutgoingMail): Promise<string[]> {
    const waiting = await this.db.rows<{ id: string }>(
      sql`SELECT id FROM outbox WHERE state IN ('waiting', 'unknown', 'failed') AND (id = ${mail.id} OR (to_address = ${mail.toAddress} AND inquiry_id = ${mail.inquiryId} AND state = 'waiting')) ORDER BY id`,
    );
    for (const { id } of waiting) await this.outboxActs.withdraw(tx, scope, id);
    return waiting.map(({ id }) => id);
  }

  async #open(tx: Tx, id: string): Promise<MailIncidentRow> {
    const row = await this.db.lock(tx, MailIncidentRow, { id });
    if (row === null) throw notFound('誤送信の対応');
    if (row.closedAt !== null) throw new DomainError('illegal_transition', 'この誤送信の対応は完了しています。');
    return row;
  }

  async #record(tx: Tx, scope: Scope, id: string, { type, occurredAt, data }: { readonly type: string; readonly occurredAt: Instant; readonly data: EventData }): Promise<void> {
    await this.events.append(tx, { type: 'mail', id }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: this.clock.now(), events: [{ type, occurredAt, data }] });
  }
}

function fault(field: string, message: string): DomainError {
  return new DomainError('validation_failed', message, { faults: [{ field, message }] });
}
