import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { ChangeSignal } from '../../platform/changes/change-signal.service.js';
import { Db } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import type { Scope } from '../../platform/scope.js';
import { Sessions, type Session } from '../../staff/sessions.service.js';
import type { EventStream } from '../../web/event-stream.js';
import { PresenceTail } from '../presence/presence-tail.js';
import { EventTail, type TailedEvent } from './event-tail.js';
import { LiveQueries } from './live.queries.js';
import { wallOf } from './wall.rules.js';

/** A page that is open and wants to be told. */
interface Listener {
  readonly stream: EventStream;
  readonly tokenHash: string;
  scope: Scope;
  /** The one inquiry whose page it is; undefined for a list. */
  readonly inquiryId: string | undefined;
}

export interface Listening {
  readonly session: Session;
  readonly inquiryId: string | undefined;
  /** The last thing the page heard, where it comes back. */
  readonly after: string | undefined;
}

const beatMs = 15_000;
/** Browsers open at most six to one host over HTTP/1.1; beyond that something is wrong. */
const streamsPerPersonMax = 12;
const comeBackLaterSeconds = 60;

/**
 * Tells open pages which inquiries have changed, never what: each page asks for that itself, with the
 * rights it has then. A stream ends with its session.
 */
@Injectable()
export class LiveStreams implements BeforeApplicationShutdown {
  readonly #listeners = new Set<Listener>();
  #events: Promise<EventTail> | undefined;
  #presence: PresenceTail | undefined;
  #stopWatching: (() => void) | undefined;
  #beats: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Db,
    private readonly changes: ChangeSignal,
    private readonly sessions: Sessions,
    private readonly queries: LiveQueries,
  ) {}

  /** @throws DomainError rate_limited, not to be opened */
  requireRoom(staffId: string): void {
    const open = [...this.#listeners].filter(({ scope }) => scope.staffId === staffId).length;
    if (open < streamsPerPersonMax) return;
    throw new DomainError('rate_limited', '自動更新を使う画面が多すぎます。使っていない画面を閉じてください。', { facts: { retryAfterSeconds: comeBackLaterSeconds } });
  }

  /** Keeps the stream until the browser, the session or the desk ends it. */
  async add(stream: EventStream, { session, inquiryId, after }: Listening): Promise<void> {
    const listener: Listener = { stream, tokenHash: session.tokenHash, scope: session.scope, inquiryId };
    this.#listeners.add(listener);
    stream.onEnd(() => this.#remove(listener));
    this.#start();
    const { position } = await (this.#events ?? EventTail.fromNow(this.db));
    stream.send({ name: 'hello', id: position, data: {} });
    if (after !== undefined) await this.#catchUp(listener, after, position);
  }

  /** How many pages listen, for tests. */
  get size(): number {
    return this.#listeners.size;
  }

  beforeApplicationShutdown(): void {
    for (const { stream } of this.#listeners) stream.end();
    clearInterval(this.#beats);
  }

  #start(): void {
    if (this.#stopWatching !== undefined) return;
    this.#events = EventTail.fromNow(this.db);
    this.#presence = new PresenceTail(this.db);
    this.#stopWatching = this.changes.watch(() => this.#look());
    this.#beats = setInterval(() => void this.#beat(), beatMs);
    this.#beats.unref();
  }

  #remove(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#events = undefined;
    clearInterval(this.#beats);
  }

  async #catchUp(listener: Listener, after: string, id: string): Promise<void> {
    const ids = await this.queries.changedSince(listener.scope, after);
    if (ids === undefined) listener.stream.send({ name: 'behind', id, data: {} });
    else tell(listener, 'inquiries', ids, id);
  }

  async #look(): Promise<void> {
    const tail = await this.#events;
    if (tail === undefined) return;
    const events = await tail.next();
    await this.#endOfThese(events);
    await this.#tellAll('inquiries', streamsOf(events, 'inquiry'), tail.position);
    await this.#tellAll('presence', (await this.#presence?.next()) ?? [], undefined);
  }

  /** Something happened to these people's accounts: a sign-out, another role, the end of a session. */
  async #endOfThese(events: readonly TailedEvent[]): Promise<void> {
    const people = new Set(streamsOf(events, 'staff'));
    if (people.size === 0) return;
    await this.#check([...this.#listeners].filter(({ scope }) => people.has(scope.staffId)));
  }

  /** Pages with the same rights are looked up together. */
  async #tellAll(name: string, ids: readonly string[], id: string | undefined): Promise<void> {
    if (ids.length === 0) return;
    const visibleBehind = new Map<string, readonly string[]>();
    for (const listener of [...this.#listeners]) {
      const wall = wallOf(listener.scope);
      const visible = visibleBehind.get(wall) ?? (await this.queries.visible(listener.scope, ids));
      visibleBehind.set(wall, visible);
      tell(listener, name, visible, id);
    }
  }

  async #beat(): Promise<void> {
    await this.#check([...this.#listeners]);
    for (const { stream } of this.#listeners) stream.beat();
  }

  /** Ends what has no session any more, and takes over the rights of this moment. */
  async #check(listeners: readonly Listener[]): Promise<void> {
    const open = await this.sessions.openOf(listeners.map(({ tokenHash }) => tokenHash));
    for (const listener of listeners) {
      const scope = open.get(listener.tokenHash);
      if (scope === undefined) listener.stream.end();
      else listener.scope = scope;
    }
  }
}

function tell({ stream, inquiryId }: Listener, name: string, ids: readonly string[], id: string | undefined): void {
  const told = inquiryId === undefined ? ids : ids.filter((each) => each === inquiryId);
  if (told.length > 0) stream.send({ name, data: { ids: told }, ...(id === undefined ? {} : { id }) });
}

function streamsOf(events: readonly TailedEvent[], type: string): string[] {
  return [...new Set(events.filter(({ streamType }) => streamType === type).map(({ streamId }) => streamId))];
}
