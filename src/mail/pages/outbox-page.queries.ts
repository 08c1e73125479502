import { Injectable } from '@nestjs/common';
import { Contents } from '../../platform/content/contents.service.js';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { notFound } from '../../platform/errors.js';
import { hasRole, seesAllDesks, type Scope } from '../../platform/scope.js';
import { sql, sqlList, type Sql } from '../../platform/sql.js';
import type { AutoSubmitted, OutboxState } from '../../inquiries/outbox/outbox.entity.js';
import { internalTemplates, type MailTemplate } from '../../inquiries/outbox/outgoing-mail.js';
import { visibleTo } from '../../inquiries/visibility.rules.js';
import type { AttemptOutcome } from '../outbox/send-outcome.rules.js';
import { bodyAndFiles } from '../intake/mime-parts.js';
import { mimeTree } from '../intake/mime-tree.rules.js';
import { parseMail } from '../intake/parse-mail.js';
import { printQueued } from '../render/print-queued.js';

/** The lists of the page: everything, what a person must look at, what has to go out, what went out. */
export const outboxViews = ['all', 'trouble', 'waiting', 'sent'] as const;
export type OutboxView = (typeof outboxViews)[number];

/** One outgoing mail as lists and pages show it. */
export interface OutgoingMail {
  readonly id: string;
  readonly inquiryId: string | null;
  readonly inquiryNumber: string | null;
  readonly template: MailTemplate;
  /** Which text it was made from; 0 for the one that came with the program. */
  readonly templateVersion: number;
  readonly toName: string;
  readonly toAddress: string;
  readonly state: OutboxState;
  readonly attempts: number;
  readonly nextAttemptAt: Instant;
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
  readonly lastError: string | null;
  readonly countsAsAnswer: boolean | number;
  /** Who works on the inquiry: whoever wrote the mail, as a rule. */
  readonly ownerId: string | null;
}

/** One attempt to send, as it ended. */
export interface AttemptMade {
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly outcome: AttemptOutcome;
  readonly replyCode: number | null;
  readonly detail: string;
}

export interface ReturnedMessage {
  readonly id: string;
  readonly receivedAt: Instant;
  readonly subject: string;
  readonly fromAddress: string;
}

/** The mail as its reader gets it, and the bytes as they went out. */
export interface OutgoingDetails extends OutgoingMail {
  readonly fromName: string;
  readonly fromAddress: string;
  readonly messageId: string;
  readonly autoSubmitted: AutoSubmitted;
  readonly subject: string;
  readonly text: string;
  readonly attemptsMade: readonly AttemptMade[];
  /** Messages that came back because of it: bounces, delay notices. */
  readonly returned: readonly ReturnedMessage[];
  /** The source as sent; undefined while it has not been built. */
  readonly source: string | undefined;
}

const columns = sql`o.id, o.inquiry_id AS "inquiryId", i.number AS "inquiryNumber", o.template, o.template_version AS "templateVersion", o.to_name AS "toName", o.to_address AS "toAddress",
  o.state, o.attempts, o.next_attempt_at AS "nextAttemptAt", o.created_at AS "createdAt", o.sent_at AS "sentAt", o.last_error AS "lastError", i.owner_id AS "ownerId",
  o.counts_as_answer AS "countsAsAnswer"`;

const joined = sql`outbox o LEFT JOIN inquiry i ON i.id = o.inquiry_id`;

const conditions: Readonly<Record<OutboxView, Sql>> = {
  all: sql`1 = 1`,
  trouble: sql`o.state IN ('unknown', 'failed')`,
  waiting: sql`o.state IN ('waiting', 'sending')`,
  sent: sql`o.state IN ('sent', 'withdrawn')`,
};

/** Outgoing mails within the walls: those of inquiries one may see, and what one's own desk sent (B5). */
@Injectable()
export class OutboxPageQueries {
  constructor(
    private readonly db: Db,
    private readonly contents: Contents,
  ) {}

  /** The newest first; ids are made in that order, so that a long list needs no sorting. */
  async list(scope: Scope, view: OutboxView, limit = 100): Promise<OutgoingMail[]> {
    return this.db.rows<OutgoingMail>(
      sql`SELECT ${columns} FROM ${joined} WHERE ${conditions[view]} AND ${within(scope)} ORDER BY o.id DESC LIMIT ${limit}`,
    );
  }

  async counts(scope: Scope): Promise<Record<OutboxView, number>> {
    const rows = await this.db.rows<{ state: OutboxState; n: number }>(
      sql`SELECT o.state, COUNT(*) AS n FROM ${joined} WHERE o.state IN ('waiting', 'sending', 'unknown', 'failed') AND ${within(scope)} GROUP BY o.state`,
    );
    const of = (...states: readonly OutboxState[]): number => rows.filter(({ state }) => states.includes(state)).reduce((sum, { n }) => sum + n, 0);
    return { all: 0, trouble: of('unknown', 'failed'), waiting: of('waiting', 'sending'), sent: 0 };
  }

  /** @throws DomainError not_found */
  async summary(scope: Scope, id: string): Promise<OutgoingMail> {
    const row = await this.db.row<OutgoingMail>(sql`SELECT ${columns} FROM ${joined} WHERE o.id = ${id} AND ${within(scope)}`);
    if (row === undefined) throw notFound('メール');
    return row;
  }

  /** @throws DomainError not_found */
  async one(scope: Scope, id: string): Promise<OutgoingDetails> {
    const row = await this.summary(scope, id);
    const content = await this.db.row<Content>(
      sql`SELECT from_name AS "fromName", from_address AS "fromAddress", message_id AS "messageId", auto_submitted AS "autoSubmitted",
                 content_sha256 AS "contentSha256", data FROM outbox WHERE id = ${id}`,
    );
    if (content === undefined) throw notFound('メール');
    const { contentSha256, data, ...shown } = content;
    return { ...row, ...shown, ...(await this.#fate(id)), ...(await this.#read(row, contentSha256, data)) };
  }

  /** What was sent for an inquiry, as far as the person may see it, oldest first. */
  async ofInquiry(scope: Scope, inquiryId: string): Promise<OutgoingMail[]> {
    return this.db.rows<OutgoingMail>(sql`SELECT ${columns} FROM ${joined} WHERE o.inquiry_id = ${inquiryId} AND ${within(scope)} ORDER BY o.created_at, o.seq`);
  }

  /** What became of it, newest last. */
  async #fate(id: string): Promise<Pick<OutgoingDetails, 'attemptsMade' | 'returned'>> {
    const attemptsMade = await this.db.rows<AttemptMade>(
      sql`SELECT started_at AS "startedAt", ended_at AS "endedAt", outcome, reply_code AS "replyCode", detail FROM outbox_attempt WHERE outbox_id = ${id} ORDER BY started_at, id`,
    );
    const returned = await this.db.rows<ReturnedMessage>(
      sql`SELECT id, received_at AS "receivedAt", subject, from_address AS "fromAddress" FROM raw_message WHERE outbox_id = ${id} ORDER BY received_at, id`,
    );
    return { attemptsMade, returned };
  }

  /** What was sent is shown from its bytes; what was not yet is printed as it would be sent. */
  async #read({ id, template, templateVersion, createdAt }: OutgoingMail, hash: string | null, data: string): Promise<Pick<OutgoingDetails, 'subject' | 'text' | 'source'>> {
    const raw = hash === null ? undefined : await this.contents.get(id);
    if (raw !== undefined) {
      const { subject } = await parseMail(raw);
      const { text } = await bodyAndFiles(mimeTree(raw).leaves);
      return { subject, text: text.replaceAll('\r\n', '\n'), source: raw.toString('latin1') };
    }
    return { ...(await printQueued(this.db, { template, templateVersion, data: JSON.parse(data) as object, createdAt })), source: undefined };
  }
}

interface Content extends Pick<OutgoingDetails, 'fromName' | 'fromAddress' | 'messageId' | 'autoSubmitted'> {
  readonly contentSha256: string | null;
  readonly data: string;
}

/**
 * A mail without an inquiry is the owner's and that of the desk it was sent from. Notices to
 * colleagues of other desks and of the second line are nobody's business at a desk.
 */
function within(scope: Scope): Sql {
  const ofInquiry = seesAllDesks(scope)
    ? sql`o.inquiry_id IS NOT NULL`
    : sql`o.inquiry_id IS NOT NULL AND o.template NOT IN ${sqlList(internalTemplates)} AND ${visibleTo(scope)}`;
  if (hasRole(scope, 'service_owner')) return sql`1 = 1`;
  return sql`(${ofInquiry} OR (o.inquiry_id IS NULL AND o.from_address IN (SELECT mail_address FROM support_desk WHERE id IN ${sqlList(scope.deskIds)})))`;
}
