import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { Jobs } from '../platform/jobs.js';
import { sql } from '../platform/sql.js';

const everyMs = 3_600_000;
const leaseMs = 5 * 60_000;
/** How long a second click is recognised. */
const keepMs = 48 * 3_600_000;

/** Forgets the answers of acts that nobody repeats any more. */
@Injectable()
export class SweepIdempotencyKeys implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'sweep-idempotency-keys', everyMs, leaseMs, run: () => this.run() });
  }

  async run(): Promise<void> {
    const before = this.clock.now() - keepMs;
    await this.db.tx((tx) => this.db.execute(tx, sql`DELETE FROM idempotency_key WHERE created_at < ${before}`));
  }
}
