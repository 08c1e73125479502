import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { Events, type Actor } from '../platform/events.js';
import { newId } from '../platform/ids.js';
import { sql } from '../platform/sql.js';
import { insert } from '../platform/write.js';
import { CONFIG } from '../settings.module.js';
import { SupportDeskRow } from './support-desk.entity.js';

/** The service owner's own support desk: the first line of every customer that has no other. */
@Injectable()
export class OwnerDesk {
  constructor(
    private readonly db: Db,
    private readonly events: Events,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Its id; undefined where nobody has made it yet. */
  async find(): Promise<string | undefined> {
    return (await this.db.row<{ id: string }>(sql`SELECT id FROM support_desk WHERE is_owner_desk ORDER BY code LIMIT 1`))?.id;
  }

  /** Its id; makes it where nobody has yet, without a telephone number until the owner enters one. */
  async ensure(tx: Tx, by: { readonly actor: Actor; readonly at: Instant }): Promise<string> {
    const existing = await this.find();
    if (existing !== undefined) return existing;
    const id = newId();
    await insert(tx, SupportDeskRow, {
      id,
      code: 'OWNER',
      name: 'サービス主管 受付窓口',
      companyName: 'サービス主管',
      phone: '',
      mailAddress: `desk@${this.config.mailDomain}`.toLowerCase(),
      privacyUrl: '',
      partnerId: null,
      isOwnerDesk: true,
      version: 1,
    });
    const event = { type: 'desk_registered', occurredAt: by.at, data: { isOwnerDesk: true } };
    await this.events.append(tx, { type: 'desk', id }, { actor: by.actor, recordedAt: by.at, events: [event] }, null);
    return id;
  }
}
