import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Calendars } from '../../calendar/calendars.service.js';
import { civilDate } from '../../calendar/japanese-time.js';
import { HearingSheets } from '../../hearing/hearing-sheets.service.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { eachByItself } from '../../platform/each-by-itself.js';
import { Jobs } from '../../platform/jobs.js';
import { compileSql, sql } from '../../platform/sql.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { asRecipient, noticeKinds, type Colleague, type NoticeKind } from './notices.service.js';
import type { OutgoingMails } from '../outbox/outgoing-mail.js';
import { Outbox } from '../outbox/outbox.service.js';

const jobName = 'notices.summary';

/** How far back a summary looks for what came while reception was closed: the longest closure and a day. */
const lookBackMs = 12 * 24 * 60 * 60_000;

/** What stands in a summary in place of a number where no single inquiry is meant. */
const ofTheDesk = '窓口全体';

type SummaryItem = OutgoingMails['morning_summary']['items'][number];

/**
 * Notices to colleagues by mail (D4): at once within reception hours, and at night to those who asked for
 * it. Everybody else finds one summary at the opening instead of a heap of mails.
 */
@Injectable()
export class NoticeMails implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly calendars: Calendars,
    private readonly outbox: Outbox,
    private readonly sheets: HearingSheets,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: jobName, everyMs: 60_000, leaseMs: 300_000, run: () => this.summarise() });
  }

  /** An escalation waits: a mail to each who may be told now. */
  async escalation(tx: Tx, row: InquiryRow, told: readonly Colleague[], data: Omit<OutgoingMails['escalation_notice'], 'inquiryNumber' | 'link'>, now: Instant): Promise<void> {
    for (const person of await this.#reachable(told, now)) {
      await this.outbox.toStaff(tx, row, { template: 'escalation_notice', data, to: asRecipient(person), now });
    }
  }

  /** The second line asks the first to add to the sheet: which fields, never what stands in them. */
  async addition(tx: Tx, row: InquiryRow, told: readonly Colleague[], questionIds: readonly string[], now: Instant): Promise<void> {
    const { definition } = await this.sheets.byVersion(row.sheetVersion);
    const asked = definition.sections.flatMap(({ questions }) => questions).filter(({ id }) => questionIds.includes(id));
    const data = { fieldLabels: asked.map(({ label }) => label) };
    for (const person of await this.#reachable(told, now)) {
      await this.outbox.toStaff(tx, row, { template: 'addition_notice', data, to: asRecipient(person), now });
    }
  }

  /** A mail has not reached the customer, who is to be called. */
  async undelivered(tx: Tx, row: InquiryRow, told: readonly Colleague[], now: Instant): Promise<void> {
    for (const person of await this.#reachable(told, now)) {
      await this.outbox.toStaff(tx, row, { template: 'undelivered_notice', data: {}, to: asRecipient(person), now });
    }
  }

  /** A mailbox fails: a mail to each who may be told now. */
  async mailTrouble(tx: Tx, told: readonly Colleague[], data: { readonly mailboxName: string; readonly since: Instant }, now: Instant): Promise<void> {
    for (const person of await this.#reachable(told, now)) {
      await this.outbox.toColleague(tx, { template: 'mail_trouble', data, path: '/mail/status', to: asRecipient(person), now });
    }
  }

  /** Whether a person has asked for mails at night. */
  async atNight(staffId: string): Promise<boolean> {
    return (await this.db.row(sql`SELECT staff_id FROM notice_preference WHERE staff_id = ${staffId} AND at_night = ${true}`)) !== undefined;
  }

  async wishAtNight(tx: Tx, staffId: string, atNight: boolean, now: Instant): Promise<void> {
    await this.db.execute(tx, sql`INSERT INTO notice_preference (staff_id, at_night, changed_at) VALUES (${staffId}, ${atNight}, ${now})
      ON CONFLICT (staff_id) DO UPDATE SET at_night = ${atNight}, changed_at = ${now}`);
  }

  /** Once for each opening: to everybody with notices of the closed time that he has neither seen nor had by mail. */
  async summarise(): Promise<void> {
    const now = this.clock.now();
    const calendar = await this.calendars.current();
    if (!calendar.isOpen(now)) return;
    const openedAt = Date.parse(`${civilDate(now)}T09:00:00+09:00`);
    const closedFrom = closingBefore(calendar, openedAt);
    const people = await this.#withUnseen(closedFrom, openedAt, civilDate(now));
    await eachByItself(jobName, people, (person) => this.db.tx((tx) => this.#summary(tx, person, { closedFrom, openedAt, now })));
  }

  async #summary(tx: Tx, person: Colleague, when: { readonly closedFrom: Instant; readonly openedAt: Instant; readonly now: Instant }): Promise<void> {
    const { closedFrom, openedAt, now } = when;
    const items = await this.#items(person.staffId, closedFrom, openedAt);
    const count = items.reduce((sum, item) => sum + item.count, 0);
    const { text, parameters } = compileSql(
      sql`INSERT INTO notice_summary (staff_id, day, notices, at) VALUES (${person.staffId}, ${civilDate(now)}, ${count}, ${now})
          ON CONFLICT (staff_id, day) DO NOTHING RETURNING staff_id`,
      this.db.dialect,
    );
    if ((await tx.query<unknown[]>(text, parameters)).length === 0) return;
    await this.outbox.toColleague(tx, { template: 'morning_summary', data: { closedFrom, openedAt, items }, path: '/notices', to: asRecipient(person), now });
  }

  async #withUnseen(from: Instant, to: Instant, day: string): Promise<Colleague[]> {
    return this.db.rows<Colleague>(
      sql`SELECT s.id AS "staffId", s.display_name AS name, s.login_name AS address FROM staff s
          WHERE s.active = ${true}
            AND EXISTS (SELECT 1 FROM notice n WHERE n.staff_id = s.id AND n.seen_at IS NULL AND n.created_at >= ${from} AND n.created_at < ${to})
            AND NOT EXISTS (SELECT 1 FROM notice_summary d WHERE d.staff_id = s.id AND d.day = ${day})
            AND NOT EXISTS (SELECT 1 FROM notice_preference p WHERE p.staff_id = s.id AND p.at_night = ${true})
          ORDER BY s.id`,
    );
  }

  async #items(staffId: string, from: Instant, to: Instant): Promise<SummaryItem[]> {
    const rows = await this.db.rows<{ kind: NoticeKind; number: string; n: number }>(
      sql`SELECT n.kind, COALESCE(i.number, ${ofTheDesk}) AS number, COUNT(*) AS n FROM notice n LEFT JOIN inquiry i ON i.id = n.inquiry_id
          WHERE n.staff_id = ${staffId} AND n.seen_at IS NULL AND n.created_at >= ${from} AND n.created_at < ${to}
          GROUP BY n.kind, i.number ORDER BY MIN(n.created_at) LIMIT 100`,
    );
    return rows.map(({ kind, number, n }) => ({ label: noticeKinds[kind], inquiryNumber: number, count: n }));
  }

  /** Within hours everybody; outside those who asked for it. */
  async #reachable(people: readonly Colleague[], now: Instant): Promise<Colleague[]> {
    if ((await this.calendars.current()).isOpen(now)) return [...people];
    const wanted: Colleague[] = [];
    for (const person of people) if (await this.atNight(person.staffId)) wanted.push(person);
    return wanted;
  }
}

/** When reception closed before an opening: 17:00 of the last day it was open. */
function closingBefore(calendar: { isOpen(at: Instant): boolean }, openedAt: Instant): Instant {
  const dayMs = 24 * 60 * 60_000;
  for (let day = openedAt - dayMs; day > openedAt - lookBackMs; day -= dayMs) {
    const lastMoment = day + 8 * 60 * 60_000 - 1;
    if (calendar.isOpen(lastMoment)) return lastMoment + 1;
  }
  return openedAt - lookBackMs;
}
