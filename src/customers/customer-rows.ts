import type { Instant } from '../platform/clock.js';
import { newId } from '../platform/ids.js';
import type { AffiliateRow } from './affiliate.entity.js';
import { normalizeNumber } from './contract-number.rules.js';
import type { ContractRow } from './contract.entity.js';
import type { CustomerRow, GatewayProtection } from './customer.entity.js';
import { foldForSearch } from './japanese-text.rules.js';
import { dialledDigits } from './phone-number.rules.js';
import type { RegisteredContactRow } from './registered-contact.entity.js';
import type { ContactDetails } from './registration.js';

/** The terms in force, by the date they bear (第21条); kept with each contract and each inquiry. */
export const currentTermsVersion = '2025-01-20';

/** What makes a customer; the search columns are derived. */
export interface NewCustomer {
  readonly id?: string;
  readonly name: string;
  readonly kana: string;
  /** E.164. */
  readonly mainPhone: string | null;
  readonly partnerId: string | null;
  readonly supportDeskId: string;
  readonly gatewayProtection: GatewayProtection;
  readonly createdAt: Instant;
}

/** A whole row of a new customer, version 1. */
export function customerRow(given: NewCustomer): CustomerRow {
  return {
    id: given.id ?? newId(),
    name: given.name,
    kana: given.kana,
    mainPhone: given.mainPhone,
    partnerId: given.partnerId,
    supportDeskId: given.supportDeskId,
    gatewayProtection: given.gatewayProtection,
    createdAt: given.createdAt,
    version: 1,
    useStoppedAt: null,
    ...customerSearchColumns(given),
  };
}

/** The columns that follow from name, reading and number; to be written whenever those are. */
export function customerSearchColumns(given: {
  readonly name: string;
  readonly kana: string;
  readonly mainPhone: string | null;
}): Pick<CustomerRow, 'nameFold' | 'kanaFold' | 'mainPhoneDigits'> {
  return {
    nameFold: foldForSearch(given.name),
    kanaFold: foldForSearch(given.kana),
    mainPhoneDigits: given.mainPhone === null ? '' : dialledDigits(given.mainPhone),
  };
}

/** A company that is named at a customer from now on, with its search columns. */
export function affiliateRow(customerId: string, { name, kana, consentedOn }: Pick<AffiliateRow, 'name' | 'kana' | 'consentedOn'>): AffiliateRow {
  return { id: newId(), customerId, name, kana, consentedOn, endedOn: null, nameFold: foldForSearch(name), kanaFold: foldForSearch(kana) };
}

/** What makes a contract; everything but number and customer may still be unknown. */
export interface NewContract extends Partial<Omit<ContractRow, 'numberFold' | 'deviceFold'>> {
  readonly customerId: string;
  readonly contractNumber: string;
}

/** A whole row of a contract: under way, renewing by itself, unless `endedOn` is given. */
export function contractRow(given: NewContract): ContractRow {
  const deviceId = normalizeNumber(given.deviceId ?? '');
  return {
    deliveredOn: null,
    termStartsOn: given.deliveredOn ?? null,
    termEndsOn: null,
    endedOn: null,
    endReason: null,
    endNoticeOn: null,
    serviceProfile: 'soc_in_pocket',
    termsVersion: currentTermsVersion,
    ...given,
    id: given.id ?? newId(),
    contractNumber: normalizeNumber(given.contractNumber),
    deviceId,
    numberFold: foldForSearch(given.contractNumber),
    deviceFold: foldForSearch(deviceId),
  };
}

/** A whole row of a registered contact from an instant on. */
export function contactRow(customerId: string, contact: ContactDetails, validFrom: Instant): RegisteredContactRow {
  return {
    id: newId(),
    customerId,
    name: contact.name,
    kana: contact.kana,
    department: contact.department,
    title: contact.title,
    email: contact.email,
    phone: contact.phone,
    altPhone: contact.altPhone,
    emailFold: contact.email.toLowerCase(),
    phoneDigits: dialledDigits(contact.phone),
    altPhoneDigits: dialledDigits(contact.altPhone),
    validFrom,
    validTo: null,
  };
}
