import { sql } from '../platform/sql.js';
import type { SupportDeskRow } from './support-desk.entity.js';

/** Columns of a desk from `support_desk d`. */
export const deskColumns = sql`d.id, d.code, d.name, d.company_name AS "companyName", d.phone,
  d.mail_address AS "mailAddress", d.privacy_url AS "privacyUrl", d.partner_id AS "partnerId", d.is_owner_desk AS "isOwnerDesk", d.version`;

/** A row as the driver gives it: SQLite has numbers for booleans. */
export type DeskColumns = Omit<SupportDeskRow, 'isOwnerDesk'> & { readonly isOwnerDesk: boolean | number };

/** A row as SQLite or PostgreSQL gives it, with the truth value both understand. */
export function readDesk(row: DeskColumns | undefined): SupportDeskRow | undefined {
  return row === undefined ? undefined : { ...row, isOwnerDesk: Boolean(row.isOwnerDesk) };
}
