import { Injectable } from '@nestjs/common';
import { Calendars } from '../../calendar/calendars.service.js';
import { dateOf, dayOf, type CivilDay } from '../../calendar/civil-day.rules.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { sql, type Sql } from '../../platform/sql.js';
import { currentContact } from '../customer-search.queries.js';
import { customersWithin } from '../customer-wall.js';
import { drillState, nextDrillOn, type DrillOutcome, type DrillState, type OpenDays } from './contact-drill.rules.js';

/** A drill as it was recorded. */
export interface RecordedDrill extends DrillOutcome {
  readonly drilledAt: Instant;
  readonly recordedByName: string;
}

/** A customer on the list of drills. */
export interface DrillLine {
  readonly customerId: string;
  readonly customerName: string;
  readonly supportDeskName: string;
  readonly contactName: string;
  readonly state: DrillState;
  /** The civil day of the next drill. */
  readonly nextOn: CivilDay;
  readonly last: (DrillOutcome & { readonly drilledAt: Instant }) | undefined;
}

type StoredLine = Omit<DrillLine, 'state' | 'nextOn' | 'last'> & { readonly contactSince: Instant; readonly drilledAt: Instant | null } & { readonly [item in keyof DrillOutcome]: DrillOutcome[item] | null };

const order: readonly DrillState[] = ['to_change', 'overdue', 'due_soon', 'later'];
const outcomeColumns = sql`k.person_result AS "personResult", k.phone_result AS "phoneResult", k.alt_phone_result AS "altPhoneResult", k.email_result AS "emailResult", k.drilled_at AS "drilledAt"`;

/** Whose contact is to be tried next, within the walls (H8, B5). */
@Injectable()
export class ContactDrillQueries {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly calendars: Calendars,
  ) {}

  /** Customers with a contract and a registered contact: what waits for a change first, then by the day of the next drill. */
  async list(scope: Scope): Promise<readonly DrillLine[]> {
    const lines = await this.#lines(customersWithin(scope));
    return lines.toSorted((one, two) => order.indexOf(one.state) - order.indexOf(two.state) || one.nextOn - two.nextOn);
  }

  /** One customer’s line; undefined where he has no contract or no registered contact. The caller has checked the wall. */
  async ofCustomer(customerId: string): Promise<DrillLine | undefined> {
    return (await this.#lines(sql`c.id = ${customerId}`))[0];
  }

  /** His drills, the newest first. The caller has checked the wall. */
  async history(customerId: string): Promise<readonly RecordedDrill[]> {
    return this.db.rows<RecordedDrill>(
      sql`SELECT ${outcomeColumns}, COALESCE(s.display_name, '') AS "recordedByName" FROM contact_drill k LEFT JOIN staff s ON s.id = k.recorded_by
          WHERE k.customer_id = ${customerId} ORDER BY k.drilled_at DESC, k.id DESC LIMIT 20`,
    );
  }

  async #lines(condition: Sql): Promise<readonly DrillLine[]> {
    const now = this.clock.now();
    const today = dayOf(now);
    const rows = await this.db.rows<StoredLine>(
      sql`SELECT c.id AS "customerId", c.name AS "customerName", d.name AS "supportDeskName", r.name AS "contactName", r.valid_from AS "contactSince", ${outcomeColumns}
          FROM customer c JOIN support_desk d ON d.id = c.support_desk_id
            JOIN registered_contact r ON r.customer_id = c.id AND ${currentContact(now)}
            LEFT JOIN contact_drill k ON k.id = (SELECT l.id FROM contact_drill l WHERE l.customer_id = c.id ORDER BY l.drilled_at DESC, l.id DESC LIMIT 1)
          WHERE ${condition} AND EXISTS (SELECT 1 FROM contract t WHERE t.customer_id = c.id AND (t.ended_on IS NULL OR t.ended_on > ${dateOf(today)}))
          ORDER BY c.kana_fold, c.id`,
    );
    const calendar = await this.calendars.current();
    return rows.map((row) => drillLine(row, today, calendar));
  }
}

function drillLine(row: StoredLine, today: CivilDay, calendar: OpenDays): DrillLine {
  const { contactSince, drilledAt, personResult, phoneResult, altPhoneResult, emailResult, ...customer } = row;
  const last =
    drilledAt === null || personResult === null || phoneResult === null || altPhoneResult === null || emailResult === null
      ? undefined
      : { drilledAt, personResult, phoneResult, altPhoneResult, emailResult };
  const history = { contactSince, last };
  return { ...customer, last, state: drillState(history, today, calendar), nextOn: nextDrillOn(history, calendar) };
}
