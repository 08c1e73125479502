import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SearchTexts, type SearchText } from '../inquiries/search/search-texts.js';
import { Db } from '../platform/db.js';
import { sql, sqlList, type Sql } from '../platform/sql.js';

interface Row {
  readonly inquiryId: string;
  readonly body: string | null;
}

/** What the second line has on an inquiry: found by the second line alone, as its pages are shown to it alone (C3). */
@Injectable()
export class AnalysisSearchTexts implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly searched: SearchTexts,
  ) {}

  onModuleInit(): void {
    this.#register('ポータルの通知', (ids) => sql`SELECT inquiry_id AS "inquiryId", quote AS body FROM portal_notice_check WHERE is_current = ${true} AND inquiry_id IN ${ids}`);
    this.#register('ポータル詳細情報（利用者非公開）', (ids) => sql`SELECT inquiry_id AS "inquiryId", body FROM portal_note WHERE inquiry_id IN ${ids}`);
    this.#register('攻撃の進行状況', (ids) => sql`SELECT inquiry_id AS "inquiryId", wording AS body FROM attack_progress WHERE is_current = ${true} AND inquiry_id IN ${ids}`);
    this.#register('攻撃の進行状況の根拠', (ids) => sql`SELECT inquiry_id AS "inquiryId", evidence AS body FROM attack_progress WHERE is_current = ${true} AND inquiry_id IN ${ids}`);
    this.#register('緊急度の理由', (ids) => sql`SELECT inquiry_id AS "inquiryId", urgency_reason AS body FROM assessment WHERE is_current = ${true} AND inquiry_id IN ${ids}`);
    this.#register('侵害指標', (ids) => sql`SELECT inquiry_id AS "inquiryId", value AS body FROM indicator WHERE inquiry_id IN ${ids}`);
    this.#register('開示承認した値', (ids) => sql`SELECT inquiry_id AS "inquiryId", value AS body FROM disclosure_release WHERE inquiry_id IN ${ids}`);
    this.#register('構成管理情報', (ids) => sql`SELECT inquiry_id AS "inquiryId", body FROM configuration_detail WHERE inquiry_id IN ${ids}`);
    this.#register('ログ提供依頼', (ids) => sql`SELECT inquiry_id AS "inquiryId", number || ' ' || host || ' ' || purpose AS body FROM log_request WHERE inquiry_id IN ${ids}`);
    this.#register('受領ファイル', (ids) => sql`SELECT inquiry_id AS "inquiryId", file_name AS body FROM evidence_item WHERE inquiry_id IN ${ids}`);
    this.#register('受領ファイル番号', (ids) => sql`SELECT inquiry_id AS "inquiryId", number AS body FROM evidence_item WHERE inquiry_id IN ${ids}`);
    this.searched.register((ids) => this.#reports(ids));
  }

  #register(label: string, statement: (ids: Sql) => Sql): void {
    this.searched.register(async (ids) => {
      const rows = await this.db.rows<Row>(statement(sqlList(ids)));
      return rows.map(({ inquiryId, body }) => ({ inquiryId, label, reach: 'restricted', body: body ?? '' }));
    });
  }

  async #reports(ids: readonly string[]): Promise<SearchText[]> {
    const rows = await this.db.rows<{ inquiryId: string; number: string; sections: string }>(
      sql`SELECT inquiry_id AS "inquiryId", number, sections FROM report WHERE inquiry_id IN ${sqlList(ids)} ORDER BY serial`,
    );
    return rows.map(({ inquiryId, number, sections }) => ({ inquiryId, label: '報告書', reach: 'restricted', body: [number, ...stringsIn(JSON.parse(sections))].join('\n\n') }));
  }
}

/** Every text in a stored document, in its order. */
function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
