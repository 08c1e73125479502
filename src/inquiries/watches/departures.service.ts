import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { eachByItself } from '../../platform/each-by-itself.js';
import { Jobs } from '../../platform/jobs.js';
import { HeldCases } from '../../staff/held-cases.js';
import { CasesOfLeavers, type CaseOfLeaver } from './cases-of-leavers.queries.js';
import { Inquiries } from '../inquiries.service.js';
import { Notices } from '../notices/notices.service.js';
import type { InquiryRow } from '../inquiry.entity.js';

const jobName = 'inquiries.departures';

/**
 * Nobody holds an inquiry whose account is disabled: it goes back to the queue of its line, and those
 * who could take it are told. Looked for rather than followed, so that it does not matter how the
 * account ended: by a person, with a designated provider, or before this was there.
 */
@Injectable()
export class Departures implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly cases: CasesOfLeavers,
    private readonly inquiries: Inquiries,
    private readonly notices: Notices,
    private readonly jobs: Jobs,
    private readonly heldCases: HeldCases,
  ) {}

  onModuleInit(): void {
    this.heldCases.register((staffId) => this.cases.countOf(staffId));
    this.jobs.register({ name: jobName, everyMs: 60_000, leaseMs: 300_000, run: () => this.giveBackAll() });
  }

  /** Gives every open inquiry of somebody who left back to its queue. */
  async giveBackAll(): Promise<void> {
    await eachByItself(jobName, await this.cases.all(), (held) => this.#giveBack(held));
  }

  async #giveBack({ id, ownerId, providerGone }: CaseOfLeaver): Promise<void> {
    await this.db.tx(async (tx) => {
      const now = this.clock.now();
      const before = await this.inquiries.load(tx, { kind: 'system' }, { id, version: null });
      // Somebody may have taken it since it was looked for.
      if (before.ownerId !== ownerId || !before.isOpen) return;
      const providerId = providerGone ? null : before.providerId;
      const row = await this.inquiries.perform({ kind: 'system' }, { id, version: null }, async () => ({
        command: { act: 'assign', ownerId: null, providerId, consentToPassData: false, occurredAt: now },
      }));
      await this.notices.tell(tx, row, { kind: 'owner_left', occasion: ownerId, to: await this.#takers(row), by: null, now });
    });
  }

  /** Of its line, who could take it on. */
  async #takers(row: InquiryRow): ReturnType<Notices['colleagues']> {
    return this.notices.colleagues(row, row.line === 'second' ? ['second_line', 'second_line_lead'] : ['first_line', 'first_line_supervisor']);
  }
}
