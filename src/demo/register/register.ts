import type { INestApplicationContext } from '@nestjs/common';
import { dateOf, dayOf } from '../../calendar/civil-day.rules.js';
import { AffiliateRow } from '../../customers/affiliate.entity.js';
import { affiliateRow } from '../../customers/customer-rows.js';
import { Customers } from '../../customers/customers.service.js';
import { DesignatedProviderRow } from '../../customers/designated-provider.entity.js';
import { Partners } from '../../customers/partners.service.js';
import { SupportDesks } from '../../customers/support-desks.service.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { newId } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { insert } from '../../platform/write.js';
import { isFirstLineRole } from '../../staff/staff-rights.rules.js';
import { StaffLinks } from '../../staff/staff-links.service.js';
import { Staffs } from '../../staff/staffs.service.js';
import { customerKeys, customers, type CustomerKey } from './customers.js';
import { demoPassword, desks, people, personKeys, provider, type DeskKey, type PersonKey } from './people.js';

/** The keys of what was registered. */
export interface Register {
  readonly deskIds: Readonly<Record<DeskKey, string>>;
  readonly partnerIds: Readonly<Record<Exclude<DeskKey, 'common'>, string>>;
  readonly customerIds: Readonly<Record<CustomerKey, string>>;
  readonly scopes: Readonly<Record<PersonKey, Scope>>;
  readonly providerId: string;
}

/** Registers partners, desks, people and customers as the service owner would, at the clock's now. */
export async function registerAll(desk: INestApplicationContext, mailDomain: string): Promise<Register> {
  const { deskIds, partnerIds } = await registerDesks(desk, mailDomain);
  const providerId = await registerProvider(desk.get(Db));
  const scopes = await registerPeople(desk, deskIds, providerId);
  const customerIds = await registerCustomers(desk, scopes.akira, { deskIds, partnerIds });
  return { deskIds, partnerIds, customerIds, scopes, providerId };
}

async function registerDesks(desk: INestApplicationContext, mailDomain: string): Promise<Pick<Register, 'deskIds' | 'partnerIds'>> {
  const partners = desk.get(Partners, { strict: false });
  const supportDesks = desk.get(SupportDesks, { strict: false });
  return desk.get(Db).tx(async (tx) => {
    const partnerId = async (key: Exclude<DeskKey, 'common'>): Promise<string> => partners.add(tx, 'operator', { code: desks[key].code, name: desks[key].partner });
    const partnerIds = { aoba: await partnerId('aoba'), minato: await partnerId('minato'), hokushin: await partnerId('hokushin') };
    const deskId = async (key: DeskKey): Promise<string> => {
      const { code, name, companyName, phone, mailbox } = desks[key];
      const place = { partnerId: key === 'common' ? null : partnerIds[key], isOwnerDesk: key === 'common' };
      return supportDesks.add(tx, 'operator', { code, name, companyName, phone, mailAddress: `${mailbox}@${mailDomain}`, privacyUrl: `https://www.${mailbox}.example.jp/privacy`, ...place });
    };
    const deskIds = { common: await deskId('common'), aoba: await deskId('aoba'), minato: await deskId('minato'), hokushin: await deskId('hokushin') };
    return { deskIds, partnerIds };
  });
}

async function registerProvider(db: Db): Promise<string> {
  const row: DesignatedProviderRow = { id: newId(), ...provider, endedOn: null, version: 1 };
  await db.tx((tx) => insert(tx, DesignatedProviderRow, row));
  return row.id;
}

/** Everybody sets his password over his one-time link, as people do. */
async function registerPeople(desk: INestApplicationContext, deskIds: Register['deskIds'], providerId: string): Promise<Register['scopes']> {
  const staffs = desk.get(Staffs, { strict: false });
  const links = desk.get(StaffLinks, { strict: false });
  const scopes: Partial<Record<PersonKey, Scope>> = {};
  for (const key of personKeys) {
    const { name, loginName, roles, desks: at, isProvider } = people[key];
    const supportDeskIds = roles.some(isFirstLineRole) ? at.map((deskKey) => deskIds[deskKey]) : [];
    const ofProvider = isProvider ? providerId : null;
    const { staffId, link } = await staffs.addWithLink(null, { loginName, displayName: name, roles, supportDeskIds, providerId: ofProvider });
    await links.setPassword(link.token, demoPassword);
    scopes[key] = { staffId, name, roles, deskIds: supportDeskIds, providerId: ofProvider };
  }
  return scopes as Record<PersonKey, Scope>;
}

async function registerCustomers(desk: INestApplicationContext, owner: Scope, ids: Pick<Register, 'deskIds' | 'partnerIds'>): Promise<Register['customerIds']> {
  const found: Partial<Record<CustomerKey, string>> = {};
  for (const key of customerKeys) found[key] = await registerCustomer(desk, owner, ids, key);
  return found as Record<CustomerKey, string>;
}

async function registerCustomer(desk: INestApplicationContext, owner: Scope, { deskIds, partnerIds }: Pick<Register, 'deskIds' | 'partnerIds'>, key: CustomerKey): Promise<string> {
  const service = desk.get(Customers, { strict: false });
  const today = dayOf(desk.get(Clock).now());
  const { name, kana, mainPhone, gateway, contractNumber, deviceId, deliveredDaysBefore, contact, affiliate, desk: deskKey } = { affiliate: undefined, ...customers[key] };
  const deliveredOn = dateOf(today - deliveredDaysBefore);
  const contract = { contractNumber, deviceId, deliveredOn, termStartsOn: deliveredOn, termEndsOn: null, endedOn: null, endReason: null, endNoticeOn: null };
  return desk.get(Db).tx(async (tx) => {
    const company = { name, kana, mainPhone, partnerId: partnerIds[deskKey], supportDeskId: deskIds[deskKey], gatewayProtection: gateway };
    const id = await service.register(tx, owner, { ...company, contract, contact });
    if (affiliate !== undefined) await insert(tx, AffiliateRow, affiliateRow(id, { ...affiliate, consentedOn: deliveredOn }));
    return id;
  });
}
