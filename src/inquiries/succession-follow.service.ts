import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Successions } from '../customers/successions.service.js';
import { Db } from '../platform/db.js';
import type { Instant } from '../platform/clock.js';
import { sql, sqlList } from '../platform/sql.js';
import { Inquiries } from './inquiries.service.js';

/** How many customers one statement names. */
const atOnce = 500;

/** B6: when the support of customers passes to another desk, their inquiries pass with it, history and all. */
@Injectable()
export class SuccessionFollow implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly successions: Successions,
    private readonly inquiries: Inquiries,
  ) {}

  onModuleInit(): void {
    this.successions.onExecuted((_tx, { customerIds, toDeskId, at }) => this.pass(customerIds, toDeskId, at));
  }

  async pass(customerIds: readonly string[], supportDeskId: string, at: Instant): Promise<void> {
    for (let first = 0; first < customerIds.length; first += atOnce) {
      const some = customerIds.slice(first, first + atOnce);
      const passing = await this.db.rows<{ id: string }>(
        sql`SELECT id FROM inquiry WHERE customer_id IN ${sqlList(some)} AND support_desk_id <> ${supportDeskId} ORDER BY id`,
      );
      for (const { id } of passing) {
        await this.inquiries.perform({ kind: 'system' }, { id, version: null }, async () => ({
          command: { act: 'change_desk', supportDeskId, occurredAt: at },
        }));
      }
    }
  }
}
