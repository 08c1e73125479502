import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { Events, type Actor, type NewEvent } from '../platform/events.js';
import { partByPart } from '../platform/in-slices.js';
import { sql, sqlList } from '../platform/sql.js';
import { insert, update } from '../platform/write.js';
import { Contacts } from './contacts.service.js';
import { ContractRow } from './contract.entity.js';
import { CustomerRow } from './customer.entity.js';
import { foldForSearch } from './japanese-text.rules.js';
import { RegisteredContactRow } from './registered-contact.entity.js';
import type { ChangedRegistration, RegistrationChange } from './registration-change.js';
import { registrationRows, type RegistrationRows } from './registration-rows.js';

/** Who writes a registration and when. */
export interface RegistrationAct {
  readonly actor: Actor;
  readonly at: Instant;
  /** Facts that led to it, such as the approval; recorded on each customer's stream before the change. */
  readonly because?: readonly NewEvent[];
}

/** Rows that one statement carries: SQLite takes 32,766 parameters. */
const chunkSize = 500;

/** Writes registrations with their history and their record, one or ten thousand at a time. */
@Injectable()
export class RegistrationWriter {
  constructor(
    private readonly db: Db,
    private readonly events: Events,
    private readonly contacts: Contacts,
  ) {}

  /** All of them, or with the transaction none. A changed contact takes effect at its `validFrom`. */
  async write(tx: Tx, changes: readonly RegistrationChange[], act: RegistrationAct): Promise<void> {
    await this.writeRows(tx, await registrationRows(changes, act), act);
  }

  /** The same of what was prepared before, in as few statements as can be. */
  async writeRows(tx: Tx, { added, changed, firstEvents }: RegistrationRows, act: RegistrationAct): Promise<void> {
    await insertAll(tx, CustomerRow, added.map(({ customer }) => customer));
    await insertAll(tx, ContractRow, added.map(({ contract }) => contract));
    await this.#closeContacts(tx, changed);
    const contacts = [...added.map(({ contact }) => contact), ...changed.flatMap(({ contact }) => contact?.after ?? [])];
    await insertAll(tx, RegisteredContactRow, contacts);
    await this.#changeColumns(tx, changed);
    await partByPart(chunks(firstEvents), (part) => this.events.insertAll(tx, part));
    await partByPart(chunks(changed), (part) => this.#record(tx, part, act));
    for (const change of changed) await this.#tell(tx, change, act);
  }

  /** Before the new rows are written: only one contact of a customer may be open. */
  async #closeContacts(tx: Tx, changes: readonly ChangedRegistration[]): Promise<void> {
    const byInstant = new Map<Instant, string[]>();
    for (const { contact } of changes) {
      if (!contact?.before) continue;
      const ids = byInstant.get(contact.after.validFrom) ?? [];
      ids.push(contact.before.id);
      byInstant.set(contact.after.validFrom, ids);
    }
    for (const [at, ids] of byInstant) {
      for (const part of chunks(ids)) {
        await this.db.execute(tx, sql`UPDATE registered_contact SET valid_to = ${at} WHERE id IN ${sqlList(part)}`);
      }
    }
  }

  async #changeColumns(tx: Tx, changes: readonly ChangedRegistration[]): Promise<void> {
    for (const { contract, company, customerId } of changes) {
      if (contract !== null) await update(tx, ContractRow, { id: contract.id }, contract.set);
      if (Object.keys(company).length > 0) await update(tx, CustomerRow, { id: customerId }, company);
    }
    await partByPart(chunks(changes.map(({ customerId }) => customerId)), (ids) =>
      this.db.execute(tx, sql`UPDATE customer SET version = version + 1 WHERE id IN ${sqlList(ids)}`),
    );
  }

  async #record(tx: Tx, changes: readonly ChangedRegistration[], act: RegistrationAct): Promise<void> {
    const streams = changes.map((change) => ({ id: change.customerId, events: [...(act.because ?? []), ...factsOfChange(change, act.at)] }));
    await this.events.appendToMany(tx, 'customer', { actor: act.actor, recordedAt: act.at, streams });
  }

  async #tell(tx: Tx, { customerId, contact }: ChangedRegistration, act: RegistrationAct): Promise<void> {
    if (contact === null) return;
    const { before, after } = contact;
    const personChanged = before === null || foldForSearch(before.name) !== foldForSearch(after.name);
    await this.contacts.tell(tx, { customerId, before, after, at: after.validFrom, actor: act.actor, personChanged });
  }
}

function factsOfChange({ company, contract, contact }: ChangedRegistration, at: Instant): NewEvent[] {
  const fact = (type: string, data: NewEvent['data']): NewEvent => ({ type, occurredAt: at, data });
  const facts: NewEvent[] = [];
  if (Object.keys(company).length > 0) facts.push(fact('customer_changed', { fields: Object.keys(company) }));
  if (contract !== null) facts.push(fact('contract_changed', { contractId: contract.id, fields: Object.keys(contract.set) }));
  if (contact !== null) {
    const data = { contactId: contact.after.id, validFrom: contact.after.validFrom };
    facts.push(contact.before === null ? fact('contact_registered', data) : fact('contact_replaced', { ...data, beforeId: contact.before.id }));
  }
  return facts;
}

async function insertAll<Row extends object>(tx: Tx, entity: new () => Row, rows: readonly Row[]): Promise<void> {
  await partByPart(chunks(rows), (part) => insert(tx, entity, part));
}

/** A list in parts that one statement can carry. */
export function chunks<Item>(items: readonly Item[], size = chunkSize): Item[][] {
  const parts: Item[][] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}
