import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { notFoundWithin } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { sql, sqlList } from '../platform/sql.js';
import { InquiryRow } from './inquiry.entity.js';
import type { OutboxState } from './outbox/outbox.entity.js';
import type { CallPurpose } from './rulebook/commands.js';
import type { ActName } from './rulebook/transitions.js';
import type { AnswerMeans, CallOutcome } from './rulebook/status.js';
import { readableDisclosures, visibleTo } from './visibility.rules.js';

/** One entry of the record as a timeline shows it. */
export interface TimelineEvent {
  readonly seq: number;
  readonly type: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly actorKind: string;
  readonly actorName: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface TimelineText {
  readonly id: string;
  readonly kind: string;
  readonly disclosure: string;
  readonly body: string;
  readonly createdAt: Instant;
  readonly createdByName: string | null;
}

export interface LoggedCall {
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly calledAt: Instant;
  readonly number: string | null;
  readonly person: string;
  readonly outcome: CallOutcome;
  readonly purpose: CallPurpose;
  readonly noteTextId: string | null;
  readonly staffName: string | null;
}

/** A mail of the inquiry as the outbox knows it. */
export interface OutgoingSummary {
  readonly id: string;
  readonly template: string;
  readonly toName: string;
  readonly toAddress: string;
  readonly state: string;
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
}

export interface OpenAddition {
  readonly id: string;
  readonly questionIds: readonly string[];
  readonly comment: string;
  readonly requestedByName: string | null;
  readonly requestedAt: Instant;
}

/** One of a customer's inquiries, as it is told from the others. */
export type CustomerInquiry = Pick<InquiryRow, 'id' | 'number' | 'status' | 'reportApprovedBy' | 'headline' | 'channel' | 'callerName' | 'receivedAt' | 'endedAt'> & {
  /** The last call in which somebody was spoken to, and the last that was written or told by either side otherwise; null where there was none. */
  readonly talkedAt: Instant | null;
  readonly toldAt: Instant | null;
};

/** What was passed on with an escalation, by whom and when. */
export interface HandedUp {
  readonly body: string;
  readonly by: string | null;
  readonly at: Instant;
}

const toldApart = sql`i.id, i.number, i.status, i.report_approved_by AS "reportApprovedBy", i.headline, i.channel, i.caller_name AS "callerName",
  i.received_at AS "receivedAt", i.ended_at AS "endedAt",
  (SELECT MAX(c.called_at) FROM call_log c WHERE c.inquiry_id = i.id AND c.outcome = 'talked') AS "talkedAt",
  (SELECT MAX(e.occurred_at) FROM event e WHERE e.stream_type = 'inquiry' AND e.stream_id = i.id
     AND e.type IN ('await_customer', 'customer_answered', 'answer_second_line', 'send_report', 'remind', 'follow_up', 'reopen')) AS "toldAt"`;

/** What the page of one inquiry shows, within the walls of who looks. */
@Injectable()
export class InquiryDetails {
  constructor(private readonly db: Db) {}

  /** @throws DomainError not_found, for another desk's inquiry as for none */
  async row(scope: Scope, id: string): Promise<InquiryRow> {
    const visible = await this.db.row<{ id: string }>(sql`SELECT i.id FROM inquiry i WHERE i.id = ${id} AND ${visibleTo(scope)}`);
    const row = visible === undefined ? null : await this.db.one(InquiryRow, { id });
    if (row === null) throw notFoundWithin(scope, '問合せ');
    return row;
  }

  async idByNumber(scope: Scope, number: string): Promise<string | undefined> {
    return (await this.db.row<{ id: string }>(sql`SELECT i.id FROM inquiry i WHERE i.number = ${number} AND ${visibleTo(scope)}`))?.id;
  }

  /** Whom the newest request for a reading names, by inquiry; who may read it is no less for that (C4). */
  async namedReaders(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const asked = await this.db.rows<{ id: string; data: string }>(
      sql`SELECT stream_id AS id, data FROM event WHERE stream_type = 'inquiry' AND stream_id IN ${sqlList(ids)} AND type = 'request_review' ORDER BY seq`,
    );
    const newest = new Map(asked.map(({ id, data }) => [id, (JSON.parse(data) as { readonly readerId?: string | null }).readerId] as const));
    return new Map([...newest].flatMap(([id, reader]) => (reader ? [[id, reader] as const] : [])));
  }

  /** Numbers of inquiries by their id, of those that the reader may see. */
  async numbers(scope: Scope, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
    const wanted = ids.filter((id) => id !== null);
    if (wanted.length === 0) return new Map();
    const rows = await this.db.rows<{ id: string; number: string }>(sql`SELECT i.id, i.number FROM inquiry i WHERE i.id IN ${sqlList(wanted)} AND ${visibleTo(scope)}`);
    return new Map(rows.map(({ id, number }) => [id, number]));
  }

  async names(row: InquiryRow): Promise<{ deskName: string | null; ownerName: string | null; providerName: string | null }> {
    const found = await this.db.row<{ deskName: string | null; ownerName: string | null; providerName: string | null }>(
      sql`SELECT (SELECT name FROM support_desk WHERE id = ${row.supportDeskId}) AS "deskName",
            (SELECT display_name FROM staff WHERE id = ${row.ownerId}) AS "ownerName",
            (SELECT name FROM designated_provider WHERE id = ${row.providerId}) AS "providerName"`,
    );
    return found ?? { deskName: null, ownerName: null, providerName: null };
  }

  async events(id: string): Promise<TimelineEvent[]> {
    const rows = await this.db.rows<TimelineEvent & { data: string }>(
      sql`SELECT e.seq, e.type, e.occurred_at AS "occurredAt", e.recorded_at AS "recordedAt", e.actor_kind AS "actorKind",
            s.display_name AS "actorName", e.data
          FROM event e LEFT JOIN staff s ON s.id = e.actor_id
          WHERE e.stream_type = 'inquiry' AND e.stream_id = ${id} ORDER BY e.seq`,
    );
    return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> }));
  }

  /** Texts the person may read; what only the second line may know never reaches a first line (C3). */
  async texts(scope: Scope, id: string): Promise<TimelineText[]> {
    return this.db.rows(
      sql`SELECT t.id, t.kind, t.disclosure, t.body, t.created_at AS "createdAt", s.display_name AS "createdByName"
          FROM inquiry_text t LEFT JOIN staff s ON s.id = t.created_by
          WHERE t.inquiry_id = ${id} AND t.disclosure IN ${sqlList(readableDisclosures(scope))} ORDER BY t.created_at, t.id`,
    );
  }

  async calls(id: string): Promise<LoggedCall[]> {
    return this.db.rows(
      sql`SELECT c.id, c.direction, c.called_at AS "calledAt", c.number, c.person, c.outcome, c.purpose, c.note_text_id AS "noteTextId", s.display_name AS "staffName"
          FROM call_log c LEFT JOIN staff s ON s.id = c.staff_id WHERE c.inquiry_id = ${id} ORDER BY c.called_at, c.id`,
    );
  }

  /** When somebody of the desk last spoke with the customer, in a call of the log or one that was put through; undefined where nobody did. */
  async lastTalk(id: string): Promise<{ readonly at: Instant; readonly person: string; readonly kind: 'call' | 'put_through' } | undefined> {
    return this.db.row(
      sql`SELECT called_at AS at, person, 'call' AS kind FROM call_log WHERE inquiry_id = ${id} AND outcome = 'talked'
          UNION ALL SELECT ended_at AS at, '' AS person, 'put_through' AS kind FROM warm_transfer WHERE inquiry_id = ${id} AND outcome = 'connected'
          ORDER BY at DESC LIMIT 1`,
    );
  }

  async mails(id: string): Promise<OutgoingSummary[]> {
    return this.db.rows(
      sql`SELECT id, template, to_name AS "toName", to_address AS "toAddress", state, created_at AS "createdAt", sent_at AS "sentAt"
          FROM outbox WHERE inquiry_id = ${id} AND reply_token IS NOT NULL ORDER BY seq`,
    );
  }

  /** What goes to the customer by mail of what was put in the outbox from a moment on: the act of that moment's. */
  async mailedSince(id: string, since: Instant): Promise<readonly string[]> {
    const rows = await this.db.rows<{ template: string }>(sql`SELECT template FROM outbox WHERE inquiry_id = ${id} AND reply_token IS NOT NULL AND created_at >= ${since} ORDER BY seq`);
    return rows.map(({ template }) => template);
  }

  /** The questions of the sheet that an act just done has answered with it: those recorded since its own fact. */
  async heardWith(id: string, act: ActName): Promise<readonly string[]> {
    const rows = await this.db.rows<{ data: string }>(
      sql`SELECT data FROM event WHERE stream_type = 'inquiry' AND stream_id = ${id} AND type = 'record_hearing'
          AND seq > (SELECT MAX(seq) FROM event WHERE stream_type = 'inquiry' AND stream_id = ${id} AND type = ${act}) ORDER BY seq`,
    );
    return rows.flatMap(({ data }) => (JSON.parse(data) as { questionIds: readonly string[] }).questionIds);
  }

  /** How the mails stand with which these inquiries were answered, while they have not left; by inquiry, and none where there is nothing to wait for. */
  async answersOnTheirWay(inquiries: readonly Pick<InquiryRow, 'id' | 'status'>[]): Promise<ReadonlyMap<string, OutboxState>> {
    const answered = inquiries.filter(({ status }) => status === 'answered').map(({ id }) => id);
    if (answered.length === 0) return new Map();
    const mails = await this.db.rows<{ id: string; state: OutboxState }>(
      sql`SELECT inquiry_id AS id, state FROM outbox
          WHERE inquiry_id IN ${sqlList(answered)} AND template IN ('report', 'interim_answer') AND contact_id IS NOT NULL ORDER BY inquiry_id, seq`,
    );
    const newest = new Map(mails.map(({ id, state }) => [id, state]));
    const waiting = [...newest].filter(([, state]) => state === 'waiting' || state === 'sending' || state === 'unknown');
    if (waiting.length === 0) return new Map();
    const byMail = await this.#answeredByMail(waiting.map(([id]) => id));
    return new Map(waiting.filter(([id]) => byMail.has(id)));
  }

  /** Those not answered by a call that came while an older mail still waited. */
  async #answeredByMail(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const answers = await this.db.rows<{ id: string; type: string; data: string }>(
      sql`SELECT stream_id AS id, type, data FROM event WHERE stream_type = 'inquiry' AND stream_id IN ${sqlList(ids)}
          AND type IN ('answer_by_phone', 'answer_second_line', 'send_report', 'restore_answer') ORDER BY stream_id, seq`,
    );
    const last = new Map(answers.map((answer) => [answer.id, answer]));
    return new Set([...last.values()].filter(({ type, data }) => type === 'restore_answer' || (JSON.parse(data) as { means?: unknown }).means === 'mail').map(({ id }) => id));
  }

  /** The same of one. */
  async answerOnItsWay(row: Pick<InquiryRow, 'id' | 'status'>): Promise<OutboxState | undefined> {
    return (await this.answersOnTheirWay([row])).get(row.id);
  }

  /** Whether a mail with the mutual code has reached the contact, so that he can compare it (H1). */
  async codeSent(id: string): Promise<boolean> {
    const found = await this.db.row(
      sql`SELECT 1 AS one FROM outbox WHERE inquiry_id = ${id} AND template IN ('receipt', 'outside_hours') AND contact_id IS NOT NULL AND state = 'sent' LIMIT 1`,
    );
    return found !== undefined;
  }

  /** How the customer last came back to an inquiry that he had begun; undefined where he has not, or nobody said how. */
  async lastMeans(id: string): Promise<AnswerMeans | undefined> {
    const back = await this.db.row<{ data: string; kind: string }>(
      sql`SELECT e.data, e.actor_kind AS kind FROM event e
          WHERE e.stream_type = 'inquiry' AND e.stream_id = ${id} AND e.type IN ('customer_answered', 'follow_up', 'reopen') ORDER BY e.seq DESC LIMIT 1`,
    );
    if (back === undefined) return undefined;
    return (JSON.parse(back.data) as { means?: AnswerMeans }).means ?? (back.kind === 'customer' ? 'mail' : undefined);
  }

  /** What is being worked on for a customer, the newest first: a caller may mean one of them. */
  async openOfCustomer(scope: Scope, customerId: string): Promise<CustomerInquiry[]> {
    return this.db.rows(
      sql`SELECT ${toldApart} FROM inquiry i
          WHERE i.customer_id = ${customerId} AND i.is_open = ${true} AND ${visibleTo(scope)} ORDER BY i.received_at DESC, i.id LIMIT 10`,
    );
  }

  /** What ended for a customer since then, the newest first: whoever calls about it again has it opened again. */
  async endedOfCustomer(scope: Scope, customerId: string, since: Instant): Promise<CustomerInquiry[]> {
    return this.db.rows(
      sql`SELECT ${toldApart} FROM inquiry i
          WHERE i.customer_id = ${customerId} AND i.is_open = ${false} AND i.updated_at >= ${since} AND ${visibleTo(scope)} ORDER BY i.updated_at DESC, i.id LIMIT 3`,
    );
  }

  /** What the first line wrote to the second with the last escalation. */
  async handedUp(id: string): Promise<HandedUp | undefined> {
    const escalation = await this.db.row<{ data: string; by: string | null; at: Instant }>(
      sql`SELECT e.data, s.display_name AS by, e.occurred_at AS at FROM event e LEFT JOIN staff s ON s.id = e.actor_id
          WHERE e.stream_type = 'inquiry' AND e.stream_id = ${id} AND e.type IN ('escalate', 'escalate_fast_track') ORDER BY e.seq DESC LIMIT 1`,
    );
    if (escalation === undefined) return undefined;
    const { reasonTextId } = JSON.parse(escalation.data) as { reasonTextId: string };
    const text = await this.db.row<{ body: string }>(sql`SELECT body FROM inquiry_text WHERE id = ${reasonTextId}`);
    return text === undefined ? undefined : { body: text.body, by: escalation.by, at: escalation.at };
  }

  async openAddition(id: string): Promise<OpenAddition | undefined> {
    const row = await this.db.row<OpenAddition & { questionIds: string }>(
      sql`SELECT a.id, a.question_ids AS "questionIds", t.body AS comment, s.display_name AS "requestedByName", a.requested_at AS "requestedAt"
          FROM addition_request a JOIN inquiry_text t ON t.id = a.comment_text_id LEFT JOIN staff s ON s.id = a.requested_by
          WHERE a.inquiry_id = ${id} AND a.completed_at IS NULL ORDER BY a.requested_at DESC LIMIT 1`,
    );
    return row === undefined ? undefined : { ...row, questionIds: JSON.parse(row.questionIds) as string[] };
  }
}
