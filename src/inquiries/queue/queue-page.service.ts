import { Injectable } from '@nestjs/common';
import { Calendars } from '../../calendar/calendars.service.js';
import { dayOf, instantOn } from '../../calendar/civil-day.rules.js';
import { SupportDesks } from '../../customers/support-desks.service.js';
import { Clock } from '../../platform/clock.js';
import { hasRole, seesAllDesks, type Scope } from '../../platform/scope.js';
import { AppointmentQueries } from '../appointments/appointment.queries.js';
import { nextCall } from '../appointments/next-call.view.js';
import { mayTry } from '../acts/act.js';
import { ActRegistry } from '../acts/act-registry.service.js';
import { dueSentence, dueView } from '../due.view.js';
import { InquiryDetails } from '../inquiry-details.queries.js';
import { Presence } from '../presence/presence.service.js';
import { countCap, QueueQueries, type QueueFilter, type QueueRow } from '../queue.queries.js';
import { bulkActs } from '../bulk/bulk-acts.js';
import { channelLabels, entitlementLabels, verificationLabels } from '../rulebook/status.js';
import { doubtBadges, stateBadges } from '../state-badges.view.js';
import { filterOf, queueAddressText, readQueueFilter, type QueueAddress, type QueueAddressFilter } from './queue-address.schemas.js';
import { queueConditions, queueSortLabels, queueSorts, queueViewLabels, queueViews, type QueueView } from './queue-filter.rules.js';
import { queueSortColumn } from './queue-sort.rules.js';
import { SavedViews } from './saved-views.service.js';

export const pageSize = 50;

const labels = { verification: verificationLabels, entitlement: entitlementLabels, channel: channelLabels };

/** What the page of a queue shows, whole or in pieces. */
@Injectable()
export class QueuePage {
  constructor(
    private readonly queue: QueueQueries,
    private readonly savedViews: SavedViews,
    private readonly appointments: AppointmentQueries,
    private readonly desks: SupportDesks,
    private readonly presence: Presence,
    private readonly details: InquiryDetails,
    private readonly registry: ActRegistry,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
  ) {}

  /** The page at an address. */
  async data(scope: Scope, asked: QueueAddress) {
    const view = asked.view ?? homeView(scope);
    const filter = { ...filterOf(asked), view };
    const after = asked.at === undefined || asked.id === undefined ? undefined : { at: asked.at, id: asked.id };
    const found = await this.queue.list(scope, { ...this.wanted(filter), after, limit: pageSize + 1 });
    const last = found[pageSize - 1];
    const calendar = await this.calendars.current();
    const now = this.clock.now();
    const takesCalls = hasRole(scope, 'first_line', 'first_line_supervisor');
    return {
      view,
      filter,
      address: queueAddressText(filter),
      continued: after !== undefined,
      ...(await this.tabs(scope, filter)),
      ...(await this.rows(scope, found.slice(0, pageSize))),
      next: found.length > pageSize && last !== undefined ? nextAddress(filter, last) : undefined,
      nextCalls: (await this.appointments.list(scope, { limit: 3 })).map((call) => nextCall(call, now)),
      takesCalls,
      // They stand with the second line, and are the first line's to do.
      additions: takesCalls && view === 'first' ? await this.#count(scope, { view: 'all', mark: 'addition' }) : '0',
      isOpen: calendar.isOpen(now),
      nextOpening: calendar.nextOpening(now),
      conditions: await this.#conditions(scope, filter),
      sorts: queueSorts.map((value) => ({ value, label: queueSortLabels[value], chosen: value === (filter.sort ?? 'target') })),
      sortLabel: view === 'ended' ? '新しい順' : queueSortLabels[filter.sort ?? 'target'],
      filtered: Object.keys(filter).some((name) => name !== 'view' && name !== 'sort'),
    };
  }

  /** Rows as the template prints them. */
  async rows(scope: Scope, found: readonly QueueRow[]) {
    const calendar = await this.calendars.current();
    const now = this.clock.now();
    const present = await this.presence.othersAt(scope, found.map(({ id }) => id));
    const alike = await this.details.numbers(scope, found.map(({ alikeInquiryId }) => alikeInquiryId));
    const readers = await this.details.namedReaders(found.filter(({ status, reportApprovedBy }) => status === 'report_review' && reportApprovedBy === null).map(({ id }) => id));
    const onTheirWay = await this.details.answersOnTheirWay(found);
    const rows = found.map((row) => ({
      ...row,
      badges: stateBadges(row, onTheirWay.get(row.id)),
      answerLeaves: onTheirWay.has(row.id),
      doubts: doubtBadges(row),
      waitsForMyReading: readers.get(row.id) === scope.staffId,
      due: dueView(row, calendar, now),
      sentence: dueSentence(row, calendar),
      logsAreLost: row.logsLostAt !== null && row.logsLostAt <= now,
      mine: row.ownerId === scope.staffId,
      alikeNumber: alike.get(row.alikeInquiryId ?? ''),
      present: present.get(row.id) ?? [],
    }));
    return { rows, labels, manyDesks: seesAllDesks(scope) || scope.deskIds.length > 1, picks: bulkActs.some((name) => mayTry(scope, this.registry.byName(name))) };
  }

  /** The views of the desk and those that were saved, each with how many it holds. */
  async tabs(scope: Scope, current: QueueAddressFilter) {
    const saved = [];
    for (const { id, name, team, address } of await this.savedViews.of(scope)) {
      const filter = readQueueFilter(address);
      saved.push({ id, label: name, team, address, current: sameFilter(filter, current), count: await this.#count(scope, filter) });
    }
    const tabs = [];
    for (const view of queueViews) tabs.push({ id: view, address: queueAddressText({ view }), label: queueViewLabels[view], current: standsIn(view, current, saved), count: view === 'ended' ? '' : await this.#count(scope, { view }) });
    return { tabs, saved };
  }

  /** A filter as the query takes it. */
  wanted({ desk, due, status, view = 'all', ...filter }: QueueAddressFilter): Omit<QueueFilter, 'limit'> {
    const now = this.clock.now();
    return { ...filter, shown: status, view, lostAfter: now, supportDeskId: desk, due: due === undefined ? undefined : { kind: due, now, until: instantOn(dayOf(now) + 1, 0) } };
  }

  async #count(scope: Scope, filter: QueueAddressFilter): Promise<string> {
    const count = await this.queue.count(scope, { ...this.wanted(filter), limit: 0 });
    return count >= countCap ? `${countCap - 1}+` : String(count);
  }

  async #conditions(scope: Scope, filter: QueueAddressFilter) {
    const chosen = filter as Readonly<Record<string, unknown>>;
    const deskOptions = seesAllDesks(scope) || scope.deskIds.length > 1 ? (await this.desks.list(scope)).map(({ id, name }) => [id, name] as const) : [];
    const desks = deskOptions.length > 0 ? [{ name: 'desk', label: '受付窓口', options: deskOptions }] : [];
    return [...queueConditions, ...desks].map(({ name, label, options }) => ({
      name,
      label,
      options: options.map(([value, text]) => ({ value, label: text, chosen: chosen[name] === value })),
      shown: options.find(([value]) => chosen[name] === value)?.[1],
      without: queueAddressText({ ...filter, [name]: undefined }),
    }));
  }
}

/** Where a person's day begins: his line's queue. */
export function homeView(scope: Scope): QueueView {
  if (hasRole(scope, 'first_line', 'first_line_supervisor')) return 'first';
  if (hasRole(scope, 'second_line', 'second_line_lead')) return 'second';
  return 'all';
}

/** `page` for the very list, `true` where it is narrowed to some of it and no kept view says so better. */
function standsIn(view: QueueView, current: QueueAddressFilter, saved: readonly { readonly current: boolean }[]): 'page' | 'true' | undefined {
  if (sameFilter({ view }, current)) return 'page';
  return view === current.view && !saved.some((kept) => kept.current) ? 'true' : undefined;
}

function sameFilter(one: QueueAddressFilter, other: QueueAddressFilter): boolean {
  return queueAddressText(one) === queueAddressText(other);
}

function nextAddress(filter: QueueAddressFilter, last: QueueRow): string {
  const at = last[queueSortColumn(filter.sort)] ?? 0;
  return `/queue?${queueAddressText(filter)}&at=${at}&id=${last.id}`;
}
