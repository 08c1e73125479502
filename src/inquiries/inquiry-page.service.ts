import { Injectable } from '@nestjs/common';
import { Calendars } from '../calendar/calendars.service.js';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import { CustomerQueries } from '../customers/customer.queries.js';
import { formatPhone } from '../customers/phone-number.rules.js';
import { Clock } from '../platform/clock.js';
import type { DomainError } from '../platform/errors.js';
import { hasRole, type Scope } from '../platform/scope.js';
import { emptyForm, refusedForm, type RawForm } from '../web/forms.js';
import { Views } from '../web/views.js';
import { ActRegistry } from './acts/act-registry.service.js';
import { kindLabels } from './aftermath.service.js';
import { dueSentence, dueView } from './due.view.js';
import { InquiryDetails } from './inquiry-details.queries.js';
import type { InquiryRow } from './inquiry.entity.js';
import { InquirySheets } from './inquiry-sheets.service.js';
import { Notices } from './notices.service.js';
import {
  callOutcomeLabels, channelLabels, clockLabels, declineReasonLabels, entitlementLabels, escalationReasonLabels, resolutionLabels,
  statusLabels, supportKindLabels, verificationLabels, verificationMethodLabels,
} from './rulebook/status.js';
import { SheetFactsLoader } from './sheet-facts.service.js';
import { timelineOf } from './timeline.view.js';

/** A form that was refused, to be shown again with what was typed. */
export interface RefusedAct {
  readonly act: string;
  readonly raw: RawForm;
  readonly refusal: DomainError;
}

const labels = {
  callOutcome: callOutcomeLabels, channel: channelLabels, clock: clockLabels, declineReason: declineReasonLabels,
  entitlement: entitlementLabels, escalationReason: escalationReasonLabels, resolution: resolutionLabels, status: statusLabels,
  supportKind: supportKindLabels, verification: verificationLabels, verificationMethod: verificationMethodLabels,
};

/** The page of one inquiry: what happened, what is known, what is missing, what to do next. */
@Injectable()
export class InquiryPage {
  constructor(
    private readonly details: InquiryDetails,
    private readonly customers: CustomerQueries,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
    private readonly registry: ActRegistry,
    private readonly sheets: InquirySheets,
    private readonly sheetFacts: SheetFactsLoader,
    private readonly notices: Notices,
    private readonly views: Views,
  ) {}

  /** @throws DomainError not_found */
  async render(scope: Scope, id: string, refused?: RefusedAct): Promise<string> {
    const row = await this.details.row(scope, id);
    const acts = this.registry.possible(scope, row.status);
    return this.views.page('inquiries/inquiry', {
      title: `${row.number} ${statusLabels[row.status]}`,
      width: 'wide',
      row,
      labels,
      kinds: kindLabels(row.kinds),
      ...(await this.#time(row)),
      ...(await this.#people(scope, row)),
      ...(await this.#sheet(row)),
      ...(await this.#history(scope, row)),
      acts: Object.fromEntries(acts.map((act) => [act.name, act.label])),
      formFor: (act: string) => (refused?.act === act ? refusedForm(refused.raw, refused.refusal.faults) : emptyForm({ occurredAt: this.#localNow() })),
      refused: refused === undefined ? undefined : { act: refused.act, message: refused.refusal.message },
      isSecondLine: hasRole(scope, 'second_line', 'second_line_lead', 'service_owner'),
      isFirstLine: hasRole(scope, 'first_line', 'first_line_supervisor'),
    });
  }

  #localNow(): string {
    return toIsoTokyo(this.clock.now()).slice(0, 16);
  }

  async #time(row: InquiryRow): Promise<object> {
    const calendar = await this.calendars.current();
    const now = this.clock.now();
    const answerBy = toIsoTokyo(calendar.addBusinessDays(now, 3)).slice(0, 16);
    return { due: dueView(row, calendar, now), sentence: dueSentence(row, calendar), isOpen: calendar.isOpen(now), answerBy };
  }

  async #people(scope: Scope, row: InquiryRow): Promise<object> {
    const now = this.clock.now();
    const customer = row.customerId === null ? undefined : await this.customers.factsOf(row.customerId);
    const contact = row.customerId === null ? undefined : await this.customers.contactAt(row.customerId, now);
    const phones = contact === undefined ? [] : [contact.phone, contact.altPhone].filter((phone) => phone !== '').map((e164) => ({ e164, text: formatPhone(e164) }));
    const line = row.line === 'second' ? (['second_line', 'second_line_lead'] as const) : (['first_line', 'first_line_supervisor'] as const);
    return {
      customer,
      contact,
      phones,
      mainPhone: customer?.mainPhone == null || customer.mainPhone === '' ? '' : formatPhone(customer.mainPhone),
      callbackPhone: row.callbackPhone === null ? '' : formatPhone(row.callbackPhone),
      callbackIsRegistered: phones.some(({ e164 }) => e164 === row.callbackPhone),
      colleagues: await this.notices.colleagues(row, line),
      mine: row.ownerId === scope.staffId,
      ...(await this.details.names(row)),
    };
  }

  async #sheet(row: InquiryRow): Promise<object> {
    const { sheet, answers } = await this.sheets.of(row);
    const facts = await this.sheetFacts.load(row);
    const questions = sheet.definition.sections.flatMap((section) => section.questions.map(({ id, label, code }) => ({ id, label, code })));
    return { sheet, answers, sheetFacts: facts, questions };
  }

  async #history(scope: Scope, row: InquiryRow): Promise<object> {
    const [events, texts, calls] = [await this.details.events(row.id), await this.details.texts(scope, row.id), await this.details.calls(row.id)];
    return {
      timeline: timelineOf(events, texts, calls).toReversed(),
      mails: await this.details.mails(row.id),
      addition: await this.details.openAddition(row.id),
    };
  }
}
