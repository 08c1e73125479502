import { Injectable } from '@nestjs/common';
import { Calendars } from '../calendar/calendars.service.js';
import { formatDateTime } from '../calendar/japanese-time.js';
import type { ReceptionCalendar } from '../calendar/reception-calendar.js';
import { CustomerQueries } from '../customers/customer.queries.js';
import type { Instant } from '../platform/clock.js';
import { Appointments } from './appointments/appointments.service.js';
import { Copies } from './copies.service.js';
import type { InquiryRow } from './inquiry.entity.js';
import type { Command } from './rulebook/commands.js';
import { endings, endsCopies } from './rulebook/copy.rules.js';
import type { Doing, Facts, ReceptionFacts } from './rulebook/facts.js';
import type { ActName } from './rulebook/transitions.js';
import { SheetFactsLoader } from './sheet-facts.service.js';

const asksSheet: ReadonlySet<ActName> = new Set(['complete_reception', 'answer_by_phone', 'escalate', 'escalate_fast_track']);

/** Gathers what a decision depends on outside the inquiry. */
@Injectable()
export class FactsLoader {
  constructor(
    private readonly calendars: Calendars,
    private readonly customers: CustomerQueries,
    private readonly sheets: SheetFactsLoader,
    private readonly copies: Copies,
    private readonly appointments: Appointments,
  ) {}

  /** The facts for an act on an existing inquiry. */
  async load(doing: Doing, row: InquiryRow, command: Command, now: Instant): Promise<Facts> {
    const contact = row.customerId === null ? undefined : await this.customers.contactAt(row.customerId, now);
    return {
      doing,
      now,
      reception: receptionFacts(await this.calendars.current()),
      currentContactId: contact?.id ?? null,
      activeCopies: await this.#activeCopies(row, command),
      openAppointments: endings.has(command.act) ? (await this.appointments.openOf(row.id)).length : 0,
      sheet: asksSheet.has(command.act) ? await this.sheets.load(row) : null,
    };
  }

  async #activeCopies(row: InquiryRow, command: Command): Promise<number> {
    if (command.act === 'add_copy') return this.copies.count(row.id, command.copyId);
    return endsCopies.has(command.act) ? this.copies.count(row.id) : 0;
  }

  /** The facts for an opening, when there is no inquiry yet. */
  forOpening(doing: Doing, now: Instant, calendar: ReceptionCalendar): Facts {
    return { doing, now, reception: receptionFacts(calendar), currentContactId: null, activeCopies: 0, openAppointments: 0, sheet: null };
  }
}

/** What the rules ask of the calendar. */
export function receptionFacts(calendar: ReceptionCalendar): ReceptionFacts {
  return {
    isOpen: (at) => calendar.isOpen(at),
    nextOpening: (at) => calendar.nextOpening(at),
    responseTarget: (arrivedAt) => calendar.responseTarget(arrivedAt),
    formatDateTime,
  };
}
