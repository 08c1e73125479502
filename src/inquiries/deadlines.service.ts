import { Injectable } from '@nestjs/common';
import { Calendars } from '../calendar/calendars.service.js';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import type { Instant } from '../platform/clock.js';
import { closingDays } from '../web/service-settings/service-settings.rules.js';
import { ServiceSettingsStore } from '../web/service-settings/service-settings.service.js';
import type { Status } from './rulebook/status.js';

/** Days that customers are given, as the service owner has set them. */
@Injectable()
export class Deadlines {
  constructor(
    readonly calendars: Calendars,
    private readonly settings: ServiceSettingsStore,
  ) {}

  /** By when forms propose that the customer answers, as a field takes it: `2026-11-27T17:00`. */
  async answerBy(now: Instant): Promise<string> {
    const calendar = await this.calendars.current();
    return toIsoTokyo(calendar.addBusinessDays(now, (await this.settings.current()).answerByDays)).slice(0, 16);
  }

  /** From when on an inquiry that is announced now ends by itself (C8). */
  async closesAfter(status: Status, now: Instant): Promise<Instant> {
    const calendar = await this.calendars.current();
    return calendar.addBusinessDays(now, closingDays(await this.settings.current(), status));
  }
}
