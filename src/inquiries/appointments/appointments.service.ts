import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { insert, update } from '../../platform/write.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { Outbox } from '../outbox/outbox.service.js';
import type { AppointmentOutcome } from '../rulebook/status.js';
import { AppointmentRow } from './appointment.entity.js';

/** What is promised. */
export type NewAppointment = Pick<AppointmentRow, 'kind' | 'startsAt' | 'minutes' | 'place' | 'noteTextId' | 'invited' | 'madeBy' | 'madeAt'>;

/** Keeps what was promised to customers for a certain time, and tells them of it where they were invited. */
@Injectable()
export class Appointments {
  constructor(
    private readonly db: Db,
    private readonly outbox: Outbox,
  ) {}

  /** Keeps a promise and returns its id. */
  async add(tx: Tx, inquiryId: string, appointment: NewAppointment): Promise<string> {
    const id = newId();
    await insert(tx, AppointmentRow, { id, inquiryId, ...appointment, sequence: 0, state: 'open', settledAt: null, settledBy: null });
    return id;
  }

  /** @throws DomainError validation_failed for one that is settled, or of another inquiry */
  async requireOpen(inquiryId: string, id: string): Promise<AppointmentRow> {
    const row = await this.db.one(AppointmentRow, { id, inquiryId });
    if (row !== null && row.state === 'open') return row;
    throw new DomainError('validation_failed', 'この約束は、すでに終わっているか、取りやめになっています。', {
      faults: [{ field: 'appointmentId', message: '約束を選び直してください。' }],
    });
  }

  /** What is still promised about an inquiry, the soonest first. */
  async openOf(inquiryId: string): Promise<readonly AppointmentRow[]> {
    return (await this.db.many(AppointmentRow, { inquiryId, state: 'open' })).toSorted((a, b) => a.startsAt - b.startsAt);
  }

  /** The open supervisor's call of an inquiry; undefined where there is none. */
  async openSupervisorCall(inquiryId: string): Promise<AppointmentRow | undefined> {
    return (await this.db.many(AppointmentRow, { inquiryId, kind: 'supervisor_call', state: 'open' })).at(-1);
  }

  async move(tx: Tx, appointment: AppointmentRow, startsAt: Instant): Promise<AppointmentRow> {
    const moved = { startsAt, sequence: appointment.sequence + 1 };
    await update(tx, AppointmentRow, { id: appointment.id }, moved);
    return { ...appointment, ...moved };
  }

  async settle(tx: Tx, appointment: AppointmentRow, settled: { readonly outcome: AppointmentOutcome; readonly at: Instant; readonly by: string | null }): Promise<AppointmentRow> {
    const sequence = settled.outcome === 'cancelled' ? appointment.sequence + 1 : appointment.sequence;
    const columns = { state: settled.outcome, sequence, settledAt: settled.at, settledBy: settled.by };
    await update(tx, AppointmentRow, { id: appointment.id }, columns);
    return { ...appointment, ...columns };
  }

  /** Takes back what is still promised about an inquiry that has ended; who was invited gets the end of the invitation. */
  async cancelAll(tx: Tx, row: InquiryRow, ended: { readonly by: string | null; readonly at: Instant }): Promise<void> {
    for (const appointment of await this.openOf(row.id)) {
      const cancelled = await this.settle(tx, appointment, { outcome: 'cancelled', ...ended });
      if (cancelled.invited && row.verification === 'verified') await this.tellContact(tx, row, cancelled, ended.at);
    }
  }

  /** What is still promised goes on with the inquiry into which another was merged; invitations keep their identity. */
  async moveAll(tx: Tx, inquiryId: string, intoId: string): Promise<void> {
    await update(tx, AppointmentRow, { inquiryId, state: 'open' }, { inquiryId: intoId });
  }

  /**
   * Sends the invitation, its change or its end to the registered contact. It says when and how, and
   * nothing of what it is about.
   *
   * @throws DomainError contact_not_verified: a mail says that there is an inquiry
   */
  async tellContact(tx: Tx, row: InquiryRow, appointment: AppointmentRow, now: Instant): Promise<void> {
    if (row.verification !== 'verified') {
      throw new DomainError('contact_not_verified', '本人確認が済むまで、招待のメールは送れません。電話で日時をお伝えしてください。', {
        faults: [{ field: 'sendInvitation', message: '本人確認のあとで送れます。' }],
      });
    }
    const { id, kind, startsAt, minutes, place, sequence, state } = appointment;
    const means = kind === 'meeting' ? 'meeting' : 'phone';
    const body = { appointmentId: id, startsAt, minutes, means, place, sequence, isCancelled: state === 'cancelled', madeAt: now } as const;
    await this.outbox.toContact(tx, row, { template: 'appointment', body, now });
  }
}
