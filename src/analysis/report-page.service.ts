import { Injectable } from '@nestjs/common';
import { InquiryDetails } from '../inquiries/inquiry-details.queries.js';
import type { InquiryRow } from '../inquiries/inquiry.entity.js';
import { mailLabels } from '../inquiries/mail.view.js';
import { PageCompany } from '../inquiries/page-company.service.js';
import { answerMeansLabels } from '../inquiries/rulebook/status.js';
import { Clock } from '../platform/clock.js';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { Views } from '../web/views.js';
import { AnalysisPage, type RefusedForm } from './analysis-page.service.js';
import { AnswerPreview } from './answer-preview.service.js';
import { AnalysisQueries } from './analysis.queries.js';
import { optionsOf, stagesView } from './analysis.view.js';
import { notAssessedStages, notAssessedYet, progressLines, progressSummary } from './attack-progress.rules.js';
import { restrictedPlaces, textsIn } from './disclosure.rules.js';
import { editionLabels, reportStateLabels, tlpLabels } from './marking.rules.js';
import type { RawForm } from '../web/forms.js';
import { ReportPreview } from './report-preview.service.js';
import { holdsOfReview, saidOfReading, sendingStanding } from './report-standing.rules.js';
import { reportComparisons } from './report-comparisons.view.js';
import { answersBeingChecked, reportFieldNames, sectionsBeingChecked, type PrintedSection, type ReportFields } from './report-sections.rules.js';
import { fieldViews, markedLines, papWarnings } from './report.view.js';
import { Reports } from './reports.service.js';
import type { ReportRow } from './report.entity.js';

const meansOptions = optionsOf(answerMeansLabels);

/** The page on which a report is written, read and given. */
@Injectable()
export class ReportPage {
  constructor(
    private readonly page: AnalysisPage,
    private readonly reports: Reports,
    private readonly queries: AnalysisQueries,
    private readonly preview: ReportPreview,
    private readonly answerPreview: AnswerPreview,
    private readonly details: InquiryDetails,
    private readonly company: PageCompany,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  /** @throws DomainError not_found */
  async render(scope: Scope, id: string, refused?: RefusedForm): Promise<string> {
    const shown = await this.#shown(scope, id, refused);
    return this.views.page('analysis/report', { ...shown, title: `${shown.row.number} 報告書`, width: 'wide' });
  }

  /** What stands beside the report, anew after somebody else has acted; a way to the newest page where the report itself is another by now. */
  async renderSide(scope: Scope, id: string, seen: { readonly report: string; readonly version: number }): Promise<string> {
    const shown = await this.#shown(scope, id);
    const { report } = shown;
    const isTheSame = seen.report === (report?.id ?? '') && seen.version === (report?.version ?? 0) && report?.state !== 'draft';
    if (isTheSame) return this.views.fragment('analysis/parts/report-side', shown);
    const now = report ?? shown.sent.find((each) => each.id === seen.report);
    return this.views.fragment('analysis/parts/report-moved', { row: shown.row, state: now === undefined ? undefined : reportStateLabels[now.state] });
  }

  async #shown(scope: Scope, id: string, refused?: RefusedForm) {
    const frame = await this.page.frame(scope, id, refused);
    const all = await this.reports.all(id);
    const report = all.find(({ state }) => state !== 'sent');
    const opened = report === undefined ? undefined : await this.#open(scope, frame.row, typedInto(report, refused));
    const unread = await this.reports.sentUnread(id);
    return {
      ...frame,
      me: scope.staffId,
      reportLabels: { state: reportStateLabels, edition: editionLabels },
      editionOptions: optionsOf(editionLabels),
      tlpOptions: optionsOf(tlpLabels),
      meansOptions,
      report,
      sent: all.filter(({ state }) => state === 'sent').toReversed(),
      deliveries: Object.fromEntries(await this.reports.deliveries(id)),
      meansLabels: answerMeansLabels,
      mailStates: mailLabels.state,
      unread,
      mayReadUnread: unread !== undefined && !unread.writerIds.includes(scope.staffId) && unread.sentBy !== scope.staffId,
      ...opened,
      comparisons: reportComparisons(all, opened?.printed),
      ...(await this.#sides(id)),
    };
  }

  /** What changes while somebody writes: the report's version, its leaks and what is missing. */
  async renderStatus(scope: Scope, id: string, message: string): Promise<string> {
    const { row, ...frame } = await this.page.frame(scope, id);
    const report = await this.reports.requireOpen(id);
    const opened = await this.#open(scope, row, report);
    return this.views.fragment('analysis/parts/report-status', { ...frame, row, report, reportLabels: { state: reportStateLabels, edition: editionLabels }, ...opened, message });
  }

  /** The mail of the report, or why it cannot go out as it is. */
  async renderPreview(scope: Scope, id: string): Promise<string> {
    const frame = await this.page.frame(scope, id);
    const shown = { ...frame, title: `${frame.row.number} 報告メールの確認`, sending: sendingStanding(frame.row, this.clock.now()) };
    try {
      return this.views.page('analysis/preview', { ...shown, mail: await this.preview.of(frame.row) });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'not_found') throw error;
      return this.views.page('analysis/preview', { ...shown, mail: undefined, refusal: error.message, leaks: await this.#leakingLines(frame.row) });
    }
  }

  /** What is said once an act is done, where that hangs on how things stand; undefined where it does not. */
  async saidOf(scope: Scope, { act, raw }: { readonly act: string; readonly raw: RawForm }, row: InquiryRow): Promise<string | undefined> {
    if (act === 'save-report' && raw['reportVersion'] === undefined) return '記録をもとに、報告書の下書きを作成しました。';
    if (act === 'approve-report') return saidOfReading(row);
    if (act !== 'request-review') return undefined;
    const { names } = await this.page.frame(scope, row.id);
    const reader = (await this.details.namedReaders([row.id])).get(row.id);
    return `${reader === undefined ? '二次受付窓口の分析担当者全員' : `${names[reader] ?? '選んだ方'}さん`}に、報告書の確認を依頼しました。`;
  }

  /** The mail of an answer that somebody is writing, alone or on a page of its own. */
  async renderAnswerPreview(scope: Scope, id: string, text: string, isFragment: boolean): Promise<string> {
    const preview = await this.answerPreview.of(scope, id, text);
    return this.page.renderMailPreview(scope, id, { preview, tab: 'answer', back: '#panel-answer' }, isFragment);
  }

  async #open(scope: Scope, row: Parameters<Reports['prepare']>[0], report: ReportRow): Promise<Opened & Readonly<Record<string, unknown>>> {
    const { facts, index, sections } = await this.reports.prepare(row, report, this.clock.now());
    const { indicators, progress } = await this.queries.of(row.id);
    return {
      facts,
      fields: fieldViews(report.sections, index),
      beingChecked: sectionsBeingChecked(report.sections),
      answersBeingChecked: answersBeingChecked(report.sections),
      notAssessed: notAssessedStages(progress),
      // A draft begun before the steps were judged still says that they are not.
      outdatedWords: progressSummary(progress) !== notAssessedYet && Object.values(report.sections).some((text) => text.includes(notAssessedYet)) ? notAssessedYet : undefined,
      ...(await this.reports.openQuestions(row, report.sections)),
      papWarnings: papWarnings(report.sections, indicators),
      printed: sections,
      reader: (await this.details.namedReaders([row.id])).get(row.id),
      readers: await this.company.readers(row, [...report.writerIds, scope.staffId]),
      readings: await this.reports.readings(report.id),
      isWriter: report.writerIds.includes(scope.staffId),
      leads: scope.roles.includes('second_line_lead'),
      reviewHolds: holdsOfReview(facts, row),
      sending: sendingStanding(row, this.clock.now()),
      needsCallback: row.verificationMethod !== 'callback_to_registered_phone' && (await this.reports.compromiseSuspected(row.id)),
    };
  }

  /** What may be disclosed and what may not, to stand side by side. */
  async #sides(id: string): Promise<object> {
    const record = await this.queries.of(id);
    return { record, stages: stagesView(record.progress), progressSummary: progressSummary(record.progress), progressLines: progressLines(record.progress) };
  }

  async #leakingLines(row: Parameters<Reports['prepare']>[0]): Promise<ReturnType<typeof markedLines>> {
    const report = await this.reports.open(row.id);
    if (report === undefined) return [];
    const { sections, index } = await this.reports.prepare(row, report, this.clock.now());
    return textsIn(sections).flatMap((text) => markedLines(text, restrictedPlaces(text, index)));
  }
}

const actsThatWrite: ReadonlySet<string> = new Set(['save-report', 'request-review']);

/** The report with what was typed and refused, so that nothing is lost. */
function typedInto(report: ReportRow, refused: RefusedForm | undefined): ReportRow {
  if (refused === undefined || !actsThatWrite.has(refused.act)) return report;
  const typed = Object.fromEntries(reportFieldNames.flatMap((name) => {
    const value = refused.raw[name];
    return typeof value === 'string' ? [[name, value]] : [];
  })) as Partial<ReportFields>;
  return { ...report, sections: { ...report.sections, ...typed } };
}

/** The open report as the page shows it; further fields are the template's. */
interface Opened {
  readonly printed: readonly PrintedSection[];
}
