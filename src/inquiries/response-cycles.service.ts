import { Injectable } from '@nestjs/common';
import type { ReceptionCalendar } from '../calendar/reception-calendar.js';
import type { Tx } from '../platform/db.js';
import { insert, update } from '../platform/write.js';
import { ResponseCycleRow } from './inquiry-records.entity.js';
import type { Inquiry } from './rulebook/inquiry.js';

/** D4: the share of the business time to the target after which people are told. */
const warnShare = 0.8;

/** Keeps one row per response cycle beside the inquiry, for the watch and the figures. */
@Injectable()
export class ResponseCycles {
  /** The first cycle of a new inquiry, or the next one of an old. */
  async begin(tx: Tx, inquiry: Inquiry, calendar: ReceptionCalendar): Promise<void> {
    await insert(tx, ResponseCycleRow, {
      inquiryId: inquiry.id,
      cycle: inquiry.cycle,
      receivedAt: inquiry.cycle === 1 ? inquiry.receivedAt : inquiry.acceptedAt,
      acceptedAt: inquiry.acceptedAt,
      dueAt: inquiry.dueAt,
      warnAt: calendar.instantAtShare(inquiry.acceptedAt, inquiry.dueAt, warnShare),
      calendarVersion: calendar.version,
      firstResponseAt: inquiry.firstResponseAt,
      result: inquiry.clock,
      warnedAt: null,
      missedAt: null,
    });
  }

  /** Brings the row of the current cycle in line with the inquiry. */
  async follow(tx: Tx, before: Inquiry, after: Inquiry, calendar: ReceptionCalendar): Promise<void> {
    if (after.cycle !== before.cycle) return this.begin(tx, after, calendar);
    const moved = after.dueAt !== before.dueAt || after.acceptedAt !== before.acceptedAt;
    if (!moved && after.clock === before.clock && after.firstResponseAt === before.firstResponseAt) return;
    const { acceptedAt, dueAt, firstResponseAt, clock } = after;
    const target = moved
      ? { acceptedAt, dueAt, warnAt: calendar.instantAtShare(acceptedAt, dueAt, warnShare), calendarVersion: calendar.version }
      : {};
    await update(tx, ResponseCycleRow, { inquiryId: after.id, cycle: after.cycle }, { ...target, firstResponseAt, result: clock });
  }
}
