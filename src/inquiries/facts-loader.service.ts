import { Injectable } from '@nestjs/common';
import { Calendars } from '../calendar/calendars.service.js';
import { formatDateTime } from '../calendar/japanese-time.js';
import type { ReceptionCalendar } from '../calendar/reception-calendar.js';
import { CustomerQueries, type RegisteredContact } from '../customers/customer.queries.js';
import type { Instant } from '../platform/clock.js';
import { Appointments } from './appointments/appointments.service.js';
import { Calls } from './calls.service.js';
import { Copies } from './copies.service.js';
import type { InquiryRow } from './inquiry.entity.js';
import { callNumbers } from './people.view.js';
import type { Command } from './rulebook/commands.js';
import { endings, endsCopies } from './rulebook/copy.rules.js';
import { isOf } from './rulebook/family.js';
import type { CallFacts, Doing, Facts, ReceptionFacts } from './rulebook/facts.js';
import type { ActName } from './rulebook/transitions.js';
import { SheetFactsLoader } from './sheet-facts.service.js';

const asksSheet: ReadonlySet<ActName> = new Set(['complete_reception', 'answer_by_phone', 'escalate', 'escalate_fast_track']);

/** Acts that stand on whom a call reached. */
const callsOut = ['verify', 'answer_by_phone', 'answer_second_line', 'send_report'] as const;

/** Gathers what a decision depends on outside the inquiry. */
@Injectable()
export class FactsLoader {
  constructor(
    private readonly calendars: Calendars,
    private readonly customers: CustomerQueries,
    private readonly sheets: SheetFactsLoader,
    private readonly copies: Copies,
    private readonly appointments: Appointments,
    private readonly calls: Calls,
  ) {}

  /** The facts for an act on an existing inquiry. */
  async load(doing: Doing, row: InquiryRow, command: Command, now: Instant): Promise<Facts> {
    const contact = row.customerId === null ? undefined : await this.customers.contactAt(row.customerId, now);
    return {
      doing,
      now,
      reception: receptionFacts(await this.calendars.current()),
      currentContactId: contact?.id ?? null,
      call: isOf(callsOut, command) && command.callId !== null ? await this.#call(command.callId, row, contact) : null,
      activeCopies: await this.#activeCopies(row, command),
      openAppointments: endings.has(command.act) ? (await this.appointments.openOf(row.id)).length : 0,
      sheet: asksSheet.has(command.act) ? await this.sheets.load(row) : null,
    };
  }

  async #call(callId: string, { customerId }: InquiryRow, contact: RegisteredContact | undefined): Promise<CallFacts | null> {
    const call = await this.calls.byId(callId);
    if (call === null) return null;
    const mainPhone = customerId === null ? null : ((await this.customers.factsOf(customerId))?.mainPhone ?? null);
    const registered = callNumbers({ contact, mainPhone, callbackPhone: null });
    return { toRegisteredNumber: registered.some(({ e164 }) => e164 === call.number), personNamed: call.person.trim() !== '' };
  }

  async #activeCopies(row: InquiryRow, command: Command): Promise<number> {
    if (command.act === 'add_copy') return this.copies.count(row.id, command.copyId);
    return endsCopies.has(command.act) ? this.copies.count(row.id) : 0;
  }

  /** The facts for an opening, when there is no inquiry yet. */
  forOpening(doing: Doing, now: Instant, calendar: ReceptionCalendar): Facts {
    return { doing, now, reception: receptionFacts(calendar), currentContactId: null, call: null, activeCopies: 0, openAppointments: 0, sheet: null };
  }
}

/** What the rules ask of the calendar. */
function receptionFacts(calendar: ReceptionCalendar): ReceptionFacts {
  return {
    isOpen: (at) => calendar.isOpen(at),
    nextOpening: (at) => calendar.nextOpening(at),
    responseTarget: (arrivedAt) => calendar.responseTarget(arrivedAt),
    formatDateTime,
  };
}
