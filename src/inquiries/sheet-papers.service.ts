import { Injectable } from '@nestjs/common';
import { readableAnswers } from '../hearing/answers.rules.js';
import { Hearings } from '../hearing/hearings.service.js';
import { sheetPaper } from '../hearing/sheet-paper.rules.js';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import type { Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import { ExportRecord } from '../web/exports/export-record.service.js';
import { Papers } from '../web/paper/papers.service.js';
import { InquiryDetails } from './inquiry-details.queries.js';
import { InquirySheets } from './inquiry-sheets.service.js';
import { readableDisclosures } from './visibility.rules.js';

/** A file and what it is called. */
export interface NamedPdf {
  readonly name: string;
  readonly pdf: Buffer;
}

/** The hearing sheet of an inquiry as PDF: what the person may read of it, and the taking on the record. */
@Injectable()
export class SheetPapers {
  constructor(
    private readonly db: Db,
    private readonly details: InquiryDetails,
    private readonly sheets: InquirySheets,
    private readonly hearings: Hearings,
    private readonly papers: Papers,
    private readonly record: ExportRecord,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError not_found; too_large or rate_limited where it cannot be drawn now */
  async of(scope: Scope, inquiryId: string): Promise<NamedPdf> {
    const row = await this.details.row(scope, inquiryId);
    const { sheet, answers } = await this.sheets.of(row);
    const reader = readableDisclosures(scope).includes('second_line') ? 'second_line' : 'first_line';
    const customer = await this.db.row<{ name: string }>(sql`SELECT name FROM customer WHERE id = ${row.customerId}`);
    const paper = sheetPaper({
      definition: sheet.definition, version: sheet.version, answers: readableAnswers(sheet.definition, answers, reader), reader,
      inquiryNumber: row.number, customerName: customer?.name ?? '', receivedAt: row.receivedAt,
      freeze: await this.hearings.lastFreeze(row.id), at: this.clock.now(),
    });
    const pdf = await this.papers.draw(paper);
    await this.record.note(scope, { content: 'hearing_sheet', format: 'pdf', inquiryId: row.id, bytes: pdf });
    return { name: `ヒアリングシート_${row.number}`, pdf };
  }
}
