import { Injectable } from '@nestjs/common';
import { Blobs } from '../platform/blobs.js';
import { Clock, type Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError, notFound } from '../platform/errors.js';
import { Events, type Actor, type EventData, type Stream } from '../platform/events.js';
import { newId, sha256 } from '../platform/ids.js';
import { insert, update } from '../platform/write.js';
import { closureById, latestImport, loadCalendar } from './calendar.queries.js';
import { ClosureRow } from './closure.entity.js';
import { checkClosure, checkReopening, checkSuspension, isRevocable, type NewClosure, type NewReopening, type NewSuspension } from './closure.rules.js';
import { differencesToConfirm, replaceOfficial, type ImportedList } from './official-import.js';
import { decodeOfficialCsv } from './official-csv.js';
import type { ReceptionCalendar } from './reception-calendar.js';
import { shippedCsv } from './shipped-calendar.js';

/** Told of a change within its transaction, so that due times follow it or it does not happen (D5). */
export type CalendarListener = (tx: Tx, before: ReceptionCalendar, after: ReceptionCalendar, actor: Actor) => Promise<void>;

/** What a change gives back. */
export interface CalendarChange {
  readonly id: string;
  readonly version: number;
}

/** The record of all changes; its last number is the version of the calendar. */
const stream: Stream = { type: 'calendar', id: 'reception' };

/** The calendar in force, and the acts of the service owner that change it. */
@Injectable()
export class Calendars {
  readonly #listeners: CalendarListener[] = [];
  #cached: { readonly hash: string; readonly calendar: ReceptionCalendar } | undefined;

  constructor(
    private readonly db: Db,
    private readonly events: Events,
    private readonly blobs: Blobs,
    private readonly clock: Clock,
  ) {}

  /** The calendar in force; built anew when this or another process has changed it. Costs one look-up. */
  async current(): Promise<ReceptionCalendar> {
    const head = await this.events.head(stream);
    if (this.#cached?.hash === head.hash) return this.#cached.calendar;
    const calendar = await loadCalendar(this.db, head.seq);
    this.#cached = { hash: head.hash, calendar };
    return calendar;
  }

  /** The calendar of a version where it is the one at hand: what was reckoned with it is explained by it, without a look-up. */
  atHand(version: number): ReceptionCalendar | undefined {
    return this.#cached?.calendar.version === version ? this.#cached.calendar : undefined;
  }

  /** Registers a listener at start-up; listeners run in order, inside the transaction of the change. */
  onChange(listener: CalendarListener): void {
    this.#listeners.push(listener);
  }

  /** Closes days whose reception has not begun (A2). */
  async addClosure(actor: Actor, closure: NewClosure): Promise<CalendarChange> {
    return this.#declare(actor, 'calendar.closure_added', (calendar, now) => {
      checkClosure(closure, calendar, now);
      return { kind: 'closure', fromDate: closure.from, toDate: closure.to, fromAt: null, toAt: null, reason: closure.reason.trim() };
    });
  }

  /** Makes a national holiday a business day, where a law has moved it (A2). */
  async reopen(actor: Actor, reopening: NewReopening): Promise<CalendarChange> {
    return this.#declare(actor, 'calendar.holiday_reopened', (calendar, now) => {
      checkReopening(reopening, calendar, now);
      return { kind: 'reopening', fromDate: reopening.date, toDate: reopening.date, fromAt: null, toAt: null, reason: reopening.reason.trim() };
    });
  }

  /** 受付停止 for a span of instants; counts from now on, for what has not been accepted yet (A8). */
  async declareSuspension(actor: Actor, suspension: NewSuspension): Promise<CalendarChange> {
    return this.#declare(actor, 'calendar.suspension_declared', (_calendar, now) => {
      checkSuspension(suspension, now);
      return { kind: 'suspension', fromDate: null, toDate: null, fromAt: suspension.from, toAt: suspension.to, reason: suspension.reason.trim() };
    });
  }

  /** Takes a closure, re-opening or suspension back from now on; what of it has passed stays. */
  async revoke(actor: Actor, id: string): Promise<CalendarChange> {
    return this.#change(actor, async (tx, _before, now) => {
      const row = await closureById(this.db, id);
      if (row === undefined) throw notFound('休業・受付停止の登録');
      if (!isRevocable(row, now)) throw new DomainError('illegal_transition', 'すでに取り消されたか、期間が過ぎているため取り消せません。');
      await update(tx, ClosureRow, { id }, { revokedAt: now, revokedBy: staffOf(actor) });
      return { id, type: 'calendar.closure_revoked', data: { closureId: id, kind: row.kind } };
    });
  }

  /**
   * Takes the official list over (`domain.md` 5.2): CP932 bytes as published. Dates that differ from
   * the law are refused unless the owner has entered them as a closure or re-opening, or names
   * them in `confirmed` (`YYYY-MM-DD`). A list that is already in force changes nothing.
   *
   * @throws DomainError `calendar_rejected` with `facts.line`; the list in force stays
   */
  async importOfficial(actor: Actor, bytes: Uint8Array, confirmed: readonly string[] = []): Promise<ImportedList> {
    const holidays = decodeOfficialCsv(bytes);
    const before = await this.current();
    differencesToConfirm(holidays, before, confirmed);
    const latest = await latestImport(this.db);
    const list = { sha256: sha256(bytes), source: 'file', holidays } as const;
    if (latest?.sha256 === list.sha256) return { rows: holidays.length, lastDay: latest.lastDay, isNew: false };
    return this.#import(actor, list, bytes);
  }

  /** Takes the list that ships with the release over, unless one that reaches as far is in force. */
  async ensureOfficial(): Promise<void> {
    const bytes = shippedCsv();
    const hash = sha256(bytes);
    const latest = await latestImport(this.db);
    if (latest?.sha256 === hash) return;
    const holidays = decodeOfficialCsv(bytes);
    const list = { sha256: hash, source: 'shipped', holidays } as const;
    await this.#import({ kind: 'system' }, list, bytes).catch((error: unknown) => {
      const otherProcessWasFirst = error instanceof DomainError && error.code === 'version_stale';
      if (!otherProcessWasFirst) throw error;
    });
  }

  async #import(actor: Actor, list: Parameters<typeof replaceOfficial>[2], bytes: Uint8Array): Promise<ImportedList> {
    let imported: ImportedList = { rows: list.holidays.length, lastDay: '', isNew: false };
    await this.#change(actor, async (tx, _before, now) => {
      imported = await replaceOfficial(tx, this.db, list, { importedAt: now, importedBy: staffOf(actor) });
      if (!imported.isNew) return undefined;
      const id = await this.blobs.put(tx, bytes);
      return { id, type: 'calendar.official_imported', data: { sha256: list.sha256, rows: imported.rows, lastDay: imported.lastDay, source: list.source } };
    });
    return imported;
  }

  async #declare(actor: Actor, type: string, decide: (calendar: ReceptionCalendar, now: Instant) => DeclaredPart): Promise<CalendarChange> {
    return this.#change(actor, async (tx, before, now) => {
      const part = decide(before, now);
      const id = newId();
      await insert(tx, ClosureRow, { ...part, id, declaredAt: now, declaredBy: staffOf(actor), revokedAt: null, revokedBy: null });
      return { id, type, data: eventData(id, part) };
    });
  }

  /** One change: rows, record and listeners in one transaction. */
  async #change(actor: Actor, work: (tx: Tx, before: ReceptionCalendar, now: Instant) => Promise<Change | undefined>): Promise<CalendarChange> {
    return this.db.tx(async (tx) => {
      const now = this.clock.now();
      const head = await this.events.head(stream);
      const before = await loadCalendar(this.db, head.seq);
      const change = await work(tx, before, now);
      if (change === undefined) return { id: '', version: head.seq };
      const event = { type: change.type, occurredAt: now, data: change.data };
      const { seq } = await this.events.append(tx, stream, { actor, recordedAt: now, events: [event] }, head.seq === 0 ? null : head);
      const after = await loadCalendar(this.db, seq);
      for (const listener of this.#listeners) await listener(tx, before, after, actor);
      return { id: change.id, version: seq };
    });
  }
}

interface Change {
  readonly id: string;
  readonly type: string;
  readonly data: EventData;
}

type DeclaredPart = Pick<ClosureRow, 'kind' | 'fromDate' | 'toDate' | 'fromAt' | 'toAt' | 'reason'>;

/** The reason is referred to by the id: free text stays off the record (E1). */
function eventData(closureId: string, part: DeclaredPart): EventData {
  return { closureId, kind: part.kind, fromDate: part.fromDate, toDate: part.toDate, fromAt: part.fromAt, toAt: part.toAt };
}

function staffOf(actor: Actor): string | null {
  return actor.kind === 'staff' ? actor.id : null;
}
