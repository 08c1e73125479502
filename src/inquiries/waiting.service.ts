import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Calendars } from '../calendar/calendars.service.js';
import type { ReceptionCalendar } from '../calendar/reception-calendar.js';
import { Clock, type Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { Jobs } from '../platform/jobs.js';
import { sql } from '../platform/sql.js';
import { closingDays, type ServiceSettings } from '../web/service-settings/service-settings.rules.js';
import { ServiceSettingsStore } from '../web/service-settings/service-settings.service.js';
import { Inquiries } from './inquiries.service.js';
import { needsPersonToClose } from './rulebook/closing.rules.js';
import { InquiryRow } from './inquiry.entity.js';

interface Waiting {
  readonly id: string;
  readonly since: Instant;
  readonly reminders: number;
}

/** How many inquiries one run looks at. */
const atOnce = 500;

/** Asks silent customers again, and ends what has been announced and needs nobody (C8). Within reception hours only. */
@Injectable()
export class WaitingForCustomer implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly calendars: Calendars,
    private readonly inquiries: Inquiries,
    private readonly settings: ServiceSettingsStore,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'inquiries.waiting', everyMs: 300_000, leaseMs: 600_000, run: () => this.look() });
  }

  async look(): Promise<void> {
    const now = this.clock.now();
    const calendar = await this.calendars.current();
    if (!calendar.isOpen(now)) return;
    const settings = await this.settings.current();
    for (const waiting of await this.#awaiting()) await this.#remind(waiting, settings, calendar, now);
    for (const row of await this.#announced()) await this.#close(row, settings, calendar, now);
  }

  /** Since when each waits, and how often it was reminded since: both from the record. */
  async #awaiting(): Promise<Waiting[]> {
    return this.db.rows(
      sql`SELECT i.id, asked.since AS since,
            (SELECT COUNT(*) FROM event r WHERE r.stream_type = 'inquiry' AND r.stream_id = i.id AND r.type = 'remind' AND r.seq > asked.seq) AS reminders
          FROM inquiry i JOIN (
            SELECT stream_id, MAX(seq) AS seq, MAX(occurred_at) AS since FROM event
            WHERE stream_type = 'inquiry' AND type IN ('await_customer', 'ask_questions') GROUP BY stream_id
          ) asked ON asked.stream_id = i.id
          WHERE i.status = 'awaiting_customer' AND i.is_open = ${true} ORDER BY asked.since LIMIT ${atOnce}`,
    );
  }

  async #remind(waiting: Waiting, settings: ServiceSettings, calendar: ReceptionCalendar, now: Instant): Promise<void> {
    const days = [settings.firstReminderDays, settings.secondReminderDays][waiting.reminders];
    if (days === undefined || now < calendar.addBusinessDays(waiting.since, days)) return;
    await this.inquiries.perform({ kind: 'system' }, { id: waiting.id, version: null }, async () => ({ command: { act: 'remind', occurredAt: now } }));
  }

  async #announced(): Promise<InquiryRow[]> {
    const rows = await this.db.rows<{ id: string }>(
      sql`SELECT id FROM inquiry WHERE status IN ('awaiting_customer', 'answered') AND closing_announced_at IS NOT NULL AND unanswered_calls >= 2
            AND NOT EXISTS (SELECT 1 FROM appointment a WHERE a.inquiry_id = inquiry.id AND a.state = 'open')
          ORDER BY closing_announced_at LIMIT ${atOnce}`,
    );
    const found = await Promise.all(rows.map(({ id }) => this.db.one(InquiryRow, { id })));
    return found.filter((row) => row !== null);
  }

  async #close(row: InquiryRow, settings: ServiceSettings, calendar: ReceptionCalendar, now: Instant): Promise<void> {
    if (needsPersonToClose(row) || now < calendar.addBusinessDays(row.closingAnnouncedAt ?? now, closingDays(settings, row.status))) return;
    const resolution = row.status === 'answered' ? (row.resolution ?? 'answered_by_first_line') : 'no_response';
    await this.inquiries.perform({ kind: 'system' }, { id: row.id, version: null }, async () => ({
      command: { act: 'close', resolution, confirmedByCustomer: false, promisesEnded: false, occurredAt: now },
    }));
  }
}
