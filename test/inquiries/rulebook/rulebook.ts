import { formatDateTime } from '../../../src/calendar/japanese-time.js';
import { apply, begin } from '../../../src/inquiries/rulebook/apply.js';
import type { Command, Opening } from '../../../src/inquiries/rulebook/commands.js';
import { decide } from '../../../src/inquiries/rulebook/decide.js';
import type { Facts } from '../../../src/inquiries/rulebook/facts.js';
import type { Inquiry } from '../../../src/inquiries/rulebook/inquiry.js';
import { decideOpening } from '../../../src/inquiries/rulebook/opening.rules.js';
import { DomainError } from '../../../src/platform/errors.js';
import type { Role } from '../../../src/platform/scope.js';
import { shippedCalendar } from '../../../src/calendar/shipped-calendar.js';
import { toInstant } from '../../support/clock.js';

export const now = toInstant('2026-11-24T10:12:00+09:00');
export const contactId = 'contact-1';

/** Facts for a person with these roles at ten past ten on a business day. */
export function facts(roles: readonly Role[] | 'system', wishes: Partial<Facts> = {}): Facts {
  const calendar = shippedCalendar();
  return {
    doing: roles === 'system' ? { kind: 'system' } : { kind: 'staff', id: roles[0] ?? 'nobody', roles },
    now,
    reception: {
      isOpen: (at) => calendar.isOpen(at),
      nextOpening: (at) => calendar.nextOpening(at),
      responseTarget: (at) => calendar.responseTarget(at),
      formatDateTime,
    },
    currentContactId: contactId,
    call: null,
    activeCopies: 0,
    openAppointments: 0,
    sheet: { missingForReception: [], missingForEscalation: [], fastTrackSigns: false, missingForFastTrack: [] },
    ...wishes,
  };
}

/** A fresh inquiry by telephone, heard by the first line; facets as wished. */
export function anInquiry(wishes: Partial<Inquiry> = {}): Inquiry {
  const opening: Opening = {
    act: 'take_call', inquiryId: 'inquiry-1', receivedAt: now, supportDeskId: 'desk-1', customerId: 'customer-1', contactId,
    supportKind: 'incident_support', entitlement: 'in_force', reasonTextId: null,
  };
  const [event] = decideOpening(opening, facts(['first_line']));
  if (event === undefined) throw new Error('no event');
  return { ...begin('inquiry-1', event), ...wishes };
}

/** The inquiry after an act that is allowed. */
export function after(inquiry: Inquiry, command: Command, given: Facts): Inquiry {
  return decide(inquiry, command, given).reduce(apply, inquiry);
}

/** The code of the refusal, or `allowed`. */
export function verdict(inquiry: Inquiry, command: Command, given: Facts): string {
  try {
    decide(inquiry, command, given);
    return 'allowed';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

export const minute = 60_000;
export const verified = { verification: 'verified', verificationMethod: 'callback_to_registered_phone' } as const;
export const reached = { toRegisteredNumber: true, personNamed: true } as const;

export const answerByPhone: Extract<Command, { readonly act: 'answer_by_phone' }> = { act: 'answer_by_phone', means: 'phone', contactId, summaryTextId: 't', countsAsFirstResponse: true, lateReasonTextId: null, callId: 'c', occurredAt: now };
export const answerSecondLine: Extract<Command, { readonly act: 'answer_second_line' }> = {
  act: 'answer_second_line', means: 'mail', contactId, summaryTextId: 't', callId: null, countsAsFirstResponse: true, lateReasonTextId: null, final: false, restrictedValues: 0,
  compromiseSuspected: false, occurredAt: now,
};
