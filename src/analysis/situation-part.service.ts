import { Injectable, type OnModuleInit } from '@nestjs/common';
import { answersTo, isBeingChecked, type SheetAnswers } from '../hearing/answers.rules.js';
import { answerText } from '../hearing/answer-text.rules.js';
import { defang } from '../hearing/defang.rules.js';
import { shownText } from '../hearing/shown-text.rules.js';
import { missingAt, threatKindsOf, unknownQuestions } from '../hearing/hearing.rules.js';
import type { SheetDefinition } from '../hearing/sheet-definition.schemas.js';
import { InquiryDetails, type HandedUp } from '../inquiries/inquiry-details.queries.js';
import { nextLoss } from '../inquiries/log-clock/log-clock.rules.js';
import { LogClock } from '../inquiries/log-clock/log-clock.service.js';
import { PageParts, type PageSubject } from '../inquiries/page-parts.js';
import { Clock, type Instant } from '../platform/clock.js';
import type { Scope } from '../platform/scope.js';
import { can } from '../staff/permissions.js';
import { AnalysisQueries, type AnalysisRecord } from './analysis.queries.js';
import { analysisLabels, stagesView } from './analysis.view.js';
import { progressSummary } from './attack-progress.rules.js';
import { compromiseSuspected } from './compromise.rules.js';
import { sectionHeadings } from './report-sections.rules.js';
import { Reports } from './reports.service.js';
import { nextSteps, type SituationFacts } from './situation.rules.js';

const soonMs = 3 * 24 * 60 * 60_000;
/** What happened, in the order in which it is told. */
const happened = ['customer_statement', 'detected_at', 'alert_title', 'network_action', 'direction', 'source_ip', 'destination_ip', 'destination_domain', 'asset_hostname', 'asset_state', 'actions_taken'] as const;
const addresses: ReadonlySet<string> = new Set(['destination_ip', 'destination_domain']);

/** The analyst's page in four answers: what happened, what is known, what is missing, what to do next. */
@Injectable()
export class SituationPart implements OnModuleInit {
  constructor(
    private readonly parts: PageParts,
    private readonly queries: AnalysisQueries,
    private readonly reports: Reports,
    private readonly details: InquiryDetails,
    private readonly logClock: LogClock,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.parts.add({ name: 'situation', place: 'top', rank: 0, template: '/analysis/parts/situation', live: true, load: (scope, subject) => this.#load(scope, subject) });
  }

  async #load(scope: Scope, subject: PageSubject): Promise<object | undefined> {
    const { row, definition, answers, analystView } = subject;
    if (!analystView || !row.isOpen || !can(scope, 'analysis.read_restricted')) return undefined;
    const record = await this.queries.of(row.id);
    return {
      handedUp: await this.#handedUp(row.id),
      facts: factsOf(definition, answers),
      kinds: threatKindsOf(definition, answers).map(({ kind }) => kind.label),
      stages: stagesView(record.progress),
      progressSummary: progressSummary(record.progress),
      assessment: record.assessment === undefined ? undefined : labelled(record.assessment),
      watch: row.status === 'answered' && record.assessment?.urgency === 'watch' ? { told: await this.#toldLast(row.id) } : undefined,
      withheld: record.notes.length + record.indicators.filter(({ disclosure }) => disclosure !== 'customer').length,
      missing: missingAt('escalation', definition, answers).map(({ label }) => label),
      unknown: unknownQuestions(definition, answers).map(({ label }) => label),
      awaited: record.logRequests.filter(({ state }) => state === 'sent' || state === 'partially_received').map(({ number, items }) => `${number}（${items.join('、')}）`),
      ...nextSteps(await this.#facts(scope, subject, record)),
    };
  }

  /** What the last report that was given asks the customer to do, where one was. */
  async #toldLast(inquiryId: string): Promise<{ readonly number: string; readonly sentAt: Instant | null; readonly lines: readonly string[] } | undefined> {
    const last = (await this.reports.all(inquiryId)).findLast(({ state }) => state === 'sent');
    return last && { number: last.number, sentAt: last.sentAt, lines: last.printed?.find(({ heading }) => heading === sectionHeadings.nextSteps)?.lines ?? [] };
  }

  async #handedUp(inquiryId: string): Promise<HandedUp | undefined> {
    const words = await this.details.handedUp(inquiryId);
    return words === undefined ? undefined : { ...words, body: shownText(words.body) };
  }

  async #facts(scope: Scope, { row, answers }: PageSubject, record: AnalysisRecord): Promise<SituationFacts> {
    const report = await this.reports.open(row.id);
    const lostAt = nextLoss(await this.logClock.of(row, answers), this.clock.now())?.lostAt;
    return {
      verified: row.verification === 'verified',
      needsCallback: row.verificationMethod !== 'callback_to_registered_phone' && compromiseSuspected(answers, record.progress),
      inForce: row.entitlement === 'in_force',
      taken: row.status !== 'escalated',
      noticeChecked: record.notice !== undefined,
      progressSet: record.progress.length > 0,
      assessed: record.assessment !== undefined,
      report: report === undefined || report.state === 'sent' ? 'none' : report.state,
      mayReadReport: report?.state === 'in_review' && !report.writerIds.includes(scope.staffId) && row.reviewRequestedBy !== scope.staffId,
      askedByName: report?.state === 'in_review' && (await this.details.namedReaders([row.id])).get(row.id) === scope.staffId,
      answered: row.status === 'answered',
      logsAtRisk: lostAt !== undefined && lostAt > this.clock.now() && lostAt <= this.clock.now() + soonMs && record.logRequests.length === 0,
    };
  }
}

function factsOf(definition: SheetDefinition, answers: SheetAnswers): readonly { readonly label: string; readonly text: string }[] {
  const questions = definition.sections.flatMap((section) => section.questions);
  return happened.flatMap((id) => {
    const question = questions.find((candidate) => candidate.id === id);
    const given = answersTo(answers, id).filter((answer) => answer.state === 'value' && !isBeingChecked(answer));
    if (question === undefined || given.length === 0) return [];
    // Said of several alerts alike, it is read once.
    const text = [...new Set(given.map((answer) => answerText(question, answer)))].join('、');
    return [{ label: question.label, text: addresses.has(id) ? text.split('、').map(defang).join('、') : shownText(text) }];
  });
}

function labelled({ disposition, confidence, urgency }: NonNullable<AnalysisRecord['assessment']>) {
  return { disposition: analysisLabels.disposition[disposition], confidence: analysisLabels.confidence[confidence], urgency: analysisLabels.urgency[urgency] };
}
