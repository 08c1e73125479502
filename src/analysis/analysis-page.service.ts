import { Injectable } from '@nestjs/common';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import { CustomerQueries } from '../customers/customer.queries.js';
import { formatPhone } from '../customers/phone-number.rules.js';
import { defang } from '../hearing/defang.rules.js';
import { shownText } from '../hearing/shown-text.rules.js';
import { actFieldLabels } from '../inquiries/act-panels.view.js';
import { ActRegistry } from '../inquiries/acts/act-registry.service.js';
import { InquiryDetails } from '../inquiries/inquiry-details.queries.js';
import { InquirySheets } from '../inquiries/inquiry-sheets.service.js';
import type { InquiryRow } from '../inquiries/inquiry.entity.js';
import { PageCompany } from '../inquiries/page-company.service.js';
import { verificationLabels } from '../inquiries/rulebook/status.js';
import { shownStatus } from '../inquiries/status.view.js';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import type { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import { emptyForm, refusedForm, type RawForm } from '../web/forms.js';
import { Views } from '../web/views.js';
import { usualDelivery, usualHandling } from './log-request-letter.js';
import { AnalysisQueries } from './analysis.queries.js';
import { analysisLabels, custodyView, optionsOf, stageChoices, stagesView, workbenchParts } from './analysis.view.js';
import { progressSummary } from './attack-progress.rules.js';
import type { PreviewedDraft } from './contact-mail-preview.service.js';
import type { LogRequestRow } from './evidence.entity.js';
import { GatewayProposals } from './gateway-proposals.service.js';
import { lackingOnSheet, noticeOnSheet } from './notice-facts.rules.js';
import { periodText } from './period-text.rules.js';
import { wayOutOf } from './report-standing.rules.js';

/** A form that was refused, to be shown again with what was typed. */
export interface RefusedForm {
  readonly act: string;
  readonly raw: RawForm;
  readonly refusal: DomainError;
}

/** What the workbench is opened for. */
export interface WorkbenchWishes {
  /** The form of the notice begins with what the sheet knows of it. */
  readonly quote?: 'sheet' | undefined;
}

/** What both pages of the second line show of an inquiry. */
@Injectable()
export class AnalysisPage {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly customers: CustomerQueries,
    private readonly details: InquiryDetails,
    private readonly registry: ActRegistry,
    private readonly queries: AnalysisQueries,
    private readonly proposals: GatewayProposals,
    private readonly sheets: InquirySheets,
    private readonly company: PageCompany,
    private readonly views: Views,
  ) {}

  /** The workbench. @throws DomainError not_found */
  async render(scope: Scope, id: string, refused?: RefusedForm, wishes: WorkbenchWishes = {}): Promise<string> {
    const frame = await this.frame(scope, id, refused);
    const record = await this.queries.of(id);
    const custody = await this.queries.custody(id);
    return this.views.page('analysis/analysis', {
      ...frame,
      title: `${frame.row.number} 分析の記録`,
      width: 'wide',
      record,
      parts: workbenchParts,
      ...(await this.#notice(frame.row, wishes)),
      stages: stagesView(record.progress),
      stageChoices,
      progressSummary: progressSummary(record.progress),
      evidence: record.evidence.map((item) => ({ ...item, custody: custodyView(custody, item.id) })),
      indicators: record.indicators.map((indicator) => ({ ...indicator, shown: defang(indicator.value) })),
      proposalDue: record.proposal === undefined && (await this.proposals.isDue(frame.row)),
      answerBy: await this.company.deadlines.answerBy(frame.row, this.clock.now()),
      periodOf: ({ periodFrom, periodTo, zone }: LogRequestRow) => periodText(periodFrom, periodTo, zone),
      lastTalk: await this.#lastTalk(id),
      usual: { handling: usualHandling, delivery: usualDelivery },
    });
  }

  /** A mail that somebody is writing, as it will arrive: alone, or on a page of its own. */
  async renderMailPreview(scope: Scope, id: string, shown: { readonly preview: PreviewedDraft; readonly tab: string; readonly back: string }, isFragment: boolean): Promise<string> {
    if (isFragment) return this.views.fragment('analysis/parts/mail-preview', shown);
    const frame = await this.frame(scope, id);
    return this.views.page('analysis/mail-preview', { ...frame, title: `${frame.row.number} メールの確認`, ...shown });
  }

  /** What every page of this room needs: the inquiry, names, possible acts, forms that came back. */
  async frame(scope: Scope, id: string, refused?: RefusedForm) {
    const row = await this.details.row(scope, id);
    const acts = this.registry.possible(scope, row.status);
    const drafts = await this.company.ownDrafts(scope, id);
    const answerMail = await this.details.answerOnItsWay(row);
    return {
      phrasesFor: await this.company.phrases(),
      newestNotice: await this.company.newestNotice(scope, id),
      row,
      verificationLabel: verificationLabels[row.verification],
      answerMail,
      shownStatus: shownStatus(row, answerMail),
      labels: analysisLabels,
      options: Object.fromEntries(Object.entries(analysisLabels).map(([name, labels]) => [name, optionsOf(labels)])),
      names: await this.#names(),
      ...(await this.#addressee(row)),
      acts: Object.fromEntries(acts.map((act) => [act.name, act.label])),
      formFor: (act: string) => (refused?.act === act ? refusedForm(refused.raw, refused.refusal.faults) : emptyForm(drafts.get(act)?.fields)),
      drafts,
      now: this.clock.now(),
      refused: refused === undefined ? undefined : { act: refused.act, message: refused.refusal.message, faults: refused.refusal.faults, way: wayOutOf(refused.refusal.code, row) },
      actFieldLabels,
      shown: shownText,
    };
  }

  /** What the sheet knows of the notice, and what of it the notice can give back. */
  async #notice(row: InquiryRow, { quote }: WorkbenchWishes): Promise<object> {
    const { sheet, answers } = await this.sheets.of(row);
    const known = { definition: sheet.definition, answers };
    const sheetNotice = noticeOnSheet(known);
    return { sheetNotice, quoteFromSheet: quote === 'sheet' ? sheetNotice : undefined, sheetLacks: lackingOnSheet(known).map(({ label }) => label) };
  }

  /** When somebody last spoke with the customer: what was agreed to was most likely agreed to then. */
  async #lastTalk(id: string): Promise<object | undefined> {
    const talk = await this.details.lastTalk(id);
    return talk && { ...talk, input: toIsoTokyo(talk.at).slice(0, 16) };
  }

  async #addressee(row: InquiryRow): Promise<object> {
    if (row.customerId === null) return { customer: undefined, contact: undefined, numbers: [] };
    const contact = await this.customers.contactAt(row.customerId, this.clock.now());
    const phones = contact === undefined ? [] : [contact.phone, contact.altPhone].filter((phone) => phone !== '');
    return {
      customer: await this.customers.factsOf(row.customerId),
      contact,
      numbers: phones.map((e164) => ({ e164, text: formatPhone(e164), note: '登録済み', registered: true })),
    };
  }

  /** Names of the people who can have written on it. */
  async #names(): Promise<Readonly<Record<string, string>>> {
    const people = await this.db.rows<{ id: string; name: string }>(
      sql`SELECT DISTINCT s.id, s.display_name AS name FROM staff s JOIN staff_role r ON r.staff_id = s.id
          WHERE r.role IN ('second_line', 'second_line_lead')`,
    );
    return Object.fromEntries(people.map(({ id, name }) => [id, name]));
  }
}
