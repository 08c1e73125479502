import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Calendars } from '../../calendar/calendars.service.js';
import type { ReceptionCalendar } from '../../calendar/reception-calendar.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { eachByItself } from '../../platform/each-by-itself.js';
import { Jobs } from '../../platform/jobs.js';
import { closingDays, type ServiceSettings } from '../../web/service-settings/service-settings.rules.js';
import { ServiceSettingsStore } from '../../web/service-settings/service-settings.service.js';
import { Inquiries } from '../inquiries.service.js';
import { needsPersonToClose } from '../rulebook/closing.rules.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { SilentCustomers, type WaitingInquiry } from './silent-customers.queries.js';

const jobName = 'inquiries.waiting';

/** Asks silent customers again, and ends what has been announced and needs nobody (C8). Within reception hours only. */
@Injectable()
export class WaitingForCustomer implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly calendars: Calendars,
    private readonly silent: SilentCustomers,
    private readonly inquiries: Inquiries,
    private readonly settings: ServiceSettingsStore,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: jobName, everyMs: 300_000, leaseMs: 600_000, run: () => this.look() });
  }

  async look(): Promise<void> {
    const now = this.clock.now();
    const calendar = await this.calendars.current();
    if (!calendar.isOpen(now)) return;
    const settings = await this.settings.current();
    await eachByItself(jobName, await this.silent.waiting(), (waiting) => this.#remind(waiting, settings, calendar, now));
    await eachByItself(jobName, await this.silent.announced(), (row) => this.#close(row, settings, calendar, now));
  }

  async #remind(waiting: WaitingInquiry, settings: ServiceSettings, calendar: ReceptionCalendar, now: Instant): Promise<void> {
    const days = [settings.firstReminderDays, settings.secondReminderDays][waiting.reminders];
    if (days === undefined || now < calendar.addBusinessDays(waiting.since, days)) return;
    await this.inquiries.perform({ kind: 'system' }, { id: waiting.id, version: null }, async () => ({ command: { act: 'remind', occurredAt: now } }));
  }

  async #close(row: InquiryRow, settings: ServiceSettings, calendar: ReceptionCalendar, now: Instant): Promise<void> {
    if (needsPersonToClose(row) || now < calendar.addBusinessDays(row.closingAnnouncedAt ?? now, closingDays(settings, row.status))) return;
    const resolution = row.status === 'answered' ? (row.resolution ?? 'answered_by_first_line') : 'no_response';
    await this.inquiries.perform({ kind: 'system' }, { id: row.id, version: null }, async () => ({
      command: { act: 'close', resolution, confirmedByCustomer: false, promisesEnded: false, occurredAt: now },
    }));
  }
}
