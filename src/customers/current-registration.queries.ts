import type { Db } from '../platform/db.js';
import { sql } from '../platform/sql.js';
import type { CustomerRow } from './customer.entity.js';
import { newestContacts } from './import-lookup.queries.js';
import type { CurrentRegistration } from './registration-change.js';

/** What the register says of a customer and, where a number is given, of that contract of his. */
export async function currentRegistration(
  db: Db,
  customerId: string,
  contractNumber: string | undefined,
): Promise<(CurrentRegistration & { readonly supportDeskId: string }) | undefined> {
  const row = await db.row<CurrentRegistration['customer'] & Pick<CustomerRow, 'supportDeskId'>>(
    sql`SELECT id, name, kana, main_phone AS "mainPhone", gateway_protection AS "gatewayProtection", support_desk_id AS "supportDeskId"
        FROM customer WHERE id = ${customerId}`,
  );
  if (row === undefined) return undefined;
  const contract =
    contractNumber === undefined
      ? undefined
      : await db.row<NonNullable<CurrentRegistration['contract']>>(
          sql`SELECT id, device_id AS "deviceId", delivered_on AS "deliveredOn", term_starts_on AS "termStartsOn"
              FROM contract WHERE customer_id = ${customerId} AND contract_number = ${contractNumber}`,
        );
  const contacts = await newestContacts(db, [customerId]);
  const { supportDeskId, ...customer } = row;
  return { customer, supportDeskId, contract: contract ?? null, contact: contacts.get(customerId) ?? null };
}
