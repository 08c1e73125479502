import { Injectable } from '@nestjs/common';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { dayMs } from '../calendar/civil-day.rules.js';
import type { Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { sql, sqlList, type Sql } from '../platform/sql.js';
import type { AcceptedFact, ActFact, AdditionFact, ArrivedFact, CycleFact, LabelFact, LogRequestFact, MonthFacts, OpenFact, Placed } from './facts.js';
import { closingUndone, countedActs, withoutMistakenClosings } from './closings.rules.js';

/** Desk and provider of an inquiry called `i`. */
const placed = sql`i.support_desk_id AS "deskId", i.provider_id AS "providerId"`;
/** Only these are the desk's own work; other support kinds are recorded and handed on (domain.md 8). */
const ours = sql`i.support_kind = ${'incident_support'}`;
/** The first acceptance: that of the inquiry itself is the one of its current cycle. */
const first = sql`JOIN response_cycle f ON f.inquiry_id = i.id AND f.cycle = 1`;
const acceptedWithin = (from: Instant, to: Instant): Sql => sql`f.accepted_at >= ${from} AND f.accepted_at < ${to}`;
/** A mail is accepted at the latest after the longest closure. */
const longestClosure = 14 * dayMs;
/** How far before the month an escalation or a taking may lie that an answer in the month belongs to. */
const lookBack = 31 * dayMs;

/**
 * What the figures of a month are counted from. The driver of SQLite is synchronous, so every question
 * is asked day by day, with a turn of the loop between: pages go on meanwhile.
 */
@Injectable()
export class FactsQueries {
  constructor(private readonly db: Db) {}

  async of(span: { readonly from: Instant; readonly to: Instant }, now: Instant): Promise<MonthFacts> {
    const { from, to } = span;
    // What happens at this very moment has happened.
    const until = Math.min(to, now + 1);
    const days = (first: Instant, end: Instant) => daysOf(first, Math.min(end, now + 1));
    const accepted = (await this.#daily<Stored<AcceptedFact, { kinds: string; everEscalated: boolean | number }>>(daysOf(from, to), acceptedOn))
      .map((row): AcceptedFact => ({ ...row, kinds: JSON.parse(row.kinds) as string[], everEscalated: Boolean(row.everEscalated) }));
    return {
      from, to, until, accepted,
      arrived: await this.#daily<ArrivedFact>(daysOf(from, to + longestClosure), (first, end) => arrivedOn(first, end, span)),
      acts: withoutMistakenClosings((await this.#daily<StoredAct>(days(from - lookBack, to + longestClosure), actsOn)).map(actFact)),
      cycles: (await this.#daily<StoredCycle>(days(from, to), cyclesOn)).map(cycleFact),
      open: await this.#daily<OpenFact>([[0, until]], openAt),
      additions: (await this.#daily<Stored<AdditionFact, { questionIds: string }>>([[from, to]], additionsIn)).map((row): AdditionFact => ({ ...row, questionIds: JSON.parse(row.questionIds) as string[] })),
      threats: threatFacts(await this.#daily<StoredThreat>(daysOf(from, to), threatsOn)),
      stages: await this.#daily<LabelFact>(daysOf(from, to), stagesOn),
      dispositions: await this.#daily<LabelFact>(daysOf(from, to), dispositionsOn),
      logRequests: (await this.#daily<Stored<LogRequestFact, { state: string }>>([[from, to]], logRequestsIn)).map(({ state, ...row }): LogRequestFact => ({ ...row, unusable: state === 'unusable' })),
      customers: await this.#customers(),
    };
  }

  async #daily<Row>(days: readonly (readonly [Instant, Instant])[], statement: (from: Instant, to: Instant) => Sql): Promise<Row[]> {
    const found: Row[] = [];
    for (const [from, to] of days) {
      for (const row of await this.db.rows<Row & object>(statement(from, to))) found.push(row);
      await turnOfTheLoop();
    }
    return found;
  }

  async #customers(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.db.rows<{ deskId: string; n: number }>(sql`SELECT support_desk_id AS "deskId", COUNT(*) AS n FROM customer GROUP BY support_desk_id`);
    return new Map(rows.map(({ deskId, n }) => [deskId, n]));
  }
}

type Stored<Fact, Columns> = Omit<Fact, keyof Columns> & Columns;
type StoredAct = Omit<ActFact, 'everEscalated' | 'resolution' | 'reason'> & { readonly everEscalated: boolean | number; readonly data: string };
type StoredCycle = Omit<CycleFact, 'attempted' | 'statusWhenDue'> & { readonly attempted: number | null; readonly dataWhenDue: string | null };
type StoredThreat = Placed & { readonly inquiryId: string; readonly group: number; readonly state: string; readonly value: string | null };

function daysOf(from: Instant, to: Instant): (readonly [Instant, Instant])[] {
  const count = Math.max(0, Math.ceil((to - from) / dayMs));
  return Array.from({ length: count }, (_, index) => [from + index * dayMs, Math.min(to, from + (index + 1) * dayMs)]);
}

function acceptedOn(from: Instant, to: Instant): Sql {
  return sql`SELECT i.id, ${placed}, i.channel, i.kinds, i.status, i.ever_escalated AS "everEscalated"
    FROM inquiry i ${first} WHERE ${acceptedWithin(from, to)} AND ${ours}`;
}

function arrivedOn(from: Instant, to: Instant, month: { readonly from: Instant; readonly to: Instant }): Sql {
  return sql`SELECT ${placed}, i.channel, i.received_at AS "receivedAt" FROM inquiry i ${first}
    WHERE ${acceptedWithin(from, to)} AND i.received_at >= ${month.from} AND i.received_at < ${month.to} AND ${ours}`;
}

/** The join alone says whose stream it is: a condition on the stream's type would make SQLite read the whole record for a day. */
function actsOn(from: Instant, to: Instant): Sql {
  return sql`SELECT e.stream_id AS "inquiryId", e.type, e.occurred_at AS at, e.data, ${placed}, f.accepted_at AS "acceptedAt", i.ever_escalated AS "everEscalated"
    FROM event e JOIN inquiry i ON i.id = e.stream_id ${first}
    WHERE e.type IN ${sqlList(countedActs)} AND e.occurred_at >= ${from} AND e.occurred_at < ${to} AND ${ours}
    ORDER BY e.occurred_at, e.seq`;
}

function actFact({ data, everEscalated, ...row }: StoredAct): ActFact {
  const said = JSON.parse(data) as Record<string, unknown>;
  const text = (name: string): string | null => (typeof said[name] === 'string' ? said[name] : null);
  const type = row.type === 'reopen' && said['because'] === 'closed_by_mistake' ? closingUndone : row.type;
  return { ...row, type, everEscalated: Boolean(everEscalated), resolution: text('resolution') as ActFact['resolution'], reason: row.type === 'decline' ? text('reason') : null };
}

function cyclesOn(from: Instant, to: Instant): Sql {
  const ifMissed = (question: Sql): Sql => sql`CASE WHEN r.result = ${'missed'} THEN (${question}) END`;
  return sql`SELECT ${placed}, r.accepted_at AS "acceptedAt", r.due_at AS "dueAt", r.first_response_at AS "firstResponseAt", r.result,
      ${ifMissed(sql`SELECT COUNT(*) FROM call_log l WHERE l.inquiry_id = i.id AND l.direction = ${'out'} AND l.outcome <> ${'talked'}
        AND l.called_at >= r.accepted_at AND l.called_at <= r.due_at`)} AS attempted,
      ${ifMissed(sql`SELECT e.data FROM event e WHERE e.stream_type = ${'inquiry'} AND e.stream_id = i.id AND e.occurred_at <= r.due_at
        AND e.data LIKE ${'%"to":%'} ORDER BY e.seq DESC LIMIT 1`)} AS "dataWhenDue"
    FROM response_cycle r JOIN inquiry i ON i.id = r.inquiry_id
    WHERE r.result IN ${sqlList(['met', 'missed'])} AND r.due_at >= ${from} AND r.due_at < ${to} AND ${ours}`;
}

function cycleFact({ attempted, dataWhenDue, ...row }: StoredCycle): CycleFact {
  const to = dataWhenDue === null ? undefined : (JSON.parse(dataWhenDue) as { to?: unknown }).to;
  return { ...row, attempted: (attempted ?? 0) > 0, statusWhenDue: typeof to === 'string' ? (to as CycleFact['statusWhenDue']) : null };
}

/** From the two indexes of what is open and of what has ended since, never from all that there ever was. */
function openAt(_from: Instant, until: Instant): Sql {
  const columns = sql`SELECT ${placed}, i.accepted_at AS "acceptedAt", CASE WHEN i.status = ${'report_review'} AND i.report_approved_by IS NOT NULL THEN ${'report_read'} ELSE i.status END AS status FROM inquiry i`;
  return sql`${columns} WHERE i.is_open = ${true} AND i.accepted_at < ${until} AND ${ours}
    UNION ALL ${columns} WHERE i.ended_at >= ${until} AND i.is_open = ${false} AND i.accepted_at < ${until} AND ${ours}`;
}

function additionsIn(from: Instant, to: Instant): Sql {
  return sql`SELECT ${placed}, a.inquiry_id AS "inquiryId", a.question_ids AS "questionIds"
    FROM addition_request a JOIN inquiry i ON i.id = a.inquiry_id WHERE a.requested_at >= ${from} AND a.requested_at < ${to} AND ${ours}`;
}

function threatsOn(from: Instant, to: Instant): Sql {
  return sql`SELECT ${placed}, a.inquiry_id AS "inquiryId", a.group_index AS "group", a.state, a.value
    FROM inquiry i ${first} JOIN hearing_answer a ON a.inquiry_id = i.id
    WHERE ${acceptedWithin(from, to)} AND a.question_id = ${'threat_kind'} AND ${ours} ORDER BY a.inquiry_id, a.seq`;
}

/** The newest answer of each alert counts; 不明 is no kind. */
function threatFacts(rows: readonly StoredThreat[]): readonly LabelFact[] {
  const newest = new Map(rows.map((row) => [`${row.inquiryId} ${row.group}`, row]));
  return [...newest.values()].flatMap(({ state, value, inquiryId, deskId, providerId }): LabelFact[] => {
    const kind: unknown = state === 'value' && value !== null ? JSON.parse(value) : undefined;
    return typeof kind === 'string' ? [{ inquiryId, deskId, providerId, label: kind }] : [];
  });
}

function stagesOn(from: Instant, to: Instant): Sql {
  return sql`SELECT ${placed}, p.inquiry_id AS "inquiryId", p.stage AS label FROM inquiry i ${first} JOIN attack_progress p ON p.inquiry_id = i.id
    WHERE ${acceptedWithin(from, to)} AND p.is_current = ${true} AND p.state = ${'observed'} AND ${ours}`;
}

function dispositionsOn(from: Instant, to: Instant): Sql {
  return sql`SELECT ${placed}, a.inquiry_id AS "inquiryId", a.disposition AS label FROM inquiry i ${first} JOIN assessment a ON a.inquiry_id = i.id
    WHERE ${acceptedWithin(from, to)} AND a.is_current = ${true} AND ${ours}`;
}

function logRequestsIn(from: Instant, to: Instant): Sql {
  return sql`SELECT ${placed}, l.requested_at AS "requestedAt", l.state,
      (SELECT MIN(v.received_at) FROM evidence_item v WHERE v.log_request_id = l.id) AS "receivedAt"
    FROM log_request l JOIN inquiry i ON i.id = l.inquiry_id WHERE l.requested_at >= ${from} AND l.requested_at < ${to} AND ${ours}`;
}
