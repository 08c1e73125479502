import { Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import { Calendars } from '../calendar/calendars.service.js';
import { civilDate } from '../calendar/japanese-time.js';
import { CustomerQueries } from '../customers/customer.queries.js';
import { currentTermsVersion } from '../customers/customer-rows.js';
import { HearingSheets } from '../hearing/hearing-sheets.service.js';
import { Clock, type Instant } from '../platform/clock.js';
import { Counters } from '../platform/counters.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError, notFound } from '../platform/errors.js';
import { Events } from '../platform/events.js';
import { newId, newLocator } from '../platform/ids.js';
import { sql } from '../platform/sql.js';
import { insert } from '../platform/write.js';
import { FactsLoader } from './facts-loader.service.js';
import { actorOf, doingOf, type Acting } from './inquiries.service.js';
import { InquiryRow } from './inquiry.entity.js';
import { formatInquiryNumber } from './inquiry-number.rules.js';
import { queueAtOf } from './queue-order.rules.js';
import { ResponseCycles } from './response-cycles.service.js';
import { begin } from './rulebook/apply.js';
import type { Opening } from './rulebook/commands.js';
import { decideOpening } from './rulebook/opening.rules.js';
import { InquiryTexts } from './texts.service.js';
import { visibleTo } from './visibility.rules.js';

/** What is known when an inquiry begins. */
export interface NewInquiry {
  readonly act: Opening['act'];
  /** When the call came in or the mail arrived. */
  readonly receivedAt: Instant;
  readonly supportDeskId: string | null;
  readonly customerId: string | null;
  readonly callerName: string;
  /** E.164. */
  readonly callbackPhone: string | null;
  readonly headline: string;
  /** For 特例受付. */
  readonly reason: string | null;
  readonly kinds?: readonly string[];
  readonly threadIds?: string;
  readonly followUpOf?: string | null;
  /** The inquiry whose mail says the same. */
  readonly alikeInquiryId?: string | null;
  readonly language?: 'ja' | 'other';
}

/** Begins inquiries: a call taken, a call outside hours, a special reception, a mail (T1-T3b). */
@Injectable()
export class Openings {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly counters: Counters,
    private readonly calendars: Calendars,
    private readonly customers: CustomerQueries,
    private readonly sheets: HearingSheets,
    private readonly factsLoader: FactsLoader,
    private readonly cycles: ResponseCycles,
    private readonly texts: InquiryTexts,
  ) {}

  /**
   * Makes an inquiry in one transaction and returns it.
   *
   * @throws DomainError outside_reception_hours, time_in_future, time_not_possible, forbidden, not_found
   */
  open(acting: Acting, wanted: NewInquiry): Promise<InquiryRow> {
    return this.db.tx(async (tx) => {
      const customer = await this.#customer(acting, wanted);
      const now = this.clock.now();
      const inquiryId = newId();
      if (typeof wanted.followUpOf === 'string') await this.#requireFollowed(acting, wanted.followUpOf);
      const opening = await this.#opening(tx, inquiryId, { acting, wanted, customer, now });
      const calendar = await this.calendars.current();
      const events = decideOpening(opening, this.factsLoader.forOpening(doingOf(acting), now, calendar));
      const first = events[0];
      if (first === undefined) throw new Error('An opening gave no fact.');
      const stream = { type: 'inquiry', id: inquiryId } as const;
      const head = await this.events.append(tx, stream, { actor: actorOf(acting), recordedAt: now, events }, null);
      const inquiry = begin(inquiryId, first);
      const own = await this.#ownColumns(tx, wanted, { now, termsVersion: customer.termsVersion, calendarVersion: calendar.version });
      // Spreading this many columns takes V8 as long as inserting them; adding the fewer to the more does not.
      const row = Object.assign(inquiry, own, { queueAt: queueAtOf(inquiry), eventSeq: head.seq, eventHash: head.hash });
      await insert(tx, InquiryRow, row);
      await this.cycles.begin(tx, row, calendar);
      return row;
    });
  }

  async #customer(acting: Acting, wanted: NewInquiry): Promise<KnownCustomer> {
    const at = wanted.receivedAt;
    if (wanted.customerId === null) {
      return { customerId: null, supportDeskId: this.#deskOf(acting, wanted.supportDeskId), contactId: null, entitlement: 'unclear', termsVersion: currentTermsVersion };
    }
    const facts = await this.customers.openingFacts(wanted.customerId, at);
    if (facts === undefined || (acting.kind === 'staff' && !acting.scope.deskIds.includes(facts.supportDeskId))) {
      throw new DomainError('not_found', '利用者が見つかりません。名称・契約番号・電話番号で検索し直してください。', {
        faults: [{ field: 'customerId', message: '利用者を選び直してください。' }],
      });
    }
    const { supportDeskId, contactId, entitlement, termsVersion = currentTermsVersion } = facts;
    return { customerId: wanted.customerId, supportDeskId, contactId, entitlement, termsVersion };
  }

  /** What a call refers back to is an inquiry the person may see; another desk's and none look alike (B5). */
  async #requireFollowed(acting: Acting, followUpOf: string): Promise<void> {
    if (acting.kind !== 'staff') return;
    const found = await this.db.row(sql`SELECT i.id FROM inquiry i WHERE i.id = ${followUpOf} AND ${visibleTo(acting.scope)}`);
    if (found === undefined) throw notFound('元の問合せ');
  }

  #deskOf(acting: Acting, supportDeskId: string | null): string | null {
    if (acting.kind !== 'staff') return supportDeskId;
    const deskId = supportDeskId ?? acting.scope.deskIds[0];
    if (deskId !== undefined && acting.scope.deskIds.includes(deskId)) return deskId;
    throw new DomainError('forbidden', '受付窓口に所属していないため、問合せを受け付けできません。');
  }

  async #opening(tx: Tx, inquiryId: string, from: OpeningSource): Promise<Opening> {
    const { wanted, customer, acting, now } = from;
    const by = acting.kind === 'staff' ? acting.scope.staffId : null;
    const reason = wanted.reason?.trim() ?? '';
    const reasonTextId =
      reason === '' ? null : await this.texts.add(tx, { inquiryId, kind: 'reason', disclosure: 'partner', body: reason, at: now, by });
    const { customerId, supportDeskId, contactId, entitlement } = customer;
    const { act, receivedAt } = wanted;
    return { act, inquiryId, receivedAt, customerId, supportDeskId, contactId, entitlement, supportKind: 'incident_support', reasonTextId };
  }

  async #ownColumns(tx: Tx, wanted: NewInquiry, { now, termsVersion, calendarVersion }: { readonly now: Instant; readonly termsVersion: string; readonly calendarVersion: number }): Promise<OwnColumns> {
    const year = Number(civilDate(now).slice(0, 4));
    const sheet = await this.sheets.published();
    return {
      number: formatInquiryNumber(year, await this.counters.next(tx, `inquiry-${year}`)),
      version: 1,
      isOpen: true,
      headline: wanted.headline.slice(0, 200),
      callerName: wanted.callerName.slice(0, 200),
      callbackPhone: wanted.callbackPhone,
      kinds: wanted.kinds ?? [],
      mutualCode: String(randomInt(1000)).padStart(3, '0'),
      replyToken: newLocator(),
      sheetVersion: sheet.version,
      calendarVersion,
      termsVersion,
      followUpOf: wanted.followUpOf ?? null,
      alikeInquiryId: wanted.alikeInquiryId ?? null,
      language: wanted.language ?? 'ja',
      mergedInto: null,
      threadIds: wanted.threadIds ?? '',
      logsLostAt: null,
      createdAt: now,
      updatedAt: now,
    };
  }
}

interface KnownCustomer extends Pick<Opening, 'customerId' | 'supportDeskId' | 'contactId' | 'entitlement'> {
  /** The version of the terms that governs the inquiry (A7, 第21条). */
  readonly termsVersion: string;
}

interface OpeningSource {
  readonly acting: Acting;
  readonly wanted: NewInquiry;
  readonly customer: KnownCustomer;
  readonly now: Instant;
}

type OwnColumns = Pick<
  InquiryRow,
  | 'number' | 'version' | 'isOpen' | 'headline' | 'callerName' | 'callbackPhone' | 'kinds' | 'mutualCode' | 'replyToken'
  | 'sheetVersion' | 'calendarVersion' | 'termsVersion' | 'language' | 'followUpOf' | 'alikeInquiryId' | 'mergedInto' | 'threadIds' | 'logsLostAt' | 'createdAt' | 'updatedAt'
>;
