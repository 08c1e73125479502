import { Injectable } from '@nestjs/common';
import { dayMs, instantOn, parseDate } from '../../calendar/civil-day.rules.js';
import { Db } from '../../platform/db.js';
import { sql, sqlJoin, type Sql } from '../../platform/sql.js';
import type { AccessAct, AccessSubject } from '../../staff/access-log.entity.js';

/** What to look for; everything where nothing is named. */
export interface AccessFilter {
  readonly staffId?: string | undefined;
  readonly customerId?: string | undefined;
  /** Number of an inquiry, or of a file that belongs to one. */
  readonly inquiry?: string | undefined;
  /** What was looked at. */
  readonly subject?: AccessSubject | undefined;
  /** `YYYY-MM-DD` in Japan. */
  readonly day?: string | undefined;
}

/** One line of the access log, with the names of now. */
export interface AccessLine {
  readonly id: string;
  readonly at: number;
  readonly staffId: string | null;
  readonly staffName: string | null;
  readonly act: AccessAct;
  readonly subject: AccessSubject;
  readonly subjectId: string;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly inquiryId: string | null;
  readonly inquiryNumber: string | null;
  /** Of a file, as it is called on its custody sheet. */
  readonly evidenceNumber: string | null;
}

/** Reads the access log, the newest first. */
@Injectable()
export class AccessLogQueries {
  constructor(private readonly db: Db) {}

  /** A page of lines before an id (ids are made in order of time). */
  async lines(filter: AccessFilter, before: string | undefined, limit: number): Promise<AccessLine[]> {
    return this.db.rows<AccessLine>(
      sql`SELECT a.id, a.at, a.staff_id AS "staffId", s.display_name AS "staffName", a.act, a.subject, a.subject_id AS "subjectId",
                 a.customer_id AS "customerId", c.name AS "customerName", a.inquiry_id AS "inquiryId", i.number AS "inquiryNumber", e.number AS "evidenceNumber"
          FROM access_log a LEFT JOIN evidence_item e ON a.subject = 'evidence' AND e.id = a.subject_id LEFT JOIN staff s ON s.id = a.staff_id LEFT JOIN customer c ON c.id = a.customer_id LEFT JOIN inquiry i ON i.id = a.inquiry_id
          WHERE ${conditions(filter, before)} ORDER BY a.at DESC, a.id DESC LIMIT ${limit}`,
    );
  }

  /** Who can be named in the filter. */
  async people(): Promise<{ id: string; name: string }[]> {
    return this.db.rows(sql`SELECT id, display_name AS name FROM staff ORDER BY display_name, id`);
  }

  /** The customers that somebody has looked at, for the filter. */
  async customers(): Promise<{ id: string; name: string }[]> {
    return this.db.rows(sql`SELECT id, name FROM customer WHERE id IN (SELECT DISTINCT customer_id FROM access_log) ORDER BY kana_fold, id LIMIT 1000`);
  }
}

function conditions({ staffId, customerId, inquiry, subject, day }: AccessFilter, before: string | undefined): Sql {
  const from = day === undefined ? undefined : instantOn(parseDate(day) ?? 0, 0);
  const parts = [
    sql`1 = 1`,
    ...(staffId === undefined ? [] : [sql`a.staff_id = ${staffId}`]),
    ...(customerId === undefined ? [] : [sql`a.customer_id = ${customerId}`]),
    ...(inquiry === undefined ? [] : [ofNumber(inquiry)]),
    ...(subject === undefined ? [] : [sql`a.subject = ${subject}`]),
    ...(from === undefined ? [] : [sql`a.at >= ${from} AND a.at < ${from + dayMs}`]),
    ...(before === undefined ? [] : [sql`(a.at, a.id) < (SELECT at, id FROM access_log WHERE id = ${before})`]),
  ];
  return sqlJoin(parts, ' AND ');
}

/** `26-000123-7` names an inquiry, `26-000123-7-E1` one of its files. */
function ofNumber(number: string): Sql {
  return /-E\d+$/u.test(number) ? sql`a.subject = 'evidence' AND a.subject_id IN (SELECT id FROM evidence_item WHERE number = ${number})` : sql`a.inquiry_id IN (SELECT id FROM inquiry WHERE number = ${number})`;
}
