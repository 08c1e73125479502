import { createHash } from 'node:crypto';
import type { Db } from '../platform/db.js';
import { sql, sqlList } from '../platform/sql.js';
import type { GatewayProtection } from './customer.entity.js';
import type { KnownContract } from './import-plan.js';
import type { RegisteredContactRow } from './registered-contact.entity.js';
import type { ProposedRegistration } from './registration.js';
import { chunks } from './registration-writer.js';

interface LookupRow {
  readonly contractNumber: string;
  readonly contractId: string;
  readonly deviceId: string;
  readonly deliveredOn: string | null;
  readonly termStartsOn: string | null;
  readonly customerId: string;
  readonly name: string;
  readonly kana: string;
  readonly mainPhone: string | null;
  readonly gatewayProtection: GatewayProtection;
  readonly partnerId: string | null;
  readonly supportDeskId: string;
  readonly waiting: string | null;
}

/** What the register holds under some contract numbers, whoever they belong to; for an import's plan alone. */
export async function knownContracts(db: Db, contractNumbers: readonly string[]): Promise<Map<string, KnownContract>> {
  const known = new Map<string, KnownContract>();
  for (const part of chunks(contractNumbers)) {
    const rows = await db.rows<LookupRow>(
      sql`SELECT k.contract_number AS "contractNumber", k.id AS "contractId", k.device_id AS "deviceId",
                 k.delivered_on AS "deliveredOn", k.term_starts_on AS "termStartsOn", c.id AS "customerId", c.name, c.kana,
                 c.main_phone AS "mainPhone", c.gateway_protection AS "gatewayProtection", c.partner_id AS "partnerId",
                 c.support_desk_id AS "supportDeskId", q.proposed AS waiting
          FROM contract k
          JOIN customer c ON c.id = k.customer_id
          LEFT JOIN contact_request q ON q.customer_id = c.id AND q.state = 'waiting'
          WHERE k.contract_number IN ${sqlList(part)}`,
    );
    const contacts = await newestContacts(db, rows.map(({ customerId }) => customerId));
    for (const row of rows) known.set(row.contractNumber, toKnown(row, contacts.get(row.customerId) ?? null));
  }
  return known;
}

/**
 * Says in a short text whether `knownContracts` would give the same once more: whatever changes a
 * customer, its contracts or its contact raises its version.
 */
export async function registerStamp(db: Db, contractNumbers: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const part of chunks(contractNumbers)) {
    const rows = await db.rows<{ contractId: string; customerId: string; version: number; deskId: string; requestId: string | null }>(
      sql`SELECT k.id AS "contractId", c.id AS "customerId", c.version, c.support_desk_id AS "deskId", q.id AS "requestId"
          FROM contract k
          JOIN customer c ON c.id = k.customer_id
          LEFT JOIN contact_request q ON q.customer_id = c.id AND q.state = 'waiting'
          WHERE k.contract_number IN ${sqlList(part)} ORDER BY k.id`,
    );
    for (const row of rows) hash.update(Object.values(row).join(' ')).update('\n');
  }
  return hash.digest('hex');
}

/** The open contact of each customer. */
export async function newestContacts(db: Db, customerIds: readonly string[]): Promise<Map<string, RegisteredContactRow>> {
  const rows = await db.rows<RegisteredContactRow>(
    sql`SELECT r.id, r.customer_id AS "customerId", r.name, r.kana, r.department, r.title, r.email, r.phone,
               r.alt_phone AS "altPhone", r.email_fold AS "emailFold", r.phone_digits AS "phoneDigits",
               r.alt_phone_digits AS "altPhoneDigits", r.valid_from AS "validFrom", r.valid_to AS "validTo"
        FROM registered_contact r WHERE r.valid_to IS NULL AND r.customer_id IN ${sqlList(customerIds)}`,
  );
  return new Map(rows.map((row) => [row.customerId, row]));
}

function toKnown(row: LookupRow, contact: RegisteredContactRow | null): KnownContract {
  return {
    customer: { id: row.customerId, name: row.name, kana: row.kana, mainPhone: row.mainPhone, gatewayProtection: row.gatewayProtection },
    contract: { id: row.contractId, deviceId: row.deviceId, deliveredOn: row.deliveredOn, termStartsOn: row.termStartsOn },
    contact,
    partnerId: row.partnerId,
    supportDeskId: row.supportDeskId,
    waiting: row.waiting === null ? null : (JSON.parse(row.waiting) as ProposedRegistration),
  };
}
