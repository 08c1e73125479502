import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import { Notices } from '../notices/notices.service.js';
import { LostNoticeQueries } from './lost-notice.queries.js';

/**
 * A mail to a customer or a sales partner that belongs to no inquiry (a change of registration or of desk,
 * the end of a term, a disposal) and did not arrive, or nobody knows: whoever sent it is told, and calls.
 */
@Injectable()
export class LostNotices {
  constructor(
    private readonly queries: LostNoticeQueries,
    private readonly notices: Notices,
  ) {}

  async tell(tx: Tx, outboxId: string, kind: 'notice_undelivered' | 'unknown_delivery', now: Instant): Promise<void> {
    const lost = await this.queries.of(outboxId);
    if (lost === undefined) return;
    await this.notices.tellOfDesk(tx, { kind, occasion: outboxId, to: await this.notices.supervisorsOf(lost.supportDeskId), by: null, now });
  }
}
