import type { Instant } from '../../platform/clock.js';
import { DomainError } from '../../platform/errors.js';
import type { EventData } from '../../platform/events.js';
import type { Command } from './commands.js';
import { endings } from './copy.rules.js';
import type { CommandOf } from './family.js';
import type { Facts } from './facts.js';
import type { AppointmentKind } from './status.js';

/** The acts decided here. */
export const appointmentActs = ['arrange_appointment', 'move_appointment', 'settle_appointment', 'record_complaint', 'settle_complaint'] as const;

type AppointmentCommand = CommandOf<typeof appointmentActs>;

const furthestMs = 366 * 24 * 60 * 60 * 1000;

/** What is promised to a customer for a certain time, and what became of it (A1, B3, C7, C8). */
export function decideAppointment(command: AppointmentCommand, facts: Facts): EventData {
  const { act: _act, occurredAt: _occurredAt, ...data } = command;
  switch (command.act) {
    case 'arrange_appointment':
    case 'move_appointment':
    case 'record_complaint':
      requireMeans(command.kind, facts);
      requireAhead(command.startsAt, facts);
      requireWithinHours(command, facts);
      return data;
    case 'settle_appointment':
      requireBegun(command.outcome, command.startsAt, command.occurredAt, facts);
      return data;
    case 'settle_complaint':
      return data;
  }
}

/**
 * What is promised ends with the inquiry: nobody is called about what is over. Where it is merged the
 * promise goes on with the one that stays.
 */
export function appointmentsEnded(command: Command, facts: Facts): EventData {
  if (facts.openAppointments === 0 || !endings.has(command.act)) return {};
  return command.act === 'merge' ? { movedAppointments: facts.openAppointments } : { endedAppointments: facts.openAppointments };
}

/** B3, C7: the first line answers by telephone alone; meetings are the second line's. */
function requireMeans(kind: AppointmentKind, { doing }: Facts): void {
  if (kind !== 'meeting') return;
  if (doing.kind === 'staff' && doing.roles.some((role) => role === 'second_line' || role === 'second_line_lead')) return;
  throw new DomainError('channel_not_allowed', 'オンライン会議は二次受付窓口が行います（別紙3 2(4)②）。電話での折り返しを約束してください。');
}

function requireAhead(startsAt: Instant, facts: Facts): void {
  if (startsAt > facts.now && startsAt <= facts.now + furthestMs) return;
  throw wrongTime('約束の日時は、今より後の1年以内にしてください。', '今より後の1年以内の日時を入力してください。');
}

/**
 * A1: reception hours bound what is received; the desk may call at any time. Outside them it promises
 * nothing by mistake, but only where the customer himself wants it so.
 */
function requireWithinHours({ startsAt, outsideHoursAgreed }: { readonly startsAt: Instant; readonly outsideHoursAgreed: boolean }, { reception }: Facts): void {
  if (outsideHoursAgreed || reception.isOpen(startsAt)) return;
  const nextOpeningAt = reception.nextOpening(startsAt);
  throw new DomainError(
    'outside_reception_hours',
    `${reception.formatDateTime(startsAt)}は受付時間外です。受付時間内（次は ${reception.formatDateTime(nextOpeningAt)} から）にするか、お客様のご希望であることを確かめてください。`,
    { facts: { nextOpeningAt }, faults: [{ field: 'startsAt', message: '受付時間内の日時にするか、「受付時間外でもお客様のご希望」に印を付けてください。' }] },
  );
}

/** Nobody can have missed what has not begun. */
function requireBegun(outcome: string, startsAt: Instant, occurredAt: Instant, facts: Facts): void {
  if (outcome !== 'no_show' || occurredAt >= startsAt) return;
  throw new DomainError('time_not_possible', `約束の日時（${facts.reception.formatDateTime(startsAt)}）より前に「不参加」は記録できません。`, {
    faults: [{ field: 'occurredAt', message: '約束の日時以降に記録してください。' }],
  });
}

function wrongTime(sentence: string, message: string): DomainError {
  return new DomainError('time_not_possible', sentence, { faults: [{ field: 'startsAt', message }] });
}
