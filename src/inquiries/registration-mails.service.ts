import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Contacts, type ContactChange } from '../customers/contacts.service.js';
import { Successions, type ExecutedSuccession } from '../customers/successions.service.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/db.js';
import { Outbox } from './outbox/outbox.service.js';

/** Tells the contact what has changed in the registration itself; nothing of any inquiry. */
@Injectable()
export class RegistrationMails implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly contacts: Contacts,
    private readonly successions: Successions,
  ) {}

  onModuleInit(): void {
    this.contacts.onChanged((tx, change) => this.contactChanged(tx, change));
    this.successions.onExecuted((tx, succession) => this.deskChanged(tx, succession));
  }

  /** A6: the new contact and the one before hear of it when it takes effect, so that a false change is noticed. */
  async contactChanged(tx: Tx, { customerId, before, after, at, personChanged }: ContactChange): Promise<void> {
    if (before === null || !personChanged) return;
    const now = this.clock.now();
    const sending = { autoSubmitted: 'auto-generated', notBefore: at } as const;
    const body = { effectiveFrom: at };
    await this.outbox.toCustomer(tx, customerId, { template: 'contact_changed', body, now, contact: after }, sending);
    // A mailbox that both read has the other mail already.
    if (before.emailFold === after.emailFold) return;
    await this.outbox.toCustomer(tx, customerId, { template: 'contact_replaced', body, now, contact: before }, sending);
  }

  /** B6, 第5条2: every customer that has moved hears which desk to turn to, and from that desk. */
  async deskChanged(tx: Tx, { customerIds, toDeskId, effectiveAt }: ExecutedSuccession): Promise<void> {
    const now = this.clock.now();
    const body = { newDesk: await this.outbox.signatureOf(toDeskId), effectiveFrom: effectiveAt };
    for (const customerId of customerIds) {
      await this.outbox.toCustomer(tx, customerId, { template: 'desk_changed', body, now }, { autoSubmitted: 'auto-generated' });
    }
  }
}
