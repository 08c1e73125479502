import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { eachByItself } from '../../platform/each-by-itself.js';
import { Jobs } from '../../platform/jobs.js';
import { InquiryRow } from '../inquiry.entity.js';
import { Notices } from '../notices/notices.service.js';
import { AppointmentQueries } from './appointment.queries.js';

const jobName = 'inquiries.appointments';
const beforehandMs = 5 * 60_000;
/** What came up while the desk was down is still told of; what lies further back stands on the page. */
const backMs = 24 * 60 * 60_000;

/** Tells those who can keep a promise that its time has come, once for each time that was promised. */
@Injectable()
export class AppointmentWatch implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly queries: AppointmentQueries,
    private readonly notices: Notices,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: jobName, everyMs: 30_000, leaseMs: 120_000, run: () => this.look() });
  }

  async look(): Promise<void> {
    const now = this.clock.now();
    await eachByItself(jobName, await this.queries.comingUp(now + beforehandMs, now - backMs), (due) => this.#tell(due));
  }

  async #tell({ id, inquiryId, sequence }: { readonly id: string; readonly inquiryId: string; readonly sequence: number }): Promise<void> {
    await this.db.tx(async (tx) => {
      const row = await tx.findOneByOrFail(InquiryRow, { id: inquiryId });
      const owner = await this.notices.colleague(row.ownerId);
      const line = row.line === 'second' ? (['second_line', 'second_line_lead'] as const) : (['first_line', 'first_line_supervisor'] as const);
      const to = owner.length > 0 ? owner : await this.notices.colleagues(row, line);
      await this.notices.tell(tx, row, { kind: 'appointment_due', occasion: `${id}-${sequence}`, to, by: null, now: this.clock.now() });
    });
  }
}
