import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SearchTexts, type SearchText } from '../inquiries/search/search-texts.js';
import { Db } from '../platform/db.js';
import { sql, sqlList } from '../platform/sql.js';

interface StoredMail {
  readonly inquiryId: string;
  readonly subject: string;
  readonly bodyText: string;
  readonly quotedText: string;
  readonly fromAddress: string;
  readonly fromName: string;
}

/** The mails that came to an inquiry and the names of their files, which whoever sees the inquiry may read. */
@Injectable()
export class MailSearchTexts implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly searched: SearchTexts,
  ) {}

  onModuleInit(): void {
    this.searched.register((ids) => this.#mails(ids));
    this.searched.register((ids) => this.#files(ids));
  }

  async #mails(ids: readonly string[]): Promise<SearchText[]> {
    const rows = await this.db.rows<StoredMail>(
      sql`SELECT inquiry_id AS "inquiryId", subject, body_text AS "bodyText", quoted_text AS "quotedText", from_address AS "fromAddress", from_name AS "fromName"
          FROM raw_message WHERE inquiry_id IN ${sqlList(ids)} ORDER BY received_at, id`,
    );
    return rows.flatMap(({ inquiryId, subject, bodyText, quotedText, fromAddress, fromName }) => [
      open(inquiryId, 'メールの件名', subject),
      open(inquiryId, 'メール本文', bodyText),
      open(inquiryId, 'メールの引用', quotedText),
      open(inquiryId, 'メールの差出人', `${fromName} ${fromAddress}`.trim()),
    ]);
  }

  async #files(ids: readonly string[]): Promise<SearchText[]> {
    const rows = await this.db.rows<{ inquiryId: string; name: string }>(
      sql`SELECT r.inquiry_id AS "inquiryId", a.name FROM raw_message r JOIN mail_attachment a ON a.raw_message_id = r.id
          WHERE r.inquiry_id IN ${sqlList(ids)} ORDER BY r.received_at, a.position`,
    );
    return rows.map(({ inquiryId, name }) => open(inquiryId, '添付ファイル', name));
  }
}

function open(inquiryId: string, label: string, body: string): SearchText {
  return { inquiryId, label, reach: 'open', body };
}
