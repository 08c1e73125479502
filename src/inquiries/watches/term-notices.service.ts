import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Calendars } from '../../calendar/calendars.service.js';
import { dateOf, dayMs, dayOf } from '../../calendar/civil-day.rules.js';
import { civilDate } from '../../calendar/japanese-time.js';
import { nonRenewalNoticeDeadline, termNoticeOn, type TermNotice } from '../../customers/contract-term.rules.js';
import { noticeMonthsOf } from '../../customers/service-profiles.rules.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { eachByItself } from '../../platform/each-by-itself.js';
import { Jobs } from '../../platform/jobs.js';
import { sql } from '../../platform/sql.js';
import { asRecipient, Notices } from '../notices/notices.service.js';
import { Outbox } from '../outbox/outbox.service.js';

interface EndingTerm {
  readonly contractId: string;
  readonly contractNumber: string;
  readonly termEndsOn: string;
  readonly serviceProfile: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly partnerId: string;
  readonly partnerName: string;
}

const jobName = 'contracts.term-notices';

/** How far ahead of today a term is looked at: 90 days, and the longest closure before the next open day. */
const lookAheadDays = 110;

/** F1: the partner who sold it hears of a term that is about to end while there is time to give notice; within reception hours. */
@Injectable()
export class TermNotices implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly calendars: Calendars,
    private readonly notices: Notices,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: jobName, everyMs: 600_000, leaseMs: 600_000, run: () => this.tellDue() });
  }

  /** Each supervisor of the partner once for each of the two notices of a term. */
  async tellDue(): Promise<void> {
    const now = this.clock.now();
    const calendar = await this.calendars.current();
    if (!calendar.isOpen(now)) return;
    const today = civilDate(now);
    const nextOpenDay = civilDate(calendar.nextOpening(Date.parse(`${today}T17:00:00+09:00`)));
    await eachByItself(jobName, await this.#ending(now), async (term) => {
      const noticeBy = nonRenewalNoticeDeadline(term.termEndsOn, noticeMonthsOf(term.serviceProfile));
      const due = termNoticeOn(term.termEndsOn, noticeBy, today, nextOpenDay);
      if (due !== undefined) await this.db.tx((tx) => this.#tell(tx, { ...term, noticeBy }, due, now));
    });
  }

  async #tell(tx: Tx, term: EndingTerm & { readonly noticeBy: string }, due: TermNotice, now: Instant): Promise<void> {
    const { contractId, contractNumber, termEndsOn, customerId, customerName, partnerId, partnerName, noticeBy } = term;
    const supervisors = await this.notices.supervisorsOfPartner(partnerId);
    const occasion = `${contractId}:${termEndsOn}:${due}`;
    const data = { partnerName, customerName, contractNumber, termEndsOn, noticeBy };
    for (const person of await this.notices.tellOfDesk(tx, { kind: 'term_ending', occasion, to: supervisors, by: null, now })) {
      await this.outbox.toPartner(tx, { template: 'term_notice', data, customerId, path: '/customers', to: asRecipient(person), now });
    }
  }

  /** Terms that renew by themselves; one that was cancelled needs no notice. */
  async #ending(now: Instant): Promise<EndingTerm[]> {
    const [today, last] = [civilDate(now), dateOf(dayOf(now + lookAheadDays * dayMs))];
    return this.db.rows<EndingTerm>(
      sql`SELECT k.id AS "contractId", k.contract_number AS "contractNumber", k.term_ends_on AS "termEndsOn", k.service_profile AS "serviceProfile",
                 c.id AS "customerId", c.name AS "customerName", p.id AS "partnerId", p.name AS "partnerName"
          FROM contract k JOIN customer c ON c.id = k.customer_id JOIN partner p ON p.id = c.partner_id
          WHERE k.term_ends_on > ${today} AND k.term_ends_on <= ${last} AND k.ended_on IS NULL ORDER BY k.term_ends_on, k.id`,
    );
  }
}
