import type { ContactDetails } from '../../src/customers/registration.js';
import { CustomerRow } from '../../src/customers/customer.entity.js';
import { ContractRow } from '../../src/customers/contract.entity.js';
import { contactRow, contractRow, customerRow, type NewContract, type NewCustomer } from '../../src/customers/customer-rows.js';
import { PartnerRow } from '../../src/customers/partner.entity.js';
import { RegisteredContactRow } from '../../src/customers/registered-contact.entity.js';
import { SupportDeskRow } from '../../src/customers/support-desk.entity.js';
import type { Db } from '../../src/platform/db.js';
import { newId } from '../../src/platform/ids.js';
import type { Role } from '../../src/platform/scope.js';
import { insert } from '../../src/platform/write.js';
import { StaffRoleRow } from '../../src/staff/staff-role.entity.js';
import { StaffRow } from '../../src/staff/staff.entity.js';
import { toInstant } from './clock.js';

/** When everything that a test does not date came into being. */
export const longAgo = toInstant('2026-04-01T09:00:00+09:00');

let serial = 0;
/** 1, 2, 3 …, so that what must be unique is. */
const next = (): number => (serial += 1);

/** A sales partner, stored. */
export async function aPartner(db: Db, wishes: Partial<PartnerRow> = {}): Promise<PartnerRow> {
  const n = next();
  const row: PartnerRow = { id: newId(), code: `P${n}`, name: `販売パートナー${n}株式会社`, version: 1, ...wishes };
  await db.tx((tx) => insert(tx, PartnerRow, row));
  return row;
}

/** A first line run by a partner, stored; the partner is made where none is given. */
export async function aSupportDesk(db: Db, wishes: Partial<SupportDeskRow> = {}): Promise<SupportDeskRow> {
  const n = next();
  const partnerId = wishes.partnerId === undefined ? (await aPartner(db)).id : wishes.partnerId;
  const row: SupportDeskRow = {
    id: newId(),
    code: `D${n}`,
    name: `受付窓口${n}`,
    companyName: `受付会社${n}株式会社`,
    phone: '+81312340000',
    mailAddress: `desk${n}@desk.example.jp`,
    privacyUrl: '',
    isOwnerDesk: false,
    version: 1,
    ...wishes,
    partnerId,
  };
  await db.tx((tx) => insert(tx, SupportDeskRow, row));
  return row;
}

/** A customer of a desk, stored, without contract or contact. */
export async function aCustomer(db: Db, wishes: Partial<NewCustomer> = {}): Promise<CustomerRow> {
  const n = next();
  const supportDeskId = wishes.supportDeskId ?? (await aSupportDesk(db)).id;
  const row = customerRow({
    name: `株式会社検証${n}`,
    kana: `カブシキガイシャケンショウ${n}`,
    mainPhone: '+81355551000',
    partnerId: null,
    gatewayProtection: 'utm',
    createdAt: longAgo,
    ...wishes,
    supportDeskId,
  });
  await db.tx((tx) => insert(tx, CustomerRow, row));
  return row;
}

/** A contract in force since long ago, stored. */
export async function aContract(db: Db, wishes: Partial<NewContract> & { readonly customerId: string }): Promise<ContractRow> {
  const row = contractRow({ contractNumber: `SP-2026-${String(next()).padStart(5, '0')}`, deviceId: `DEV-${next()}`, deliveredOn: '2026-04-01', ...wishes });
  await db.tx((tx) => insert(tx, ContractRow, row));
  return row;
}

/** The one registered contact of a customer, stored. */
export async function aRegisteredContact(
  db: Db,
  customerId: string,
  wishes: Partial<ContactDetails> & { readonly validFrom?: number } = {},
): Promise<RegisteredContactRow> {
  const { validFrom = longAgo, ...details } = wishes;
  const n = next();
  const contact: ContactDetails = {
    name: '山田 太郎',
    kana: 'ヤマダ タロウ',
    department: '情報システム部',
    title: '課長',
    email: `taro${n}@customer${n}.example`,
    phone: '+81355551001',
    altPhone: '+819000000001',
    ...details,
  };
  const row = contactRow(customerId, contact, validFrom);
  await db.tx((tx) => insert(tx, RegisteredContactRow, row));
  return row;
}

/** A customer with everything he needs to inquire: desk, contract in force, registered contact. */
export async function aServedCustomer(db: Db, wishes: Partial<NewCustomer> = {}): Promise<{
  readonly customer: CustomerRow;
  readonly contract: ContractRow;
  readonly contact: RegisteredContactRow;
}> {
  const customer = await aCustomer(db, wishes);
  const contract = await aContract(db, { customerId: customer.id });
  const contact = await aRegisteredContact(db, customer.id);
  return { customer, contract, contact };
}

/** What a test may say of a person. */
export interface StaffWishes extends Partial<StaffRow> {
  readonly roles?: readonly Role[];
  /** Desks of the first-line roles; one is made where none is given. */
  readonly deskIds?: readonly string[];
}

/** A person with roles, stored, without a password. */
export async function aStaff(db: Db, wishes: StaffWishes = {}): Promise<{ readonly staff: StaffRow; readonly deskIds: readonly string[] }> {
  const { roles = ['first_line'], deskIds: wanted, ...columns } = wishes;
  const n = next();
  const staff: StaffRow = {
    id: newId(),
    loginName: `staff${n}@desk.example.jp`,
    displayName: `担当 ${n}`,
    passwordHash: null,
    providerId: null,
    active: true,
    createdAt: longAgo,
    disabledAt: null,
    version: 1,
    ...columns,
  };
  const firstLine = roles.some(isFirstLine);
  const deskIds = wanted ?? (firstLine ? [(await aSupportDesk(db)).id] : []);
  const held = roles.flatMap((role): StaffRoleRow[] => {
    const at: readonly (string | null)[] = isFirstLine(role) ? deskIds : [null];
    return at.map((supportDeskId) => ({ id: newId(), staffId: staff.id, role, supportDeskId }));
  });
  await db.tx(async (tx) => {
    await insert(tx, StaffRow, staff);
    await insert(tx, StaffRoleRow, held);
  });
  return { staff, deskIds };
}

function isFirstLine(role: Role): boolean {
  return role === 'first_line' || role === 'first_line_supervisor';
}
