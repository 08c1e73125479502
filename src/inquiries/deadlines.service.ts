import { Injectable } from '@nestjs/common';
import { Calendars } from '../calendar/calendars.service.js';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import type { Instant } from '../platform/clock.js';
import { closingDays } from '../web/service-settings/service-settings.rules.js';
import { ServiceSettingsStore } from '../web/service-settings/service-settings.service.js';
import { answerBy } from './answer-by.rules.js';
import type { InquiryRow } from './inquiry.entity.js';
import type { Status } from './rulebook/status.js';

/** Days that customers are given, as the service owner has set them. */
@Injectable()
export class Deadlines {
  constructor(
    readonly calendars: Calendars,
    private readonly settings: ServiceSettingsStore,
  ) {}

  /** By when forms propose that the customer answers, as a field takes it (`2026-11-27T17:00`), and why then. */
  async answerBy(row: Pick<InquiryRow, 'clock' | 'dueAt'>, now: Instant): Promise<{ readonly input: string; readonly reason: string }> {
    const calendar = await this.calendars.current();
    const days = (await this.settings.current()).answerByDays;
    const { at, reason } = answerBy(row, { days, at: calendar.addBusinessDays(now, days) }, now);
    return { input: toIsoTokyo(at).slice(0, 16), reason };
  }

  /** From when on an inquiry that is announced now ends by itself (C8). */
  async closesAfter(status: Status, now: Instant): Promise<Instant> {
    const calendar = await this.calendars.current();
    return calendar.addBusinessDays(now, closingDays(await this.settings.current(), status));
  }
}
