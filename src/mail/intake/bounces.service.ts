import { Injectable } from '@nestjs/common';
import { DeliveryResults } from '../../inquiries/outbox/delivery-results.js';
import { OutboxRow } from '../../inquiries/outbox/outbox.entity.js';
import { Clock } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import { update } from '../../platform/write.js';
import type { KnownMail } from './mail-facts.service.js';
import type { ParsedMail } from './parse-mail.js';
import { ProofsOfDelivery } from './proofs-of-delivery.service.js';

/** Takes back what was called sent, when the other side says it could not deliver; believes it where it says it could. */
@Injectable()
export class Bounces {
  constructor(
    private readonly clock: Clock,
    private readonly results: DeliveryResults,
    private readonly proofs: ProofsOfDelivery,
  ) {}

  /** A report changes the one mail it names and nothing else (V11). */
  async note(tx: Tx, mail: ParsedMail, { facts, bounced }: KnownMail): Promise<void> {
    if (facts.kind !== 'bounce' || bounced === undefined) return;
    if (mail.bounce?.isDelivered === true) return this.proofs.arrived(tx, bounced.id);
    const isFailure = mail.bounce?.isFailure ?? !/delay|遅延|warning/i.test(mail.subject);
    if (!isFailure) return;
    const lastError = '相手のメールサーバーから、配信できなかったとの通知がありました。';
    for (const state of ['sent', 'unknown'] as const) {
      const affected = await update(tx, OutboxRow, { id: bounced.id, state }, { state: 'failed', lastError });
      if (affected > 0) await this.results.failed(tx, bounced.id, this.clock.now());
    }
  }
}
