import { Injectable } from '@nestjs/common';
import { civilDate } from '../calendar/japanese-time.js';
import { Clock, type Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import type { Scope } from '../platform/scope.js';
import { sql, type Sql } from '../platform/sql.js';
import type { AffiliateRow } from './affiliate.entity.js';
import { entitlementOn, type ContractTerm, type TermState } from './contract-term.rules.js';
import type { ContractRow } from './contract.entity.js';
import { currentContact, listCustomers, searchCustomers, type CustomerHit } from './customer-search.queries.js';
import { customersWithin } from './customer-wall.js';
import type { CustomerRow } from './customer.entity.js';
import { deskColumns, readDesk, type DeskColumns } from './desk-columns.js';
import type { RegisteredContactRow } from './registered-contact.entity.js';
import type { SupportDeskRow } from './support-desk.entity.js';

/** A company named at a customer, as people see it. */
export type Affiliate = Omit<AffiliateRow, 'nameFold' | 'kanaFold'>;

/** A customer with its registered contact; search columns left out. */
export interface CustomerFacts extends Omit<CustomerRow, 'nameFold' | 'kanaFold' | 'mainPhoneDigits'> {
  readonly partnerName: string | null;
  readonly supportDeskName: string;
}

export type RegisteredContact = Omit<RegisteredContactRow, 'emailFold' | 'phoneDigits' | 'altPhoneDigits'>;
export type Contract = Omit<ContractRow, 'numberFold' | 'deviceFold'>;

/** Everything a page about one customer shows. */
export interface CustomerDetails extends CustomerFacts {
  readonly contracts: readonly Contract[];
  /** The registered contact now. */
  readonly contact: RegisteredContact | undefined;
  /** All there ever were and will be, the newest first. */
  readonly contactHistory: readonly RegisteredContact[];
  readonly affiliates: readonly Affiliate[];
}

/** Whether incident support is owed (A7); bought but not delivered is `unclear` too: the owner decides. */
export type Entitlement = 'in_force' | 'unclear' | 'ended';

/** See `CustomerQueries.openingFacts`. */
export interface OpeningFacts {
  readonly supportDeskId: string;
  /** The registered contact at that instant (A6). */
  readonly contactId: string | null;
  readonly entitlement: Entitlement;
  /** The newest version of the terms among its contracts. */
  readonly termsVersion: string | undefined;
}

/** One row for each contract; one without any for a customer who has none. */
interface OpeningRow extends ContractTerm, Pick<OpeningFacts, 'supportDeskId' | 'contactId'> {
  readonly termsVersion: string | null;
}

/** What other rooms ask about customers. Whatever takes a `Scope` stays within its walls (B5). */
@Injectable()
export class CustomerQueries {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** By name, reading, contract or device number, or telephone number in any notation; best first. */
  async search(scope: Scope, text: string, limit = 20): Promise<CustomerHit[]> {
    return searchCustomers(this.db, scope, text, { at: this.clock.now(), limit });
  }

  /** A page of customers by reading; `afterId` is the last one of the page before. */
  async list(scope: Scope, afterId: string | undefined, limit: number): Promise<CustomerHit[]> {
    const last = afterId === undefined ? undefined : await this.#sortKey(afterId);
    return listCustomers(this.db, scope, this.clock.now(), { after: last, limit });
  }

  /** Undefined alike for what does not exist and for what lies behind a wall. */
  async byId(scope: Scope, customerId: string): Promise<CustomerDetails | undefined> {
    const facts = await this.#facts(sql`c.id = ${customerId} AND ${customersWithin(scope)}`);
    if (facts === undefined) return undefined;
    const contactHistory = await this.contactHistory(customerId);
    return {
      ...facts,
      contracts: await this.contracts(customerId),
      contact: await this.contactAt(customerId, this.clock.now()),
      contactHistory,
      affiliates: await this.affiliates(customerId),
    };
  }

  /** For rooms that have checked the wall of the inquiry itself, such as a provider's assigned one. */
  async factsOf(customerId: string): Promise<CustomerFacts | undefined> {
    return this.#facts(sql`c.id = ${customerId}`);
  }

  /** What an inquiry that begins at an instant must know of its customer, in one look-up. */
  async openingFacts(customerId: string, at: Instant): Promise<OpeningFacts | undefined> {
    const rows = await this.db.rows<OpeningRow>(
      sql`SELECT c.support_desk_id AS "supportDeskId", r.id AS "contactId", k.delivered_on AS "deliveredOn",
                 k.term_starts_on AS "termStartsOn", k.ended_on AS "endedOn", k.terms_version AS "termsVersion"
          FROM customer c LEFT JOIN registered_contact r ON r.customer_id = c.id AND ${currentContact(at)}
            LEFT JOIN contract k ON k.customer_id = c.id
          WHERE c.id = ${customerId} ORDER BY r.valid_from DESC`,
    );
    const [first] = rows;
    if (first === undefined) return undefined;
    const { supportDeskId, contactId } = first;
    const contracts = rows.filter((row) => row.contactId === contactId && row.termsVersion !== null);
    const state = entitlementOn(contracts, civilDate(at));
    const termsVersions = contracts.flatMap(({ termsVersion }) => termsVersion ?? []);
    return { supportDeskId, contactId, entitlement: state === 'before_term' ? 'unclear' : state, termsVersion: termsVersions.toSorted().at(-1) };
  }

  /** The registered contact at an instant (A6). */
  async contactAt(customerId: string, at: Instant): Promise<RegisteredContact | undefined> {
    return this.db.row<RegisteredContact>(
      sql`SELECT ${contactColumns} FROM registered_contact r WHERE r.customer_id = ${customerId} AND ${currentContact(at)}
          ORDER BY r.valid_from DESC LIMIT 1`,
    );
  }

  /** The last one of the history, also where it takes effect later; the caller has checked the wall. */
  async newestContact(customerId: string): Promise<RegisteredContact | undefined> {
    return this.db.row<RegisteredContact>(sql`SELECT ${contactColumns} FROM registered_contact r WHERE r.customer_id = ${customerId} AND r.valid_to IS NULL`);
  }

  /** The newest first; those that take effect later included. */
  async contactHistory(customerId: string): Promise<RegisteredContact[]> {
    return this.db.rows<RegisteredContact>(
      sql`SELECT ${contactColumns} FROM registered_contact r WHERE r.customer_id = ${customerId} ORDER BY r.valid_from DESC, r.id DESC`,
    );
  }

  /** All registered contacts with a mail address at an instant: one person may serve several companies. */
  async contactsByMailAddress(address: string, at: Instant): Promise<(RegisteredContact & { readonly supportDeskId: string })[]> {
    return this.db.rows(
      sql`SELECT ${contactColumns}, c.support_desk_id AS "supportDeskId"
          FROM registered_contact r JOIN customer c ON c.id = r.customer_id
          WHERE r.email_fold = ${address.trim().toLowerCase()} AND c.use_stopped_at IS NULL AND ${currentContact(at)} ORDER BY r.id`,
    );
  }

  /** Whether the customer may have incident support at an instant (A7). */
  async entitlementAt(customerId: string, at: Instant): Promise<Entitlement> {
    const state = await this.termStateAt(customerId, at);
    return state === 'before_term' ? 'unclear' : state;
  }

  /** The same, told apart for what was bought but not delivered yet (introduction comes before the term). */
  async termStateAt(customerId: string, at: Instant): Promise<TermState> {
    return entitlementOn(await this.contracts(customerId), civilDate(at));
  }

  async contracts(customerId: string): Promise<Contract[]> {
    return this.db.rows<Contract>(
      sql`SELECT id, customer_id AS "customerId", contract_number AS "contractNumber", device_id AS "deviceId",
                 delivered_on AS "deliveredOn", term_starts_on AS "termStartsOn", term_ends_on AS "termEndsOn",
                 ended_on AS "endedOn", end_reason AS "endReason", end_notice_on AS "endNoticeOn",
                 service_profile AS "serviceProfile", terms_version AS "termsVersion"
          FROM contract WHERE customer_id = ${customerId} ORDER BY contract_number`,
    );
  }

  async affiliates(customerId: string): Promise<Affiliate[]> {
    return this.db.rows<Affiliate>(
      sql`SELECT id, customer_id AS "customerId", name, kana, consented_on AS "consentedOn", ended_on AS "endedOn"
          FROM affiliate WHERE customer_id = ${customerId} ORDER BY CASE WHEN ended_on IS NULL THEN 0 ELSE 1 END, kana, id`,
    );
  }

  /** Designated providers to whom an inquiry may be given: sworn to secrecy and not ended (第10条3). */
  async assignableProviders(): Promise<{ readonly id: string; readonly name: string }[]> {
    const today = civilDate(this.clock.now());
    return this.db.rows(sql`SELECT id, name FROM designated_provider WHERE ended_on IS NULL AND secrecy_undertaken_on <= ${today} ORDER BY name, id`);
  }

  async desk(supportDeskId: string): Promise<SupportDeskRow | undefined> {
    return readDesk(await this.db.row<DeskColumns>(sql`SELECT ${deskColumns} FROM support_desk d WHERE d.id = ${supportDeskId}`));
  }

  async #facts(condition: Sql): Promise<CustomerFacts | undefined> {
    return this.db.row<CustomerFacts>(
      sql`SELECT c.id, c.name, c.kana, c.main_phone AS "mainPhone", c.partner_id AS "partnerId",
                 c.support_desk_id AS "supportDeskId", c.gateway_protection AS "gatewayProtection",
                 c.created_at AS "createdAt", c.version, c.use_stopped_at AS "useStoppedAt", p.name AS "partnerName", d.name AS "supportDeskName"
          FROM customer c JOIN support_desk d ON d.id = c.support_desk_id LEFT JOIN partner p ON p.id = c.partner_id
          WHERE ${condition}`,
    );
  }

  async #sortKey(customerId: string): Promise<{ kanaFold: string; id: string } | undefined> {
    return this.db.row(sql`SELECT kana_fold AS "kanaFold", id FROM customer WHERE id = ${customerId}`);
  }
}

const contactColumns = sql`r.id, r.customer_id AS "customerId", r.name, r.kana, r.department, r.title, r.email, r.phone,
  r.alt_phone AS "altPhone", r.valid_from AS "validFrom", r.valid_to AS "validTo"`;
