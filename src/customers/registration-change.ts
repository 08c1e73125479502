import type { Instant } from '../platform/clock.js';
import type { ContractRow } from './contract.entity.js';
import { contactRow, customerSearchColumns } from './customer-rows.js';
import type { CustomerRow } from './customer.entity.js';
import { foldForSearch } from './japanese-text.rules.js';
import type { RegisteredContactRow } from './registered-contact.entity.js';
import type { CompanyDetails, ContactDetails, ContractDetails, ProposedRegistration } from './registration.js';

/** A customer that is new, or what changes of one. */
export type RegistrationChange = NewRegistration | ChangedRegistration;

export interface NewRegistration {
  readonly kind: 'new';
  readonly customer: CustomerRow;
  readonly contract: ContractRow;
  readonly contact: RegisteredContactRow;
}

export interface ChangedRegistration {
  readonly kind: 'change';
  readonly customerId: string;
  /** Columns to set; empty where nothing of the company changes. */
  readonly company: Partial<CustomerRow>;
  readonly contract: { readonly id: string; readonly set: Partial<ContractRow> } | null;
  readonly contact: { readonly before: RegisteredContactRow | null; readonly after: RegisteredContactRow } | null;
}

/** What is on the register now, before a change. */
export interface CurrentRegistration {
  readonly customer: Pick<CustomerRow, 'id' | 'name' | 'kana' | 'mainPhone' | 'gatewayProtection'>;
  readonly contract: Pick<ContractRow, 'id' | 'deviceId' | 'deliveredOn' | 'termStartsOn'> | null;
  /** The newest contact, also where it takes effect later. */
  readonly contact: RegisteredContactRow | null;
}

/** What has to change for the register to say what was proposed; undefined where it already does. */
export function changeOf(current: CurrentRegistration, proposed: ProposedRegistration, at: Instant): ChangedRegistration | undefined {
  const company = companyChange(current.customer, proposed.company);
  const contract = contractChange(current.contract, proposed.contract);
  const contact = sameContact(current.contact, proposed.contact)
    ? null
    : { before: current.contact, after: contactRow(current.customer.id, proposed.contact, at) };
  if (Object.keys(company).length === 0 && contract === null && contact === null) return undefined;
  return { kind: 'change', customerId: current.customer.id, company, contract, contact };
}

function companyChange(current: CurrentRegistration['customer'], proposed: CompanyDetails): Partial<CustomerRow> {
  const next = {
    name: proposed.name ?? current.name,
    kana: proposed.kana ?? current.kana,
    mainPhone: proposed.mainPhone ?? current.mainPhone,
  };
  const gateway = proposed.gatewayProtection ?? current.gatewayProtection;
  const named = next.name !== current.name || next.kana !== current.kana || next.mainPhone !== current.mainPhone;
  return {
    ...(named ? { ...next, ...customerSearchColumns(next) } : {}),
    ...(gateway === current.gatewayProtection ? {} : { gatewayProtection: gateway }),
  };
}

function contractChange(current: CurrentRegistration['contract'], proposed: ContractDetails | null): ChangedRegistration['contract'] {
  if (current === null || proposed === null) return null;
  const deviceId = proposed.deviceId ?? current.deviceId;
  const deliveredOn = proposed.deliveredOn ?? current.deliveredOn;
  const set: Partial<ContractRow> = {
    ...(deviceId === current.deviceId ? {} : { deviceId, deviceFold: foldForSearch(deviceId) }),
    ...(deliveredOn === current.deliveredOn ? {} : { deliveredOn }),
    // The term starts at delivery (第4条2), unless papers have set another day.
    ...(deliveredOn !== current.deliveredOn && current.termStartsOn === current.deliveredOn ? { termStartsOn: deliveredOn } : {}),
  };
  return Object.keys(set).length === 0 ? null : { id: current.id, set };
}

const contactKeys = ['name', 'kana', 'department', 'title', 'email', 'phone', 'altPhone'] as const;

/** Whether two descriptions of a contact say the same. */
export function sameContact(one: ContactDetails | null, other: ContactDetails | null): boolean {
  if (one === null || other === null) return one === other;
  return contactKeys.every((key) => one[key] === other[key]);
}
