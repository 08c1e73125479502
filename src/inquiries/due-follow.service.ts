import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Calendars } from '../calendar/calendars.service.js';
import { followChange } from '../calendar/follow-change.rules.js';
import type { ReceptionCalendar } from '../calendar/reception-calendar.js';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { sql } from '../platform/sql.js';
import { Inquiries } from './inquiries.service.js';

interface RunningTarget {
  readonly inquiryId: string;
  readonly arrivedAt: number;
  readonly acceptedAt: number;
  readonly dueAt: number;
}

/** D5: when closures change, the due times of inquiries still open follow, and the change is on the record. */
@Injectable()
export class DueFollow implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly calendars: Calendars,
    private readonly inquiries: Inquiries,
  ) {}

  onModuleInit(): void {
    this.calendars.onChange((_tx, before, after) => this.follow(before, after));
  }

  async follow(before: ReceptionCalendar, after: ReceptionCalendar): Promise<void> {
    const now = this.clock.now();
    const running = await this.db.rows<RunningTarget>(
      sql`SELECT c.inquiry_id AS "inquiryId", c.received_at AS "arrivedAt", c.accepted_at AS "acceptedAt", c.due_at AS "dueAt"
          FROM response_cycle c JOIN inquiry i ON i.id = c.inquiry_id AND i.cycle = c.cycle
          WHERE c.result = 'running' AND i.is_open = ${true}`,
    );
    for (const { inquiryId, ...times } of running) {
      const target = { ...times, calendarVersion: before.version, skipped: [] };
      const moved = followChange(target, before, after, now);
      if (moved === target) continue;
      const { acceptedAt, dueAt } = moved;
      await this.inquiries.perform({ kind: 'system' }, { id: inquiryId, version: null }, async () => ({
        command: { act: 'move_due', acceptedAt, dueAt, calendarVersion: after.version, occurredAt: now },
      }));
    }
  }
}
