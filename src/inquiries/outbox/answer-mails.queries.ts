import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { sql, sqlList } from '../../platform/sql.js';

/** What the inquiry must know of one of its mails. */
export interface AnswerMail {
  readonly id: string;
  readonly inquiryId: string;
  readonly seq: number;
  readonly template: string;
  readonly contactId: string | null;
  readonly countsAsAnswer: boolean;
  readonly createdAt: Instant;
}

interface Fact {
  readonly type: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly data: Readonly<Record<string, unknown>>;
}

const answers = ['answer_by_phone', 'answer_second_line', 'send_report'] as const;
const answerTemplates = ['report', 'interim_answer'] as const;

/** Which answer an inquiry rests on, from its record and its mails. */
@Injectable()
export class AnswerMails {
  constructor(private readonly db: Db) {}

  /** A mail of an inquiry; undefined for one that belongs to none. */
  async byId(outboxId: string): Promise<AnswerMail | undefined> {
    const mail = await this.db.row<Omit<AnswerMail, 'inquiryId' | 'countsAsAnswer'> & { inquiryId: string | null; countsAsAnswer: boolean | number }>(
      sql`SELECT id, inquiry_id AS "inquiryId", seq, template, contact_id AS "contactId", counts_as_answer AS "countsAsAnswer", created_at AS "createdAt"
          FROM outbox WHERE id = ${outboxId}`,
    );
    if (mail === undefined || mail.inquiryId === null) return undefined;
    return { ...mail, inquiryId: mail.inquiryId, countsAsAnswer: Boolean(mail.countsAsAnswer) };
  }

  /** Whether it was this mail by which the inquiry was last 回答済み: the newest answer mail, and no call came instead. */
  async isAnswerInForce(mail: AnswerMail): Promise<boolean> {
    const ended = (await this.#facts(mail.inquiryId, [...answers, 'restore_answer'])).findLast(({ data }) => data['to'] === 'answered');
    if (ended === undefined) return false;
    if (ended.type === 'restore_answer') return ended.data['outboxId'] === mail.id;
    return ended.data['means'] === 'mail' && (await this.#newest(mail.inquiryId)) === mail.id;
  }

  /** Whether the inquiry stands where it stands because this mail did not arrive. */
  async wasTakenBack(mail: AnswerMail): Promise<boolean> {
    const moved = (await this.#facts(mail.inquiryId)).findLast(({ data }) => typeof data['to'] === 'string' && data['to'] !== data['from']);
    return moved?.type === 'take_back_answer' && moved.data['outboxId'] === mail.id;
  }

  /** When a later answer that did not fail was given; it is the first response once this mail is none. */
  async answeredLaterAt(mail: AnswerMail): Promise<Instant | null> {
    const later = (await this.#facts(mail.inquiryId, answers)).filter((fact) => fact.recordedAt > mail.createdAt && fact.data['countsAsFirstResponse'] === true);
    const byMail = later.some(({ data }) => data['means'] === 'mail') ? await this.#goodMailsAfter(mail) : 0;
    const standing = later.filter(({ data }) => data['means'] !== 'mail' || byMail > 0);
    return standing.length === 0 ? null : Math.min(...standing.map(({ occurredAt }) => occurredAt));
  }

  /** Whether the customer himself said that the inquiry may end. */
  async endConfirmed(inquiryId: string): Promise<boolean> {
    return (await this.#facts(inquiryId, ['close'])).at(-1)?.data['confirmedByCustomer'] === true;
  }

  async #newest(inquiryId: string): Promise<string | undefined> {
    const found = await this.db.row<{ id: string }>(
      sql`SELECT id FROM outbox WHERE inquiry_id = ${inquiryId} AND contact_id IS NOT NULL AND template IN ${sqlList(answerTemplates)} ORDER BY seq DESC LIMIT 1`,
    );
    return found?.id;
  }

  async #goodMailsAfter(mail: AnswerMail): Promise<number> {
    const found = await this.db.row<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM outbox WHERE inquiry_id = ${mail.inquiryId} AND seq > ${mail.seq} AND contact_id IS NOT NULL
          AND template IN ${sqlList(answerTemplates)} AND state NOT IN ('failed', 'withdrawn')`,
    );
    return found?.n ?? 0;
  }

  async #facts(inquiryId: string, types: readonly string[] = []): Promise<Fact[]> {
    const some = types.length === 0 ? sql`1 = 1` : sql`type IN ${sqlList(types)}`;
    const rows = await this.db.rows<Fact & { data: string }>(
      sql`SELECT type, occurred_at AS "occurredAt", recorded_at AS "recordedAt", data FROM event
          WHERE stream_type = 'inquiry' AND stream_id = ${inquiryId} AND ${some} ORDER BY seq`,
    );
    return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> }));
  }
}
