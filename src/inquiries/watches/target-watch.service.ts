import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Calendars } from '../../calendar/calendars.service.js';
import { formatDuration } from '../../calendar/japanese-time.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { eachByItself } from '../../platform/each-by-itself.js';
import { Jobs } from '../../platform/jobs.js';
import { update } from '../../platform/write.js';
import { Inquiries } from '../inquiries.service.js';
import { InquiryRow } from '../inquiry.entity.js';
import { ResponseCycleRow } from '../inquiry-records.entity.js';
import { asRecipient, Notices, type Colleague } from '../notices/notices.service.js';
import { Outbox } from '../outbox/outbox.service.js';
import { statusLabelOf } from '../rulebook/status.js';
import { RunningTargets, type WatchedCycle } from './running-targets.queries.js';

const jobName = 'inquiries.watch';

/**
 * D4: at 80 % of the business time, and when the target has passed, the people who can still act are
 * told, once each, within reception hours. What was told is in the database, so a restart tells
 * nobody twice.
 */
@Injectable()
export class TargetWatch implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly calendars: Calendars,
    private readonly targets: RunningTargets,
    private readonly inquiries: Inquiries,
    private readonly notices: Notices,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: jobName, everyMs: 60_000, leaseMs: 300_000, run: () => this.look() });
  }

  /** One look at all running targets. */
  async look(): Promise<void> {
    const now = this.clock.now();
    await eachByItself(jobName, await this.targets.passed(now), ({ inquiryId }) => this.#noteMissed(inquiryId, now));
    if (!(await this.calendars.current()).isOpen(now)) return;
    await eachByItself(jobName, await this.targets.near(now), (watched) => this.#warn(watched, now));
    await eachByItself(jobName, await this.targets.missed(), (watched) => this.#tellMissed(watched, now));
  }

  async #noteMissed(id: string, now: Instant): Promise<void> {
    await this.inquiries.perform({ kind: 'system' }, { id, version: null }, async () => ({
      command: { act: 'note_target_missed', occurredAt: now },
    }));
  }

  async #warn(watched: WatchedCycle, now: Instant): Promise<void> {
    await this.db.tx(async (tx) => {
      const changed = await update(tx, ResponseCycleRow, { inquiryId: watched.inquiryId, cycle: watched.cycle }, { warnedAt: now });
      if (changed === 0) return;
      const row = await tx.findOneByOrFail(InquiryRow, { id: watched.inquiryId });
      await this.#tell(tx, row, { kind: 'target_near', cycle: watched.cycle, to: await this.#whoCanAct(row), now });
    });
  }

  async #tellMissed(watched: WatchedCycle, now: Instant): Promise<void> {
    await this.db.tx(async (tx) => {
      await update(tx, ResponseCycleRow, watched, { missedAt: now });
      const row = await tx.findOneByOrFail(InquiryRow, { id: watched.inquiryId });
      const above = await this.notices.colleagues(row, ['second_line_lead', 'service_owner']);
      await this.#tell(tx, row, { kind: 'target_missed', cycle: watched.cycle, to: [...(await this.#whoCanAct(row)), ...above], now });
    });
  }

  async #whoCanAct(row: InquiryRow): Promise<Colleague[]> {
    const owner = await this.notices.colleague(row.ownerId);
    return [...owner, ...(await this.notices.colleagues(row, row.line === 'second' ? ['second_line_lead'] : ['first_line_supervisor']))];
  }

  async #tell(
    tx: Tx,
    row: InquiryRow,
    notice: { readonly kind: 'target_near' | 'target_missed'; readonly cycle: number; readonly to: readonly Colleague[]; readonly now: Instant },
  ): Promise<void> {
    const told = await this.notices.tell(tx, row, { ...notice, occasion: `cycle-${notice.cycle}`, by: null });
    const missed = notice.kind === 'target_missed';
    const remaining = missed ? '' : formatDuration((await this.calendars.current()).businessMsBetween(notice.now, row.dueAt));
    const data = { statusLabel: statusLabelOf(row), dueAt: row.dueAt, remaining, missed };
    for (const person of told) {
      await this.outbox.toStaff(tx, row, { template: 'target_warning', data, to: asRecipient(person), now: notice.now });
    }
  }
}
