import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/db.js';
import { newId } from '../platform/ids.js';
import { insert } from '../platform/write.js';
import { AccountMailRow, type AccountMailKind } from './account-mail.entity.js';

/** Queues mails about accounts; the mail room sends them. */
@Injectable()
export class AccountMails {
  constructor(private readonly clock: Clock) {}

  /** Tells a person what has happened to his account. */
  async tell(tx: Tx, staffId: string, kind: Exclude<AccountMailKind, 'password_reset'>): Promise<void> {
    await this.#queue(tx, { kind, staffId, loginName: null });
  }

  /** Somebody forgot his password. Whether the name is anybody's is looked at only when the mail is made. */
  async askForReset(tx: Tx, loginName: string): Promise<void> {
    await this.#queue(tx, { kind: 'password_reset', staffId: null, loginName });
  }

  async #queue(tx: Tx, mail: Pick<AccountMailRow, 'kind' | 'staffId' | 'loginName'>): Promise<void> {
    const now = this.clock.now();
    await insert(tx, AccountMailRow, { id: newId(), ...mail, data: {}, createdAt: now, nextAttemptAt: now, attempts: 0 });
  }
}
