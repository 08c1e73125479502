import { Injectable } from '@nestjs/common';
import { Calendars } from '../calendar/calendars.service.js';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import { CustomerQueries } from '../customers/customer.queries.js';
import { Clock } from '../platform/clock.js';
import type { DomainError } from '../platform/errors.js';
import { hasRole, type Scope } from '../platform/scope.js';
import { can } from '../staff/permissions.js';
import { emptyForm, refusedForm, type RawForm } from '../web/forms.js';
import { Views } from '../web/views.js';
import { actFieldLabels, actPanels, hasPanel, type ActPanels, type PanelFacts } from './act-panels.view.js';
import { actKeys } from './act-keys.view.js';
import { ActNeighbours } from './acts/act-neighbours.service.js';
import { ActRegistry } from './acts/act-registry.service.js';
import { kindLabels } from './aftermath.service.js';
import { CustomerChoices } from './customer-choice.service.js';
import { dueSentence, dueView } from './due.view.js';
import { InquiryDetails } from './inquiry-details.queries.js';
import type { InquiryRow } from './inquiry.entity.js';
import { InquirySheetPage, type SavedSheet, type SheetWishes } from './inquiry-sheet-page.service.js';
import { logSourceLabels } from './log-clock/log-clock.rules.js';
import { mailLabels } from './mail.view.js';
import { nextSlots } from './appointments/slots.rules.js';
import { PageCompany } from './page-company.service.js';
import { callNumbers, publicFirstAid, withheldBecause } from './people.view.js';
import { callPurposeLabels } from './call-purpose.view.js';
import {
  appointmentKindLabels, appointmentOutcomeLabels, callOutcomeLabels, channelLabels, clockLabels, declineReasonLabels, entitlementLabels, escalationReasonLabels, resolutionLabels,
  nextCallerLabels, statusLabels, supportKindLabels, verificationLabels, verificationMethodLabels, warmTransferOutcomeLabels,
} from './rulebook/status.js';
import { shownRefusal } from './refusal.view.js';
import { stateBadges } from './state-badges.view.js';
import { shownStatus } from './status.view.js';
import { timelineOf, withSavesTogether } from './timeline.view.js';
import type { HeldCall } from './warm-transfer/held-call.queries.js';

/** A form that was refused, to be shown again with what was typed. */
export interface RefusedAct {
  readonly act: string;
  readonly raw: RawForm;
  readonly refusal: DomainError;
}

/** What a page of an inquiry shows beside the inquiry itself. */
export interface PageWishes extends SheetWishes {
  readonly refused?: RefusedAct;
  /** A search for the customer whose inquiry it is. */
  readonly q?: string;
}

const labels = {
  callOutcome: callOutcomeLabels, callPurpose: callPurposeLabels, channel: channelLabels, clock: clockLabels, declineReason: declineReasonLabels,
  entitlement: entitlementLabels, escalationReason: escalationReasonLabels, resolution: resolutionLabels, status: statusLabels,
  supportKind: supportKindLabels, nextCaller: nextCallerLabels, verification: verificationLabels, verificationMethod: verificationMethodLabels, mail: mailLabels, appointmentOutcome: appointmentOutcomeLabels, logSource: logSourceLabels, warmTransferOutcome: warmTransferOutcomeLabels,
};

type PanelSheet = Pick<Awaited<ReturnType<InquirySheetPage['data']>>, 'sheetFacts' | 'verdict'> & Pick<PanelFacts, 'hasCopies' | 'hasAppointments' | 'heldCall' | 'answerMail'> & { readonly drafts: readonly string[] };

/** The page of one inquiry: what happened, what is known, what is missing, what to do next. */
@Injectable()
export class InquiryPage {
  constructor(
    private readonly details: InquiryDetails,
    private readonly customers: CustomerQueries,
    private readonly choices: CustomerChoices,
    private readonly neighbours: ActNeighbours,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
    private readonly registry: ActRegistry,
    private readonly sheets: InquirySheetPage,
    private readonly company: PageCompany,
    private readonly views: Views,
  ) {}

  /** @throws DomainError not_found */
  async render(scope: Scope, id: string, wishes: PageWishes = {}): Promise<string> {
    const row = await this.details.row(scope, id);
    const { refused } = wishes;
    const data = await this.#data(scope, row, wishes);
    const mayAct = data.panels.all.length > 0 || data.isSecondLine;
    const { forAnswer, forEscalation, forFastTrack } = data.sheet.missing;
    const inSight = data.panels.all.some(({ name }) => name === refused?.act);
    const additionChanges = data.analystView && row.isOpen ? await this.sheets.additions.of(row) : undefined;
    return this.views.page('inquiries/inquiry', {
      additionChanges,
      mayAct,
      title: `${refused === undefined ? '' : 'エラー：'}${row.number} ${shownStatus(row, data.answerMail).text}`,
      width: 'wide',
      ...data,
      ...(await this.#history(scope, row)),
      refused: refused === undefined ? undefined : { act: refused.act, ...shownRefusal(refused.refusal, [...forAnswer, ...forEscalation, ...forFastTrack]), faults: refused.refusal.faults, raw: refused.raw, hasPanel: inSight },
      actFieldLabels,
      possibleActs: this.registry.possible(scope, row.status).map(({ name }) => name),
      actLabel: (name: string) => this.registry.all().find((act) => act.name === name)?.label ?? name,
      now: this.clock.now(),
    });
  }

  /** What an autosave changes on the page that is open: the question, what is lacking, and the version the acts carry. */
  async renderSaved(scope: Scope, saved: SavedSheet): Promise<string> {
    const data = await this.#data(scope, saved.row, {}, 'live');
    return this.views.fragment('inquiries/saved', { ...data, saved: saved.autosaved, outdated: saved.outdated, fastTrackTurns: saved.fastTrackTurns, refused: undefined });
  }

  /** What others did while the page is open; the head of the inquiry's own page follows, its forms stay as they were typed into. */
  async renderNews(row: InquiryRow, changes: readonly object[], page: 'analysis' | 'report' | undefined): Promise<string> {
    const answerMail = await this.details.answerOnItsWay(row);
    const head = page === undefined ? { labels, badges: stateBadges(row, answerMail), ...(await this.#time(row)), ...(await this.details.names(row)) } : undefined;
    return this.views.fragment('inquiries/parts/news', { row, changes, page, head, shownStatus: shownStatus(row, answerMail), verificationLabel: verificationLabels[row.verification] });
  }

  async #data(scope: Scope, row: InquiryRow, wishes: PageWishes, parts: 'all' | 'live' = 'all') {
    const { definition, answers, ...sheet } = await this.sheets.data(scope, row, wishes);
    // An analyst reads the record first; the sheet stands folded below it and opens for the further hearing.
    const analystView = row.everEscalated && hasRole(scope, 'second_line', 'second_line_lead');
    const copies = await this.neighbours.copies.active(row, this.clock.now());
    const appointments = await this.neighbours.appointments.openOf(row.id);
    const held = await this.neighbours.warmTransfers.open(row.id);
    const drafts = await this.company.ownDrafts(scope, row.id);
    const answerMail = await this.details.answerOnItsWay(row);
    return {
      row,
      answerMail,
      copies,
      codeSent: await this.details.codeSent(row.id),
      labels,
      actKeys,
      badges: stateBadges(row, answerMail),
      kinds: kindLabels(row.kinds),
      ...(await this.#time(row)),
      ...(await this.#people(scope, row)),
      ...sheet,
      ...(await this.#search(scope, row, wishes)),
      appointments: appointments.map((appointment) => ({ ...appointment, kindLabel: appointmentKindLabels[appointment.kind], isPast: appointment.startsAt <= this.clock.now() })),
      held,
      panels: this.#panels(scope, row, { ...sheet, hasCopies: copies.length > 0, hasAppointments: appointments.length > 0, heldCall: heldState(held), answerMail, drafts: [...drafts.keys()] }, wishes.refused?.act),
      drafts,
      phrasesFor: await this.company.phrases(),
      formFor: (act: string) => (wishes.refused?.act === act ? refusedForm(wishes.refused.raw, wishes.refused.refusal.faults) : emptyForm(drafts.get(act)?.fields)),
      isSecondLine: hasRole(scope, 'second_line', 'second_line_lead', 'service_owner'),
      isFirstLine: hasRole(scope, 'first_line', 'first_line_supervisor'),
      analystView,
      parts: await this.sheets.parts.load(scope, { row, definition, answers, analystView }, parts),
      sheetOpen: wishes.saved !== undefined || wishes.add !== undefined,
      mayWriteAnalysis: can(scope, 'analysis.write'),
    };
  }

  #panels(scope: Scope, row: InquiryRow, sheet: PanelSheet, refusedAct: string | undefined): ActPanels {
    const viewer = hasRole(scope, 'first_line', 'first_line_supervisor') ? 'first' : hasRole(scope, 'second_line', 'second_line_lead') ? 'second' : 'other';
    const facts = { inquiry: row, viewer, otherLanguage: row.language === 'other', mayEndEscalated: can(scope, 'inquiry.close_escalated'), fastTrackSigns: sheet.sheetFacts.fastTrackSigns, byMail: row.channel === 'email', heardOut: sheet.sheetFacts.missingForReception.length === 0, hasCopies: sheet.hasCopies, hasAppointments: sheet.hasAppointments, heldCall: sheet.heldCall, answerMail: sheet.answerMail, verdict: sheet.verdict } as const;
    const possible = this.registry.possible(scope, row.status);
    // What was typed into last stands open, where it can still be sent.
    const draft = sheet.drafts.find((name) => possible.some((act) => act.name === name && hasPanel(act)));
    return actPanels(possible, { ...facts, refusedAct: refusedAct ?? draft });
  }

  async #time(row: InquiryRow) {
    const calendar = await this.calendars.current();
    const now = this.clock.now();
    const answerBy = await this.company.deadlines.answerBy(row, now);
    const slots = nextSlots(calendar, now, { minutes: 30, count: 3 }).map((at) => ({ at, input: toIsoTokyo(at).slice(0, 16) }));
    return { slots, due: dueView(row, calendar, now), sentence: dueSentence(row, calendar), isOpen: calendar.isOpen(now), nextOpening: calendar.nextOpening(now), answerBy };
  }

  async #people(scope: Scope, row: InquiryRow) {
    const customer = row.customerId === null ? undefined : await this.customers.factsOf(row.customerId);
    const contact = row.customerId === null ? undefined : await this.customers.contactAt(row.customerId, this.clock.now());
    return {
      customer,
      contact,
      contracts: row.customerId === null ? [] : await this.customers.contracts(row.customerId),
      numbers: callNumbers({ contact, mainPhone: customer?.mainPhone ?? null, callbackPhone: row.callbackPhone }),
      withheld: withheldBecause(row),
      publicFirstAid,
      personName: scope.name,
      personId: scope.staffId,
      ...(await this.company.of(scope, row)),
      newestNotice: await this.company.newestNotice(scope, row.id),
      providers: scope.providerId === null && hasRole(scope, 'second_line', 'second_line_lead', 'service_owner') ? await this.customers.assignableProviders() : [],
      mine: row.ownerId === scope.staffId,
      alikeNumber: (await this.details.numbers(scope, [row.alikeInquiryId])).get(row.alikeInquiryId ?? ''),
      ...(await this.details.names(row)),
    };
  }

  /** For 「利用者を特定する」: what was searched, and what was chosen in a form that came back. */
  async #search(scope: Scope, row: InquiryRow, { q = '', refused }: PageWishes) {
    const typed = refused?.act === 'identify-customer' ? refused.raw['customerId'] : '';
    return this.choices.of(scope, row.isOpen ? q : '', typeof typed === 'string' ? typed : '');
  }

  async #history(scope: Scope, row: InquiryRow) {
    const [events, texts, calls] = [await this.details.events(row.id), await this.details.texts(scope, row.id), await this.details.calls(row.id)];
    return {
      timeline: withSavesTogether(timelineOf(events, texts, calls, await this.neighbours.copies.all(row.id))).toReversed(),
      mails: await this.details.mails(row.id),
      addition: await this.details.openAddition(row.id),
    };
  }
}

function heldState(held: HeldCall | undefined): PanelFacts['heldCall'] {
  if (held === undefined) return 'none';
  return held.takenBy === null ? 'waiting' : 'taken';
}
