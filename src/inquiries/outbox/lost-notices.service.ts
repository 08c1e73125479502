import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import { Notices, type Colleague } from '../notices.service.js';

interface LostNotice {
  readonly customerId: string | null;
  /** The desk it was sent from; null where it was the service owner. */
  readonly supportDeskId: string | null;
}

/**
 * A mail to a customer or a sales partner that belongs to no inquiry (a change of registration or of desk,
 * the end of a term, a disposal) and did not arrive, or nobody knows: whoever sent it is told, and calls.
 */
@Injectable()
export class LostNotices {
  constructor(
    private readonly db: Db,
    private readonly notices: Notices,
  ) {}

  async tell(tx: Tx, outboxId: string, kind: 'notice_undelivered' | 'unknown_delivery', now: Instant): Promise<void> {
    const lost = await this.db.row<LostNotice>(
      sql`SELECT o.customer_id AS "customerId", d.id AS "supportDeskId" FROM outbox o LEFT JOIN support_desk d ON d.mail_address = o.from_address
          WHERE o.id = ${outboxId} AND o.inquiry_id IS NULL AND o.customer_id IS NOT NULL`,
    );
    if (lost === undefined) return;
    await this.notices.tellOfDesk(tx, { kind, occasion: outboxId, to: await this.#responsible(lost), now });
  }

  /** The supervisors of the desk; the service owner where it is his own mail, or nobody is left at the desk. */
  async #responsible({ supportDeskId }: LostNotice): Promise<Colleague[]> {
    const supervisors = supportDeskId === null ? [] : await this.notices.colleagues({ supportDeskId, providerId: null }, ['first_line_supervisor']);
    return supervisors.length > 0 ? supervisors : this.notices.owners();
  }
}
