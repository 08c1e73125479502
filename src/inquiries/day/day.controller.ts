import { Controller, Get } from '@nestjs/common';
import { Calendars } from '../../calendar/calendars.service.js';
import { civilDate } from '../../calendar/japanese-time.js';
import { formatPhone } from '../../customers/phone-number.rules.js';
import { HearingSheets } from '../../hearing/hearing-sheets.service.js';
import { Clock } from '../../platform/clock.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { AppointmentQueries, type PromisedCall } from '../appointments/appointment.queries.js';
import { dueView } from '../due.view.js';
import { InquiryDetails } from '../inquiry-details.queries.js';
import { doubtBadges, stateBadges } from '../state-badges.view.js';
import { appointmentKindLabels, channelLabels } from '../rulebook/status.js';
import { DayQueries, type DayRow } from './day.queries.js';

const most = 200;

/** The pages of a day: whom to call, what to have done by closing time, what the night brought. */
@Controller('today')
@Permit('inquiry.read')
export class DayController {
  constructor(
    private readonly queries: DayQueries,
    private readonly appointments: AppointmentQueries,
    private readonly details: InquiryDetails,
    private readonly calendars: Calendars,
    private readonly sheets: HearingSheets,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  /** Everything promised, in the order of its time. */
  @Get()
  async calls(@CurrentScope() scope: Scope): Promise<string> {
    const now = this.clock.now();
    const calls = await this.appointments.list(scope, { limit: most });
    return this.#page('calls', '折り返し・会議の予定', { calls: calls.map((call) => this.#call(call, scope, now)) });
  }

  /** 16:50: what must be answered or called before reception closes. */
  @Get('closing')
  async closing(@CurrentScope() scope: Scope): Promise<string> {
    const now = this.clock.now();
    const until = endOfDay(now);
    const calls = await this.appointments.list(scope, { until, limit: most });
    return this.#page('closing', '今日の受付終了までに', {
      due: await this.#rows(await this.queries.unansweredBy(scope, until)),
      complaints: await this.#rows(await this.queries.complaints(scope)),
      calls: calls.map((call) => this.#call(call, scope, now)),
    });
  }

  /** 8:50: what waits since the night by danger, today's calls, and lines to write on where the desk cannot be used (H10). */
  @Get('opening')
  async opening(@CurrentScope() scope: Scope): Promise<string> {
    const now = this.clock.now();
    const calls = await this.appointments.list(scope, { until: endOfDay(now), limit: most });
    return this.#page('opening', '朝の受付準備', { sheetVersion: (await this.sheets.published()).version, waiting: await this.#rows(await this.queries.notTakenUp(scope)), calls: calls.map((call) => this.#call(call, scope, now)) });
  }

  async #page(tab: 'calls' | 'closing' | 'opening', title: string, data: object): Promise<string> {
    return this.views.page('inquiries/day', { title, width: 'wide', tab, now: this.clock.now(),  ...data });
  }

  #call(call: PromisedCall, scope: Scope, now: number): object {
    return { ...call, kindLabel: appointmentKindLabels[call.kind], isPast: call.startsAt <= now, isToday: civilDate(call.startsAt) === civilDate(now), isMine: call.ownerId === scope.staffId };
  }

  async #rows(rows: readonly DayRow[]): Promise<readonly object[]> {
    const calendar = await this.calendars.current();
    const now = this.clock.now();
    const onTheirWay = await this.details.answersOnTheirWay(rows);
    return rows.map((row) => ({ ...row, badges: stateBadges(row, onTheirWay.get(row.id)), doubts: doubtBadges(row), channelLabel: channelLabels[row.channel], due: dueView(row, calendar, now), phone: row.callbackPhone === null ? '' : formatPhone(row.callbackPhone) }));
  }
}

/** The last instant of the day in Japan. */
function endOfDay(now: number): number {
  return Date.parse(`${civilDate(now)}T23:59:59.999+09:00`);
}
