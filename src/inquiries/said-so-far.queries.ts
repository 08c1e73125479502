import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { sql } from '../platform/sql.js';
import type { MailTemplate } from './outbox/outgoing-mail.js';

/** What the customer was asked, and when. */
export interface Asked {
  readonly askedAt: Instant;
  readonly openItems: readonly string[];
}

/** What was said to a customer so far, and by him. */
@Injectable()
export class SaidSoFar {
  constructor(private readonly db: Db) {}

  /** Whether a mail of this kind was queued for the registered contact, at any time. */
  async wasMailed(inquiryId: string, template: MailTemplate): Promise<boolean> {
    const found = await this.db.row(sql`SELECT id FROM outbox WHERE inquiry_id = ${inquiryId} AND template = ${template} AND contact_id IS NOT NULL LIMIT 1`);
    return found !== undefined;
  }

  /** What the customer was asked last: the questions of the mail, or what was asked by telephone. */
  async askedLast(inquiryId: string): Promise<Asked | undefined> {
    const mail = await this.db.row<{ data: string; createdAt: Instant }>(
      sql`SELECT data, created_at AS "createdAt" FROM outbox
          WHERE inquiry_id = ${inquiryId} AND template IN ('question', 'log_request') AND contact_id IS NOT NULL ORDER BY seq DESC LIMIT 1`,
    );
    const asked = await this.db.row<{ body: string; createdAt: Instant }>(
      sql`SELECT body, created_at AS "createdAt" FROM inquiry_text WHERE inquiry_id = ${inquiryId} AND kind = 'question' ORDER BY created_at DESC LIMIT 1`,
    );
    if (mail !== undefined && mail.createdAt >= (asked?.createdAt ?? 0)) {
      const data = JSON.parse(mail.data) as { questions?: string[]; items?: string[] };
      return { askedAt: mail.createdAt, openItems: data.questions ?? data.items ?? [] };
    }
    return asked === undefined ? undefined : { askedAt: asked.createdAt, openItems: asked.body.split('\n').filter((line) => line.trim() !== '') };
  }

  /** How often the customer has set the inquiry going again since an instant. */
  async reopeningsSince(inquiryId: string, since: Instant): Promise<number> {
    const found = await this.db.row<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM event WHERE stream_type = 'inquiry' AND stream_id = ${inquiryId} AND type IN ('reopen', 'follow_up')
            AND actor_kind = 'customer' AND recorded_at > ${since}`,
    );
    return found?.n ?? 0;
  }
}
