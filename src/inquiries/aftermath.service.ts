import { Injectable } from '@nestjs/common';
import { formatDateTime, formatTime } from '../calendar/japanese-time.js';
import type { Tx } from '../platform/db.js';
import type { Instant } from '../platform/clock.js';
import { ServiceSettingsStore } from '../web/service-settings/service-settings.service.js';
import { Appointments } from './appointments/appointments.service.js';
import { Copies } from './copies.service.js';
import type { InquiryRow } from './inquiry.entity.js';
import { NoticeMails } from './notices/notice-mails.service.js';
import { Notices, type Colleague } from './notices/notices.service.js';
import { Outbox } from './outbox/outbox.service.js';
import type { InquiryEvent } from './rulebook/events.js';
import { SaidSoFar } from './said-so-far.queries.js';

const hourMs = 60 * 60_000;

type Follow = (tx: Tx, row: InquiryRow, event: InquiryEvent, now: Instant) => Promise<void>;

/** What goes out and who is told after a fact, in the same transaction. One entry per type of event. */
@Injectable()
export class Aftermath {
  constructor(
    private readonly said: SaidSoFar,
    private readonly outbox: Outbox,
    private readonly notices: Notices,
    private readonly noticeMails: NoticeMails,
    private readonly copies: Copies,
    private readonly appointments: Appointments,
    private readonly settings: ServiceSettingsStore,
  ) {}

  async follow(tx: Tx, row: InquiryRow, events: readonly InquiryEvent[], now: Instant): Promise<void> {
    for (const event of events) {
      await this.#endCopies(tx, row, event, now);
      await this.#endAppointments(tx, row, event, now);
      await this.#silenceEscalation(tx, row, event, now);
      await this.#follow[event.type]?.(tx, row, event, now);
    }
  }

  /** 受付確認: once per inquiry, to the registered contact, as soon as he is known to be the one (H1). */
  async receipt(tx: Tx, row: InquiryRow, now: Instant): Promise<void> {
    if (await this.said.wasMailed(row.id, 'receipt')) return;
    const { acceptedAt, dueAt, mutualCode, channel } = row;
    const body = { acceptedAt, dueAt, mutualCode, channel, kindLabels: kindLabels(row.kinds) };
    await this.outbox.toContact(tx, row, { template: 'receipt', body, now }, { autoSubmitted: 'auto-replied' });
  }

  /** Too much has gone to this sender by itself; whoever works on the inquiry decides what else he is told (R15). */
  async answerWithheld(tx: Tx, row: InquiryRow, now: Instant): Promise<void> {
    await this.notices.tell(tx, row, { kind: 'answer_withheld', occasion: 'day', to: await this.#concerned(row), by: null, now });
  }

  readonly #follow: { readonly [Type in InquiryEvent['type']]?: Follow } = {
    verify: async (tx, row, event, now) => {
      if (event.data['result'] === 'verified') await this.receipt(tx, row, now);
      if (event.data['result'] === 'failed') {
        await this.notices.tell(tx, row, { kind: 'verification_failed', occasion: String(event.occurredAt), to: await this.notices.colleagues(row, ['first_line_supervisor']), by: doerOf(event), now });
      }
    },
    request_identity: async (tx, row, event, now) => {
      const [from, until] = [Number(event.data['callFrom']), Number(event.data['callUntil'])];
      const body = { callWindow: `${formatDateTime(from)}から${formatTime(until)}まで` };
      await this.outbox.toContact(tx, row, { template: 'identity_request', body, now });
    },
    answer_by_phone: async (tx, row, event, now) => {
      if ((await this.settings.current()).phoneRecordMails === 'off') return;
      const { deskName } = await this.outbox.signatureOf(row.supportDeskId);
      const body = { answeredAt: event.occurredAt, answeredBy: deskName, kindLabels: kindLabels(row.kinds) };
      await this.outbox.toContact(tx, row, { template: 'phone_record', body, now }, { autoSubmitted: 'auto-generated' });
    },
    end_warm_transfer: (tx, row, _event, now) => this.notices.settle(tx, row.id, 'warm_transfer', now),
    escalate: (tx, row, event, now) => this.#escalated(tx, row, event, now),
    escalate_fast_track: (tx, row, event, now) => this.#escalated(tx, row, event, now),
    request_addition: async (tx, row, event, now) => {
      const to = await this.notices.colleagues(row, ['first_line', 'first_line_supervisor']);
      const told = await this.notices.tell(tx, row, { kind: 'addition_requested', occasion: String(event.data['requestId']), to, by: doerOf(event), now });
      await this.noticeMails.addition(tx, row, told, idsIn(event.data['questionIds']), now);
    },
    request_warm_transfer: async (tx, row, event, now) => {
      const to = await this.notices.colleagues(row, ['second_line', 'second_line_lead']);
      await this.notices.tell(tx, row, { kind: 'warm_transfer', occasion: String(event.data['transferId']), to, by: doerOf(event), now });
    },
    record_complaint: async (tx, row, event, now) => {
      const to = await this.notices.colleagues(row, [row.line === 'second' ? 'second_line_lead' : 'first_line_supervisor']);
      await this.notices.tell(tx, row, { kind: 'complaint', occasion: String(event.data['appointmentId']), to, by: doerOf(event), now });
    },
    request_review: async (tx, row, event, now) => {
      const named = event.data['readerId'];
      const to = typeof named === 'string' ? await this.notices.colleague(named) : await this.notices.colleagues(row, ['second_line', 'second_line_lead']);
      await this.notices.tell(tx, row, { kind: 'review_requested', occasion: String(event.occurredAt), to, by: doerOf(event), now });
    },
    complete_addition: async (tx, row, event, now) => {
      const to = await this.notices.colleague(row.ownerId);
      await this.notices.tell(tx, row, { kind: 'addition_completed', occasion: String(event.data['requestId']), to, by: doerOf(event), now });
    },
    return_report: (tx, row, event, now) => this.#reportRead(tx, row, event, now),
    approve_report: (tx, row, event, now) => this.#reportRead(tx, row, event, now),
    read_report_afterwards: (tx, row, event, now) => this.#reportRead(tx, row, event, now),
    customer_answered: (tx, row, event, now) => this.#customerAnswered(tx, row, event, now),
    receive_evidence: async (tx, row, event, now) => {
      if (event.data['via'] !== 'link') return;
      await this.notices.tell(tx, row, { kind: 'evidence_received', occasion: String(event.data['evidenceId']), to: await this.#concerned(row), by: doerOf(event), now });
    },
    follow_up: (tx, row, event, now) => this.#customerAnswered(tx, row, event, now),
    reopen: async (tx, row, event, now) => {
      // What bounced has been told as メール不達; the customer has said nothing.
      if (event.data['because'] === undefined) await this.#customerAnswered(tx, row, event, now);
    },
    remind: async (tx, row, _event, now) => {
      if (row.verification !== 'verified') return;
      const body = await this.said.askedLast(row.id);
      if (body !== undefined) await this.outbox.toContact(tx, row, { template: 'reminder', body, now }, { autoSubmitted: 'auto-generated' });
    },
    announce_closing: async (tx, row, event, now) => {
      if (row.verification !== 'verified') return;
      await this.outbox.toContact(tx, row, { template: 'closing_announced', body: { closesAfter: Number(event.data['closesAfter']) }, now });
    },
    close: async (tx, row, _event, now) => {
      if (row.verification !== 'verified') return;
      await this.outbox.toContact(tx, row, { template: 'closing', body: { answeredAt: row.firstResponseAt }, now });
    },
    guide_insurance: async (tx, row, event, now) => {
      const body = { effectiveFrom: String(event.data['effectiveFrom']) };
      await this.outbox.toContact(tx, row, { template: 'insurance', body, now });
    },
    note_delivery_failed: async (tx, row, event, now) => {
      const to = await this.#concerned(row);
      const told = await this.notices.tell(tx, row, { kind: 'undelivered', occasion: String(event.data['outboxId']), to, by: doerOf(event), now });
      await this.noticeMails.undelivered(tx, row, told, now);
    },
    note_contact_changed: async (tx, row, event, now) => {
      await this.notices.tell(tx, row, { kind: 'contact_changed', occasion: String(event.occurredAt), to: await this.#concerned(row), by: doerOf(event), now });
    },
  };

  async #escalated(tx: Tx, row: InquiryRow, event: InquiryEvent, now: Instant): Promise<void> {
    if (row.verification === 'verified') {
      await this.outbox.toContact(tx, row, { template: 'escalation', body: { escalatedAt: event.occurredAt, dueAt: row.dueAt }, now });
    }
    const analysts = await this.notices.colleagues(row, ['second_line', 'second_line_lead']);
    const kind = row.fastTrack ? 'fast_track' : 'escalated';
    const told = await this.notices.tell(tx, row, { kind, occasion: String(event.occurredAt), to: analysts, by: doerOf(event), now });
    const data = { fastTrack: row.fastTrack, dueAt: row.dueAt, kindLabels: kindLabels(row.kinds) };
    await this.noticeMails.escalation(tx, row, told, data, now);
  }

  /** C4: the author learns what the second reader said of his report. */
  async #reportRead(tx: Tx, row: InquiryRow, event: InquiryEvent, now: Instant): Promise<void> {
    const kind = event.type === 'return_report' ? 'report_returned' : 'report_read';
    await this.notices.settle(tx, row.id, 'review_requested', now);
    for (const author of idsIn(event.data['authors'])) {
      await this.notices.tell(tx, row, { kind, occasion: String(event.occurredAt), to: await this.notices.colleague(author), by: doerOf(event), now });
    }
  }

  async #customerAnswered(tx: Tx, row: InquiryRow, event: InquiryEvent, now: Instant): Promise<void> {
    if (event.type === 'reopen' || event.type === 'follow_up') await this.#watchReopening(tx, row, event, now);
    await this.notices.tell(tx, row, { kind: event.type === 'reopen' ? 'reopened' : 'customer_answered', occasion: String(event.occurredAt), to: await this.#concerned(row), by: doerOf(event), now });
  }

  /** C8: an answer always re-opens; more than three an hour by mail raise a task. */
  async #watchReopening(tx: Tx, row: InquiryRow, event: InquiryEvent, now: Instant): Promise<void> {
    if ((await this.said.reopeningsSince(row.id, now - hourMs)) <= 3) return;
    const leads = await this.notices.colleagues(row, row.line === 'second' ? ['second_line_lead'] : ['first_line_supervisor']);
    await this.notices.tell(tx, row, { kind: 'reopened_often', occasion: String(Math.floor(now / hourMs)), to: [...(await this.#concerned(row)), ...leads], by: doerOf(event), now });
  }

  async #endCopies(tx: Tx, row: InquiryRow, { data }: InquiryEvent, at: Instant): Promise<void> {
    if (data['endedCopies'] === undefined) return;
    await this.copies.endAll(tx, row.id, { at, because: data['copiesEndedBecause'] === 'inquiry_ended' ? 'inquiry_ended' : 'contact_changed' });
  }

  async #endAppointments(tx: Tx, row: InquiryRow, event: InquiryEvent, now: Instant): Promise<void> {
    const { data } = event;
    if (data['movedAppointments'] !== undefined && row.mergedInto !== null) await this.appointments.moveAll(tx, row.id, row.mergedInto);
    if (data['endedAppointments'] !== undefined) await this.appointments.cancelAll(tx, row, { by: doerOf(event), at: now });
  }

  /** There is nothing left to take: somebody took it, or the inquiry has left by another way. An urgent one stays told. */
  async #silenceEscalation(tx: Tx, row: InquiryRow, { data }: InquiryEvent, now: Instant): Promise<void> {
    if (data['from'] !== 'escalated' || data['to'] === 'escalated') return;
    for (const kind of ['warm_transfer', 'escalated'] as const) await this.notices.settle(tx, row.id, kind, now);
  }

  /** The owner, or where there is none those who could take it. */
  async #concerned(row: InquiryRow): Promise<Colleague[]> {
    const owner = await this.notices.colleague(row.ownerId);
    if (owner.length > 0) return owner;
    return this.notices.colleagues(row, row.line === 'second' ? ['second_line', 'second_line_lead'] : ['first_line', 'first_line_supervisor']);
  }
}

/** Whose act the fact is; null where nobody of the desk did it. */
function doerOf({ data }: InquiryEvent): string | null {
  return typeof data['by'] === 'string' ? data['by'] : null;
}

function idsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
}

const kindLabelOf: Readonly<Record<string, string>> = {
  content_not_understood: '通知内容について',
  impact_advice: '影響度について',
  recommended_action_advice: '推奨事項について',
  other: 'その他',
};

/** The kinds of B2 as a customer reads them. */
export function kindLabels(kinds: readonly string[]): readonly string[] {
  return kinds.map((kind) => kindLabelOf[kind] ?? kind);
}
