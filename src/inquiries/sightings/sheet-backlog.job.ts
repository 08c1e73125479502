import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Hearings } from '../../hearing/hearings.service.js';
import { Db } from '../../platform/db.js';
import { Jobs } from '../../platform/jobs.js';
import { sql } from '../../platform/sql.js';
import { remove } from '../../platform/write.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { SheetFollow } from '../sheet-follow.service.js';
import { SheetBacklogRow } from './sheet-backlog.entity.js';

const atOnce = 50;

/** Follows up the sheets that are older than the comparing of addresses (H6) and the log clock (H3), a few each minute. */
@Injectable()
export class SheetBacklogJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly db: Db,
    private readonly hearings: Hearings,
    private readonly sheetFollow: SheetFollow,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'inquiries.sheet-backlog', everyMs: 60_000, leaseMs: 60_000, run: () => this.#run() });
  }

  async #run(): Promise<void> {
    const rows = await this.db.rows<Pick<InquiryRow, 'id' | 'customerId' | 'receivedAt'>>(
      sql`SELECT i.id, i.customer_id AS "customerId", i.received_at AS "receivedAt" FROM sheet_backlog b JOIN inquiry i ON i.id = b.inquiry_id ORDER BY b.inquiry_id DESC LIMIT ${atOnce}`,
    );
    for (const row of rows) {
      await this.db.tx(async (tx) => {
        await this.sheetFollow.follow(tx, row, await this.hearings.current(row.id));
        await remove(tx, SheetBacklogRow, { inquiryId: row.id });
      });
    }
  }
}
