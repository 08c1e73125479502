import { Injectable } from '@nestjs/common';
import { InquiryDetails } from '../inquiries/inquiry-details.queries.js';
import type { InquiryRow } from '../inquiries/inquiry.entity.js';
import { Clock } from '../platform/clock.js';
import { notFound } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { ExportRecord } from '../web/exports/export-record.service.js';
import type { Paper } from '../web/paper/paper.js';
import { Papers } from '../web/paper/papers.service.js';
import { DisclosureMaterials } from './disclosure-materials.service.js';
import { disclose } from './disclosure.rules.js';
import { reportPaper } from './report-paper.rules.js';
import type { ReportRow } from './report.entity.js';
import { Reports } from './reports.service.js';

/** Reports as PDF, for the customer: held against everything restricted each time one is drawn. */
@Injectable()
export class ReportPapers {
  constructor(
    private readonly details: InquiryDetails,
    private readonly reports: Reports,
    private readonly materials: DisclosureMaterials,
    private readonly papers: Papers,
    private readonly record: ExportRecord,
    private readonly clock: Clock,
  ) {}

  /**
   * The report with that serial number; left out, the one being worked on, or the last that was sent.
   *
   * @throws DomainError not_found; restricted_value; too_large or rate_limited where it cannot be drawn now
   */
  async of(scope: Scope, inquiryId: string, serial?: number): Promise<{ readonly name: string; readonly pdf: Buffer }> {
    const row = await this.details.row(scope, inquiryId);
    const all = await this.reports.all(row.id);
    const report = serial === undefined ? (all.find(({ state }) => state !== 'sent') ?? all.at(-1)) : all.find((each) => each.serial === serial);
    if (report === undefined) throw notFound('報告書');
    const pdf = await this.papers.draw(await this.#paper(row, report));
    await this.record.note(scope, { content: 'report', format: 'pdf', inquiryId: row.id, bytes: pdf });
    return { name: `報告書_${report.number}`, pdf };
  }

  /** What was sent stays as it was sent; what is being worked on is printed as it would go out now. */
  async #paper(row: InquiryRow, report: ReportRow): Promise<Paper> {
    const now = this.clock.now();
    if (report.printed !== null) return reportPaper(report, disclose(report.printed, await this.materials.index(row.id, 'customer')), report.sentAt ?? now);
    const { sections, index } = await this.reports.prepare(row, report, now);
    return reportPaper(report, disclose(sections, index), now);
  }
}
