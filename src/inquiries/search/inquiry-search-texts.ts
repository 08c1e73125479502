import { Injectable, type OnModuleInit } from '@nestjs/common';
import { formatPhone } from '../../customers/phone-number.rules.js';
import { answerText } from '../../hearing/answer-text.rules.js';
import type { Answer } from '../../hearing/answers.rules.js';
import { HearingSheets } from '../../hearing/hearing-sheets.service.js';
import type { Question } from '../../hearing/sheet-definition.schemas.js';
import { Db } from '../../platform/db.js';
import { sql, sqlList } from '../../platform/sql.js';
import { textKindLabels } from '../texts.service.js';
import type { Disclosure } from '../inquiry-records.entity.js';
import { SearchTexts, type SearchText } from './search-texts.js';

interface StoredAnswer {
  readonly inquiryId: string;
  readonly sheetVersion: number;
  readonly questionId: string;
  readonly groupIndex: number;
  readonly state: Answer['state'];
  readonly value: string | null;
  readonly originalText: string | null;
}

/** What this room keeps: the inquiry itself, its texts and calls, and what was heard. */
@Injectable()
export class InquirySearchTexts implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly sheets: HearingSheets,
    private readonly searched: SearchTexts,
  ) {}

  onModuleInit(): void {
    this.searched.register((ids) => this.#inquiries(ids));
    this.searched.register((ids) => this.#texts(ids));
    this.searched.register((ids) => this.#calls(ids));
    this.searched.register((ids) => this.#answers(ids));
  }

  async #inquiries(ids: readonly string[]): Promise<SearchText[]> {
    const rows = await this.db.rows<{ inquiryId: string; number: string; headline: string; callerName: string; callbackPhone: string | null; name: string | null; kana: string | null }>(
      sql`SELECT i.id AS "inquiryId", i.number, i.headline, i.caller_name AS "callerName", i.callback_phone AS "callbackPhone", c.name, c.kana
          FROM inquiry i LEFT JOIN customer c ON c.id = i.customer_id WHERE i.id IN ${sqlList(ids)}`,
    );
    return rows.flatMap(({ inquiryId, number, headline, callerName, callbackPhone, name, kana }) => [
      open(inquiryId, '受付番号', number),
      open(inquiryId, '用件', headline),
      open(inquiryId, '利用者', name ?? ''),
      open(inquiryId, 'フリガナ', kana ?? ''),
      open(inquiryId, 'お話しの方', callerName),
      open(inquiryId, '折り返し先', phoneWords(callbackPhone)),
    ]);
  }

  async #texts(ids: readonly string[]): Promise<SearchText[]> {
    const rows = await this.db.rows<{ inquiryId: string; kind: keyof typeof textKindLabels; disclosure: Disclosure; body: string }>(
      sql`SELECT inquiry_id AS "inquiryId", kind, disclosure, body FROM inquiry_text WHERE inquiry_id IN ${sqlList(ids)} ORDER BY created_at, id`,
    );
    return rows.map(({ inquiryId, kind, disclosure, body }) => ({ inquiryId, label: textKindLabels[kind] ?? '', reach: disclosure === 'second_line' ? 'restricted' : 'open', body }));
  }

  async #calls(ids: readonly string[]): Promise<SearchText[]> {
    const rows = await this.db.rows<{ inquiryId: string; person: string; number: string | null }>(
      sql`SELECT inquiry_id AS "inquiryId", person, number FROM call_log WHERE inquiry_id IN ${sqlList(ids)} ORDER BY called_at, id`,
    );
    return rows.flatMap(({ inquiryId, person, number }) => [open(inquiryId, '通話の相手', person), open(inquiryId, '通話の番号', phoneWords(number))]);
  }

  /** The answers that count now; one that was corrected is no longer found. */
  async #answers(ids: readonly string[]): Promise<SearchText[]> {
    const rows = await this.db.rows<StoredAnswer>(
      sql`SELECT inquiry_id AS "inquiryId", sheet_version AS "sheetVersion", question_id AS "questionId", group_index AS "groupIndex",
            state, value, original_text AS "originalText"
          FROM hearing_answer WHERE inquiry_id IN ${sqlList(ids)} ORDER BY inquiry_id, seq`,
    );
    const current = new Map(rows.map((row) => [`${row.inquiryId} ${row.questionId} ${row.groupIndex}`, row]));
    const texts: SearchText[] = [];
    for (const row of current.values()) {
      const question = row.state === 'value' ? await this.#question(row) : undefined;
      if (question !== undefined) texts.push(...answerTexts(row, question));
    }
    return texts;
  }

  async #question({ sheetVersion, questionId }: StoredAnswer): Promise<Question | undefined> {
    const { definition } = await this.sheets.byVersion(sheetVersion);
    for (const section of definition.sections) {
      const found = section.questions.find((question) => question.id === questionId);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function answerTexts(row: StoredAnswer, question: Question): SearchText[] {
  // As on the sheet: a first line is not shown what only the second line asks (`sheet.view.ts`).
  const reach = question.gate === 'R3' || question.disclosure === 'second_line' ? 'restricted' : 'open';
  if (row.value === null) return [];
  const answer = { ...row, group: row.groupIndex, value: JSON.parse(row.value) as Answer['value'], source: 'customer_phone', recordedAt: 0, recordedBy: '', reason: null, seq: 0 } as const;
  const said = answerText(question, answer);
  const typed = row.originalText === null || row.originalText === said ? [] : [row.originalText];
  return [said, ...typed].map((body) => ({ inquiryId: row.inquiryId, label: question.label, reach, body }));
}

/** A number as it is shown and as it is typed in one go. */
function phoneWords(number: string | null): string {
  if (number === null) return '';
  const shown = formatPhone(number);
  return `${shown} ${shown.replaceAll('-', '')}`;
}

function open(inquiryId: string, label: string, body: string): SearchText {
  return { inquiryId, label, reach: 'open', body };
}
