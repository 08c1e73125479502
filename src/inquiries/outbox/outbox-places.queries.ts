import { Injectable } from '@nestjs/common';
import { Db } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import type { MailTemplate } from './outgoing-mail.js';

/** Where a mail that is about to be queued stands: in the thread and the order of its inquiry, and after which edition of its text. */
@Injectable()
export class OutboxPlaces {
  constructor(private readonly db: Db) {}

  /** The Message-IDs of an inquiry's thread, the newest last; empty before the first mail. */
  async threadOf(inquiryId: string): Promise<string> {
    const found = await this.db.row<{ threadIds: string }>(sql`SELECT thread_ids AS "threadIds" FROM inquiry WHERE id = ${inquiryId}`);
    return found?.threadIds ?? '';
  }

  /** The text in force now: a later one changes nothing of what is queued. */
  async templateVersion(template: MailTemplate): Promise<number> {
    const found = await this.db.row<{ version: number | null }>(sql`SELECT MAX(version) AS version FROM mail_template_version WHERE template = ${template}`);
    return found?.version ?? 0;
  }

  /** The next place in the order in which an inquiry's mails leave. */
  async nextSeq(inquiryId: string): Promise<number> {
    const found = await this.db.row<{ seq: number | null }>(sql`SELECT MAX(seq) AS seq FROM outbox WHERE inquiry_id = ${inquiryId}`);
    return (found?.seq ?? 0) + 1;
  }
}
