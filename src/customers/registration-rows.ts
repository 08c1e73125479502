import type { EventRow } from '../platform/event.entity.js';
import { firstEvents, type NewEvent } from '../platform/events.js';
import { inSlices } from '../platform/in-slices.js';
import type { Instant } from '../platform/clock.js';
import type { ChangedRegistration, NewRegistration, RegistrationChange } from './registration-change.js';
import type { RegistrationAct } from './registration-writer.js';

/** Registrations ready to be written: what a transaction would otherwise compute while others wait for it. */
export interface RegistrationRows {
  readonly added: readonly NewRegistration[];
  readonly changed: readonly ChangedRegistration[];
  /** The record of the new customers, with its hashes: nothing can come before it. */
  readonly firstEvents: readonly EventRow[];
}

/** Prepares any number of registrations, giving way to others in between. */
export async function registrationRows(changes: readonly RegistrationChange[], act: RegistrationAct): Promise<RegistrationRows> {
  const added = changes.filter((change) => change.kind === 'new');
  const recorded = await inSlices(added, (change) =>
    firstEvents({ type: 'customer', id: change.customer.id }, { actor: act.actor, recordedAt: act.at, events: [...(act.because ?? []), ...factsOfNew(change, act.at)] }),
  );
  return { added, changed: changes.filter((change) => change.kind === 'change'), firstEvents: recorded.flat() };
}

function factsOfNew({ customer, contract, contact }: NewRegistration, at: Instant): NewEvent[] {
  const fact = (type: string, data: NewEvent['data']): NewEvent => ({ type, occurredAt: at, data });
  return [
    fact('customer_registered', { supportDeskId: customer.supportDeskId, partnerId: customer.partnerId }),
    fact('contract_registered', { contractId: contract.id }),
    fact('contact_registered', { contactId: contact.id, validFrom: contact.validFrom }),
  ];
}
