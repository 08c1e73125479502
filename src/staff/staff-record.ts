import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/db.js';
import { Events, type Actor, type EventData } from '../platform/events.js';
import type { Scope } from '../platform/scope.js';

/** What is written on a person's stream of the record (E1). */
export type StaffEvent =
  | 'added' | 'changed' | 'enabled' | 'disabled' | 'link_made' | 'password_set' | 'password_changed'
  | 'signed_in' | 'signed_out' | 'confirmed' | 'session_ended' | 'sessions_ended'
  | 'factor_added' | 'factor_removed' | 'factor_reset' | 'recovery_codes_made' | 'recovery_code_used'
  | 'identity_linked' | 'identity_unlinked' | 'passkey_added' | 'passkey_renamed' | 'passkey_removed'
  | 'api_token_made' | 'api_token_revoked';

export interface StaffFact {
  readonly actor: Actor;
  readonly type: StaffEvent;
  readonly data?: EventData;
}

/** The record of what happened to an account. */
@Injectable()
export class StaffRecord {
  constructor(
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  async append(tx: Tx, staffId: string, { actor, type, data = {} }: StaffFact): Promise<void> {
    const now = this.clock.now();
    await this.events.append(tx, { type: 'staff', id: staffId }, { actor, recordedAt: now, events: [{ type, occurredAt: now, data }] });
  }
}

/** Who acted; null stands for the operator at the command line. */
export function actorOf(by: Scope | null): Actor {
  return by === null ? { kind: 'operator' } : { kind: 'staff', id: by.staffId };
}
