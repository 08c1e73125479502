import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError, notFound } from '../platform/errors.js';
import { Events, type NewEvent } from '../platform/events.js';
import { sql } from '../platform/sql.js';
import { insert, update } from '../platform/write.js';
import { normalizeNumber } from './contract-number.rules.js';
import { ContractRow } from './contract.entity.js';
import { currentRegistration } from './current-registration.queries.js';
import { contactRow, contractRow, customerRow, customerSearchColumns } from './customer-rows.js';
import { CustomerRow } from './customer.entity.js';
import { foldForSearch } from './japanese-text.rules.js';
import { actorOf, requireOwner, type Acting } from './owner-only.js';
import { RegisteredContactRow } from './registered-contact.entity.js';
import { changeOf } from './registration-change.js';
import { RegistrationWriter } from './registration-writer.js';
import type { ContactDetails } from './registration.js';
import { raiseVersion, refuseTaken, requireRow } from './versions.js';

/** What the owner says of a company; numbers in E.164. */
export type CompanyFacts = Pick<CustomerRow, 'name' | 'kana' | 'mainPhone' | 'partnerId' | 'gatewayProtection'>;

/** What the owner says of a contract; dates `YYYY-MM-DD`. */
export type ContractFacts = Omit<ContractRow, 'id' | 'customerId' | 'serviceProfile' | 'termsVersion' | 'numberFold' | 'deviceFold'>;

/** A customer as it is registered for the first time. */
export interface NewCustomerFacts extends CompanyFacts {
  readonly supportDeskId: string;
  readonly contract: ContractFacts;
  /** Null until the parameter sheet names one. */
  readonly contact: ContactDetails | null;
}

/** Customers and their contracts as the service owner keeps them. */
@Injectable()
export class Customers {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly writer: RegistrationWriter,
  ) {}

  /** @throws DomainError forbidden, already_exists, validation_failed */
  async register(tx: Tx, by: Acting, facts: NewCustomerFacts): Promise<string> {
    requireOwner(by);
    const at = this.clock.now();
    await this.#refuseContractNumber(facts.contract.contractNumber, 'contract.contractNumber');
    await requireRow(this.db, 'support_desk', facts.supportDeskId, 'supportDeskId');
    if (facts.partnerId !== null) await requireRow(this.db, 'partner', facts.partnerId, 'partnerId');
    const customer = customerRow({ ...facts, createdAt: at });
    const contract = contractRow({ customerId: customer.id, ...startedByDelivery(facts.contract) });
    await insert(tx, CustomerRow, customer);
    await insert(tx, ContractRow, contract);
    const events = [
      fact('customer_registered', at, { supportDeskId: customer.supportDeskId, partnerId: customer.partnerId }),
      fact('contract_registered', at, { contractId: contract.id }),
    ];
    if (facts.contact !== null) {
      const contact = contactRow(customer.id, facts.contact, at);
      await insert(tx, RegisteredContactRow, contact);
      events.push(fact('contact_registered', at, { contactId: contact.id, validFrom: at }));
    }
    await this.#record(tx, by, customer.id, events);
    return customer.id;
  }

  /** Changes name, numbers, partner or protection. The support desk changes by succession alone (B6). */
  async edit(by: Acting, customerId: string, version: number, company: CompanyFacts): Promise<void> {
    requireOwner(by);
    await this.#change(by, customerId, version, async (tx, at) => {
      if (company.partnerId !== null) await requireRow(this.db, 'partner', company.partnerId, 'partnerId');
      await update(tx, CustomerRow, { id: customerId }, { ...company, ...customerSearchColumns(company) });
      return fact('customer_changed', at, { fields: Object.keys(company) });
    });
  }

  /** Adds a contract to a customer. Returns its id. */
  async addContract(tx: Tx, by: Acting, customerId: string, version: number, contract: ContractFacts): Promise<string> {
    requireOwner(by);
    await this.#refuseContractNumber(contract.contractNumber, 'contractNumber');
    const row = contractRow({ customerId, ...startedByDelivery(contract) });
    await this.#changeWithin(tx, by, customerId, version, async (at) => {
      await insert(tx, ContractRow, row);
      return fact('contract_registered', at, { contractId: row.id });
    });
    return row.id;
  }

  /**
   * Changes the facts of a contract; a recorded notice or cancellation ends it (第4条3-5).
   *
   * @throws DomainError forbidden, not_found, version_stale, already_exists
   */
  async editContract(by: Acting, ids: { readonly customerId: string; readonly contractId: string }, version: number, contract: ContractFacts): Promise<void> {
    requireOwner(by);
    await this.#change(by, ids.customerId, version, async (tx, at) => {
      await this.#refuseContractNumber(contract.contractNumber, 'contractNumber', ids.contractId);
      const folds = { numberFold: foldForSearch(contract.contractNumber), deviceFold: foldForSearch(contract.deviceId) };
      const touched = await update(tx, ContractRow, { id: ids.contractId, customerId: ids.customerId }, { ...startedByDelivery(contract), ...folds });
      if (touched === 0) throw notFound('契約');
      return fact('contract_changed', at, { contractId: ids.contractId, fields: Object.keys(contract), endedOn: contract.endedOn });
    });
  }

  /**
   * Puts another registered contact in place, at an instant from now on; the one before stays in the
   * history (A6).
   *
   * @throws DomainError forbidden, not_found, version_stale, already_exists, time_not_possible
   */
  async replaceContact(by: Acting, customerId: string, version: number, contact: ContactDetails, effectiveAt?: Instant): Promise<void> {
    requireOwner(by);
    await this.db.tx(async (tx) => {
      const current = await currentRegistration(this.db, customerId, undefined);
      if (current === undefined) throw notFound('利用者');
      const at = this.clock.now();
      const from = effectiveAt ?? at;
      if (from < at || (current.contact !== null && current.contact.validFrom > from)) {
        throw new DomainError('time_not_possible', '変更の適用日時は、現在とこれまでに決まっている変更より後にしてください。');
      }
      const change = changeOf(current, { contact, company: {}, contract: null }, from);
      if (change === undefined) throw new DomainError('already_exists', '登録されている内容と同じです。変更する項目を確認してください。');
      await raiseVersion(tx, CustomerRow, customerId, version);
      await this.writer.write(tx, [change], { actor: actorOf(by), at });
    });
  }

  async #change(by: Acting, customerId: string, version: number, work: (tx: Tx, at: Instant) => Promise<NewEvent>): Promise<void> {
    await this.db.tx((tx) => this.#changeWithin(tx, by, customerId, version, (at) => work(tx, at)));
  }

  async #changeWithin(tx: Tx, by: Acting, customerId: string, version: number, work: (at: Instant) => Promise<NewEvent>): Promise<void> {
    if ((await this.db.row(sql`SELECT id FROM customer WHERE id = ${customerId}`)) === undefined) throw notFound('利用者');
    await raiseVersion(tx, CustomerRow, customerId, version);
    await this.#record(tx, by, customerId, [await work(this.clock.now())]);
  }

  async #record(tx: Tx, by: Acting, customerId: string, events: readonly NewEvent[]): Promise<void> {
    await this.events.append(tx, { type: 'customer', id: customerId }, { actor: actorOf(by), recordedAt: this.clock.now(), events });
  }

  async #refuseContractNumber(contractNumber: string, field: string, ownId = ''): Promise<void> {
    const query = sql`SELECT id FROM contract WHERE contract_number = ${normalizeNumber(contractNumber)} AND id <> ${ownId}`;
    await refuseTaken(this.db, query, { field, message: 'この契約番号はすでに登録されています。' });
  }
}

/** The term starts at delivery (第4条2) unless the papers name another day. */
function startedByDelivery(contract: ContractFacts): ContractFacts {
  return { ...contract, termStartsOn: contract.termStartsOn ?? contract.deliveredOn };
}

function fact(type: string, occurredAt: Instant, data: NewEvent['data']): NewEvent {
  return { type, occurredAt, data };
}
