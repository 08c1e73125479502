import { parseConfig } from '../../src/config.js';
import { ContactRequests } from '../../src/customers/contact-requests.service.js';
import { Contacts } from '../../src/customers/contacts.service.js';
import { CustomerQueries } from '../../src/customers/customer.queries.js';
import { ImportOutcomes } from '../../src/customers/import-outcomes.service.js';
import { ImportTargets } from '../../src/customers/import-targets.service.js';
import { OwnerDesk } from '../../src/customers/owner-desk.service.js';
import { ParameterSheets } from '../../src/customers/parameter-sheets.service.js';
import { readParameterSheet, type ParsedSheet } from '../../src/customers/parsed-sheet.js';
import { SheetReader } from '../../src/customers/sheet-reader.js';
import { RegistrationWriter } from '../../src/customers/registration-writer.js';
import type { Db } from '../../src/platform/db.js';
import { Events } from '../../src/platform/events.js';
import { newId } from '../../src/platform/ids.js';
import type { Scope } from '../../src/platform/scope.js';
import { sql } from '../../src/platform/sql.js';
import { aPartner, aSupportDesk } from '../support/builders.js';
import { TestClock } from '../support/clock.js';

/** Where the sheets of these tests stand in time. */
export const now = '2026-11-24T10:12:00+09:00';

/**
 * Reads in the test's own thread: starting one takes longer than most of these tests. sheet-reader.spec.ts
 * proves that a sheet is read alike in either; the pages and the command import through real threads.
 */
class SheetsReadHere extends SheetReader {
  override async read(bytes: Uint8Array): Promise<ParsedSheet> {
    return readParameterSheet(Buffer.from(bytes));
  }
}

/** The services of the room on a database, wired as the module wires them. */
export function openRoom(db: Db) {
  const clock = new TestClock(now);
  const events = new Events(db);
  const contacts = new Contacts();
  const writer = new RegistrationWriter(db, events, contacts);
  const ownerDesk = new OwnerDesk(db, events, parseConfig({ DESK_MODE: 'test' }, '/tmp'));
  const requests = new ContactRequests(db, clock, events, writer);
  const sheets = new ParameterSheets(db, clock, new SheetsReadHere(), new ImportTargets(db, ownerDesk), new ImportOutcomes(events, requests, writer));
  return { db, clock, events, contacts, writer, requests, sheets, queries: new CustomerQueries(db, clock) };
}

export type Room = ReturnType<typeof openRoom>;

/** Two partners with a desk each. */
export async function twoPartners(db: Db): Promise<{ aoba: Partnership; minato: Partnership }> {
  return { aoba: await aPartnership(db, 'P1', 'あおば情報サービス'), minato: await aPartnership(db, 'P2', 'みなとシステム販売') };
}

export interface Partnership {
  readonly partnerId: string;
  readonly supportDeskId: string;
  readonly supervisor: Scope;
}

async function aPartnership(db: Db, code: string, name: string): Promise<Partnership> {
  const partner = await aPartner(db, { code, name });
  const desk = await aSupportDesk(db, { code, name: `${name} 受付窓口`, companyName: name, partnerId: partner.id });
  return { partnerId: partner.id, supportDeskId: desk.id, supervisor: aScope({ roles: ['first_line_supervisor'], deskIds: [desk.id] }) };
}

export function aScope(wishes: Partial<Scope> = {}): Scope {
  return { staffId: newId(), name: '試験 太郎', roles: ['first_line'], deskIds: [], providerId: null, ...wishes };
}

export const owner = aScope({ roles: ['service_owner'] });

/** The types on the record of a stream, in order. */
export async function recordOf(db: Db, type: string, id: string): Promise<string[]> {
  const rows = await db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = ${type} AND stream_id = ${id} ORDER BY seq`);
  return rows.map((row) => row.type);
}
