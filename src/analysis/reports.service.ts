import { Injectable } from '@nestjs/common';
import { formatPhone } from '../customers/phone-number.rules.js';
import { Hearings } from '../hearing/hearings.service.js';
import { ActNeighbours } from '../inquiries/acts/act-neighbours.service.js';
import { InquirySheets } from '../inquiries/inquiry-sheets.service.js';
import type { InquiryRow } from '../inquiries/inquiry.entity.js';
import type { OutboxState } from '../inquiries/outbox/outbox.entity.js';
import { Outbox } from '../inquiries/outbox/outbox.service.js';
import type { ReportFacts } from '../inquiries/rulebook/commands.js';
import { answersTo, answerTo, textOf, tokensOf, type SheetAnswers } from '../hearing/answers.rules.js';
import { refang } from '../hearing/defang.rules.js';
import { unknownQuestions } from '../hearing/hearing.rules.js';
import type { Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { sql } from '../platform/sql.js';
import { DomainError } from '../platform/errors.js';
import { AnalysisQueries, type AnalysisRecord } from './analysis.queries.js';
import { compromiseSuspected } from './compromise.rules.js';
import { DisclosureMaterials } from './disclosure-materials.service.js';
import { restrictedPlaces, textsIn, type LeakIndex } from './disclosure.rules.js';
import { GatewayProposals } from './gateway-proposals.service.js';
import { isAttackFound } from './gateway-proposal.rules.js';
import type { Edition } from './marking.rules.js';
import { draftReport, isPersonalDataPossible } from './report-draft.rules.js';
import { knownByNow, leftOutOfReport } from './missing-words.rules.js';
import { printReport, type GuidanceFacts, type ReportSource } from './report-print.rules.js';
import { emptySections, type PrintedSection, type ReportFields } from './report-sections.rules.js';
import { ReportReadingRow, ReportRow } from './report.entity.js';

/** A report as it would go out now, and what still stands in its way. */
export interface PreparedReport {
  readonly sections: readonly PrintedSection[];
  readonly facts: ReportFacts;
  readonly index: LeakIndex;
}

/** The mail by which a report went to the contact, and how it fares. */
export interface Delivery {
  readonly mailId: string;
  readonly state: OutboxState;
  readonly toName: string;
}

/** Reads and prepares the reports of an inquiry; acts write them. */
@Injectable()
export class Reports {
  constructor(
    private readonly db: Db,
    private readonly queries: AnalysisQueries,
    private readonly materials: DisclosureMaterials,
    private readonly hearings: Hearings,
    private readonly sheets: InquirySheets,
    private readonly neighbours: ActNeighbours,
    private readonly proposals: GatewayProposals,
    private readonly outbox: Outbox,
  ) {}

  /** All reports of an inquiry, the first one first. */
  async all(inquiryId: string): Promise<readonly ReportRow[]> {
    return (await this.db.many(ReportRow, { inquiryId })).toSorted((a, b) => a.serial - b.serial);
  }

  /** The report being worked on; undefined where there is none, or the last one was sent. */
  async open(inquiryId: string): Promise<ReportRow | undefined> {
    return (await this.all(inquiryId)).find(({ state }) => state !== 'sent');
  }

  /** @throws DomainError illegal_transition where no report is being worked on */
  async requireOpen(inquiryId: string): Promise<ReportRow> {
    const report = await this.open(inquiryId);
    if (report !== undefined) return report;
    throw new DomainError('illegal_transition', '作成中の報告書がありません。先に報告書を作成してください。');
  }

  /** The last report that went out, if nobody has read it yet. */
  async sentUnread(inquiryId: string): Promise<ReportRow | undefined> {
    const sent = (await this.all(inquiryId)).filter(({ state, readBeforeSending }) => state === 'sent' && !readBeforeSending);
    for (const report of sent.toReversed()) {
      const readings = await this.readings(report.id);
      if (!readings.some(({ outcome }) => outcome === 'approved_afterwards')) return report;
    }
    return undefined;
  }

  async readings(reportId: string): Promise<readonly ReportReadingRow[]> {
    return this.db.many(ReportReadingRow, { reportId });
  }

  /** The mail of each report to the contact, by report number; reports given on the telephone or in a meeting have none. */
  async deliveries(inquiryId: string): Promise<ReadonlyMap<string, Delivery>> {
    const mails = await this.db.rows<Delivery & { readonly data: string }>(
      sql`SELECT id AS "mailId", data, state, to_name AS "toName" FROM outbox WHERE inquiry_id = ${inquiryId} AND template = 'report' AND contact_id IS NOT NULL ORDER BY seq`,
    );
    return new Map(mails.map(({ data, ...mail }) => [(JSON.parse(data) as { reportNumber: string }).reportNumber, mail]));
  }

  /** What a new report begins with: a first draft from facts, and later the words of the report before, which the customer has read or should have. */
  async beginning(row: InquiryRow, now: Instant): Promise<{ readonly serial: number; readonly edition: Edition; readonly fields: ReportFields }> {
    const all = await this.all(row.id);
    const serial = all.length + 1;
    const last = all.at(-1);
    const state = last === undefined ? undefined : (await this.deliveries(row.id)).get(last.number)?.state;
    if (last === undefined) return { serial, edition: 'first', fields: await this.#draft(row, now) };
    const neverArrived = state === 'failed' || state === 'withdrawn';
    return { serial, edition: neverArrived ? last.edition : 'follow_up', fields: last.sections };
  }

  /** A first draft from facts alone. */
  async #draft(row: InquiryRow, now: Instant): Promise<ReportFields> {
    const record = await this.queries.of(row.id);
    const { sheet, answers } = await this.sheets.of(row);
    const awaited = record.logRequests.filter(({ state }) => state === 'sent' || state === 'partially_received');
    const { progress, assessment = null, notice } = record;
    return draftReport({ definition: sheet.definition, answers, progress, assessment, notice: notice?.quote ?? '', receivedAt: row.receivedAt, now, awaited });
  }

  /** What a report says nobody knows although it is known by now, and what the sheet leaves open that it does not name. */
  async openQuestions(row: InquiryRow, fields: ReportFields): Promise<{ readonly knownByNow: readonly string[]; readonly leftOut: readonly string[]; readonly unknownOnSheet: number }> {
    const { sheet, answers } = await this.sheets.of(row);
    const known = { definition: sheet.definition, answers, notice: (await this.queries.of(row.id)).notice?.quote ?? '' };
    const unknownOnSheet = unknownQuestions(sheet.definition, answers).length;
    return { unknownOnSheet, knownByNow: knownByNow(fields.inquiry, known), leftOut: leftOutOfReport(known).filter((words) => !fields.inquiry.includes(words)) };
  }

  /** Prints the report as the customer would get it and holds it against all that is restricted. */
  async prepare(row: InquiryRow, report: ReportRow, now: Instant): Promise<PreparedReport> {
    const record = await this.queries.of(row.id);
    const sections = printReport(await this.#source(row, report, { record, now }));
    const index = await this.materials.index(row.id, 'customer');
    const places = textsIn(sections).reduce((count, text) => count + restrictedPlaces(text, index).length, 0);
    const facts: ReportFacts = {
      portalNoticeChecked: record.notice !== undefined && record.notice.quote.trim() !== '',
      progressSet: record.progress.length > 0,
      emptySections: emptySections(report.sections),
      restrictedValues: places,
    };
    return { sections, facts, index };
  }

  /** A5: whether a call-back must come before anything goes out by mail. */
  async compromiseSuspected(inquiryId: string): Promise<boolean> {
    return compromiseSuspected(await this.hearings.current(inquiryId), await this.queries.progress(inquiryId));
  }

  async #source(row: InquiryRow, report: ReportRow, from: { readonly record: AnalysisRecord; readonly now: Instant }): Promise<ReportSource> {
    const { customerName, contactName, desk } = await this.#addressee(row, from.now);
    return {
      fields: report.sections,
      customerName,
      contactName,
      inquiryNumber: row.number,
      reportNumber: report.number,
      edition: report.edition,
      tlp: report.tlp,
      isRead: report.state === 'approved',
      at: from.now,
      noticeQuote: from.record.notice?.quote ?? '',
      progress: from.record.progress,
      guidance: await this.#guidance(row, from.record),
      indicatorValues: [...from.record.indicators.map(({ value }) => value), ...(await this.#destinations(row.id))],
      desk,
    };
  }

  /** Before anybody is known to write to, the work on the report goes on (A5). */
  async #addressee(row: InquiryRow, at: Instant): Promise<Pick<ReportSource, 'customerName' | 'contactName' | 'desk'>> {
    try {
      const { data, from } = await this.outbox.headFor(row, 'report', at);
      const desk = { name: from.deskName, phone: from.phone === '' ? '' : formatPhone(from.phone), mailAddress: from.mailAddress };
      return { customerName: data.customerName, contactName: data.contactName, desk };
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'contact_replaced') throw error;
      return { customerName: '（宛先は未確定です）', contactName: '', desk: { name: '二次受付窓口', phone: '', mailAddress: '' } };
    }
  }

  /** Where the traffic went, as it was heard: such a name is the attacker's, whether or not it is an indicator yet. */
  async #destinations(inquiryId: string): Promise<readonly string[]> {
    const answers = answersTo(await this.hearings.current(inquiryId), 'destination_domain');
    return answers.map((answer) => refang(textOf(answer) ?? '')).filter((domain) => domain !== '');
  }

  async #guidance(row: InquiryRow, record: AnalysisRecord): Promise<GuidanceFacts> {
    const answers = await this.hearings.current(row.id);
    return {
      specialistWished: row.wishForSpecialistAt !== null,
      insuranceFrom: mayConcernInsurance(record, answers) ? await this.#insuranceFrom(row) : null,
      personalDataPossible: isPersonalDataPossible(answers),
      gatewayProposal: await this.proposals.isDue(row),
    };
  }

  /** Null where no contract says when use began: nothing is promised then. */
  async #insuranceFrom(row: InquiryRow): Promise<string | null> {
    try {
      return await this.neighbours.insuranceEffectiveFrom(row);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'contract_not_in_force') return null;
      throw error;
    }
  }
}

function mayConcernInsurance({ assessment, progress }: AnalysisRecord, answers: SheetAnswers): boolean {
  const asked = tokensOf(answerTo(answers, 'insurance_interest')).includes('yes');
  return asked || isAttackFound({ disposition: assessment?.disposition ?? null, progress });
}
