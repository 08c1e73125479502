import type { Instant } from '../platform/clock.js';
import type { Db } from '../platform/db.js';
import type { Scope } from '../platform/scope.js';
import { sql, sqlJoin, sqlList, type Sql } from '../platform/sql.js';
import { customersWithin } from './customer-wall.js';
import { foldForSearch } from './japanese-text.rules.js';
import { typedDigits } from './phone-number.rules.js';

/** One line of a search or a list; numbers in E.164. */
export interface CustomerHit {
  readonly id: string;
  readonly name: string;
  readonly kana: string;
  readonly mainPhone: string | null;
  readonly contractNumber: string | null;
  readonly contactName: string | null;
  readonly contactPhone: string | null;
  readonly supportDeskId: string;
  readonly supportDeskName: string;
  readonly partnerName: string | null;
  /** Parents and subsidiaries that use its service now (第2条(5)). */
  readonly affiliates: readonly string[];
}

/**
 * Customers by name, reading, affiliate, contract or device number, or telephone number in any notation, best
 * first: whole numbers, then names that begin with the text, then names that contain it. Beginnings
 * are found by index; only where they give too few are all names looked through.
 */
export async function searchCustomers(db: Db, scope: Scope, text: string, by: { readonly at: Instant; readonly limit: number }): Promise<CustomerHit[]> {
  const { at, limit } = by;
  const search: Search = { db, wall: customersWithin(scope), at, limit, folded: foldForSearch(text), digits: typedDigits(text) };
  if (search.folded === '' && search.digits === undefined) return [];
  const ids = await idsOf(search, beginnings(search));
  if (ids.length < limit && search.folded !== '') {
    for (const id of await idsOf(search, containing(search))) {
      if (!ids.includes(id)) ids.push(id);
    }
  }
  return hitsById(db, ids.slice(0, limit), at);
}

/** A page of all customers within the walls, by reading; `after` is the last row of the page before. */
export async function listCustomers(
  db: Db,
  scope: Scope,
  at: Instant,
  page: { readonly after: { readonly kanaFold: string; readonly id: string } | undefined; readonly limit: number },
): Promise<CustomerHit[]> {
  const after = page.after === undefined ? sql`1 = 1` : sql`(c.kana_fold, c.id) > (${page.after.kanaFold}, ${page.after.id})`;
  const rows = await db.rows<{ id: string }>(
    sql`SELECT c.id FROM customer c WHERE ${customersWithin(scope)} AND ${after} ORDER BY c.kana_fold, c.id LIMIT ${page.limit}`,
  );
  return hitsById(db, rows.map(({ id }) => id), at);
}

/** One search under way: where to look, how far one may see, and what is looked for. */
interface Search {
  readonly db: Db;
  readonly wall: Sql;
  readonly at: Instant;
  readonly limit: number;
  readonly folded: string;
  readonly digits: string | undefined;
}

function beginnings(search: Search): Sql[] {
  const { db, wall, limit, folded, digits } = search;
  const ofContract = (column: Sql): Sql =>
    sql`SELECT c.id, 0 AS weight FROM contract k JOIN customer c ON c.id = k.customer_id
        WHERE ${wall} AND ${beginsWith(db, column, folded)} LIMIT ${limit}`;
  const ofName = (column: Sql): Sql =>
    sql`SELECT c.id, 1 AS weight FROM customer c WHERE ${wall} AND ${beginsWith(db, column, folded)} LIMIT ${limit}`;
  const ofAffiliate = (column: Sql): Sql =>
    sql`SELECT c.id, 1 AS weight FROM affiliate a JOIN customer c ON c.id = a.customer_id
        WHERE ${wall} AND a.ended_on IS NULL AND ${beginsWith(db, column, folded)} LIMIT ${limit}`;
  const byText = [ofContract(sql`k.number_fold`), ofContract(sql`k.device_fold`), ofName(sql`c.name_fold`), ofName(sql`c.kana_fold`), ofAffiliate(sql`a.name_fold`), ofAffiliate(sql`a.kana_fold`)];
  return [...(folded === '' ? [] : byText), ...(digits === undefined ? [] : byPhone(search, digits))];
}

function byPhone({ db, wall, at, limit }: Search, digits: string): Sql[] {
  const ofContact = (column: Sql): Sql =>
    sql`SELECT c.id, 0 AS weight FROM registered_contact r JOIN customer c ON c.id = r.customer_id
        WHERE ${wall} AND ${currentContact(at)} AND ${beginsWith(db, column, digits)} LIMIT ${limit}`;
  return [
    sql`SELECT c.id, 0 AS weight FROM customer c WHERE ${wall} AND ${beginsWith(db, sql`c.main_phone_digits`, digits)} LIMIT ${limit}`,
    ofContact(sql`r.phone_digits`),
    ofContact(sql`r.alt_phone_digits`),
  ];
}

function containing({ db, wall, folded, limit }: Search): Sql[] {
  const within = (column: Sql): Sql => (db.dialect === 'sqlite' ? sql`instr(${column}, ${folded}) > 0` : sql`strpos(${column}, ${folded}) > 0`);
  return [
    sql`SELECT c.id, 2 AS weight FROM customer c WHERE ${wall} AND (${within(sql`c.name_fold`)} OR ${within(sql`c.kana_fold`)}) LIMIT ${limit}`,
    sql`SELECT c.id, 2 AS weight FROM affiliate a JOIN customer c ON c.id = a.customer_id
        WHERE ${wall} AND a.ended_on IS NULL AND (${within(sql`a.name_fold`)} OR ${within(sql`a.kana_fold`)}) LIMIT ${limit}`,
  ];
}

/** A condition that each database answers from an index. */
function beginsWith(db: Db, column: Sql, text: string): Sql {
  if (db.dialect === 'postgres') return sql`${column} LIKE ${`${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`}`;
  return sql`${column} >= ${text} AND ${column} < ${`${text}\u{10FFFF}`}`;
}

/** The registered contact at an instant, as a condition on `r`. */
export function currentContact(at: Instant): Sql {
  return sql`r.valid_from <= ${at} AND (r.valid_to IS NULL OR r.valid_to > ${at})`;
}

async function idsOf({ db, limit }: Search, searches: readonly Sql[]): Promise<string[]> {
  const parts = searches.map((search) => sql`SELECT * FROM (${search}) part`);
  const rows = await db.rows<{ id: string }>(
    sql`SELECT id FROM (${sqlJoin(parts, ' UNION ALL ')}) found GROUP BY id ORDER BY MIN(weight), id LIMIT ${limit}`,
  );
  return rows.map(({ id }) => id);
}

async function hitsById(db: Db, ids: readonly string[], at: Instant): Promise<CustomerHit[]> {
  if (ids.length === 0) return [];
  const rows = await db.rows<Omit<CustomerHit, 'affiliates'>>(
    sql`SELECT c.id, c.name, c.kana, c.main_phone AS "mainPhone", c.support_desk_id AS "supportDeskId",
               d.name AS "supportDeskName", p.name AS "partnerName", r.name AS "contactName", r.phone AS "contactPhone",
               (SELECT MIN(k.contract_number) FROM contract k WHERE k.customer_id = c.id) AS "contractNumber"
        FROM customer c
        JOIN support_desk d ON d.id = c.support_desk_id
        LEFT JOIN partner p ON p.id = c.partner_id
        LEFT JOIN registered_contact r ON r.customer_id = c.id AND ${currentContact(at)}
        WHERE c.id IN ${sqlList(ids)}`,
  );
  const named = await db.rows<{ customerId: string; name: string }>(sql`SELECT customer_id AS "customerId", name FROM affiliate WHERE customer_id IN ${sqlList(ids)} AND ended_on IS NULL ORDER BY kana, id`);
  const byId = new Map(rows.map((row) => [row.id, { ...row, affiliates: named.filter(({ customerId }) => customerId === row.id).map(({ name }) => name) }]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
