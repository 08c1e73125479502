import { Injectable } from '@nestjs/common';
import type { ImapFlow } from 'imapflow';
import type { MailboxSettings } from '../../../mailbox-settings.js';
import { Clock } from '../../../platform/clock.js';
import { mostMessageBytes } from '../../raw-messages.service.js';
import { isRefusal, MailboxFailure, sessionFailure, storeFailure } from './mailbox-failure.js';
import { MailboxLedger, type Fetched, type Place, type Todo } from './mailbox-ledger.service.js';

/** Asked for in one command, stored in one commit. */
const mostTogether = 20;
const mostBytesTogether = 2 * 1024 * 1024;
const sizesTogether = 200;

/** One connection to a mailbox, with what this connection has learnt. */
export interface MailboxSession {
  readonly client: ImapFlow;
  readonly settings: MailboxSettings;
  /** Called between batches; throws where another process has taken the mailbox over, or the desk ends. */
  readonly goOn: () => void;
}

interface Waiting {
  readonly uid: number;
  readonly size: number;
}

/** Takes what is new in a mailbox: first the bytes are safe with us, then the server is told (R16). */
@Injectable()
export class MailboxFetch {
  constructor(
    private readonly ledger: MailboxLedger,
    private readonly clock: Clock,
  ) {}

  /**
   * Everything new, and what failed before; returns how many messages were stored.
   *
   * @throws MailboxFailure what is stored by then stays stored
   */
  async fetchNew(session: MailboxSession): Promise<number> {
    const place = placeOf(session);
    const todo = await this.ledger.open(place).catch((error: unknown) => refuse(storeFailure(error)));
    const unsure = await this.#acknowledge(session, place, todo.unacknowledged);
    const waiting = await this.#waiting(session, place, todo).catch((error: unknown) => refuse(sessionFailure(error)));
    let stored = 0;
    let refused = unsure;
    for (const batch of batchesOf(waiting, new Set(todo.failed))) {
      session.goOn();
      const uids = await this.#takeBatch(session, place, batch);
      stored += uids.length;
      refused = (await this.#acknowledge(session, place, uids)) || refused;
    }
    if (refused) throw new MailboxFailure('not_acknowledged');
    return stored;
  }

  /** New messages in their order, then those that would not come before. Too large ones are noted and left. */
  async #waiting({ client }: MailboxSession, place: Place, { lastUid, failed }: Todo): Promise<Waiting[]> {
    await client.noop();
    const uids = [...(await newUids(client, lastUid)), ...failed];
    const waiting = await sizesOf(client, uids);
    const present = new Set(waiting.map(({ uid }) => uid));
    const gone = failed.filter((uid) => !present.has(uid));
    if (gone.length > 0) await this.ledger.gone(place, gone);
    for (const { uid } of waiting.filter(({ size }) => size > mostMessageBytes)) await this.ledger.failed(place, uid, 'too_large');
    return waiting.filter(({ size }) => size <= mostMessageBytes);
  }

  /** Fetches and stores a batch; returns the UIDs that are stored. */
  async #takeBatch(session: MailboxSession, place: Place, batch: readonly Waiting[]): Promise<number[]> {
    const { client, settings } = session;
    const fetched: Fetched[] = [];
    const [only, another] = batch;
    try {
      await this.#fetch(client, batch, fetched);
    } catch (error) {
      // A message that breaks the connection, or that the server will not give, must not hold up the others.
      // Servers send in order: where nothing came, it was the first.
      if (only !== undefined && fetched.length === 0) await this.ledger.failed(place, only.uid, isRefusal(error) ? 'not_fetched' : 'cut_off').catch((fault: unknown) => refuse(storeFailure(fault)));
      await this.#store(settings, place, fetched);
      if (!isRefusal(error)) throw sessionFailure(error);
      const taken = fetched.map(({ uid }) => uid);
      return another === undefined ? taken : [...taken, ...(await this.#oneByOne(session, place, batch.slice(fetched.length)))];
    }
    await this.#store(settings, place, fetched);
    return fetched.map(({ uid }) => uid);
  }

  async #oneByOne(session: MailboxSession, place: Place, batch: readonly Waiting[]): Promise<number[]> {
    const uids: number[] = [];
    for (const each of batch) uids.push(...(await this.#takeBatch(session, place, [each])));
    return uids;
  }

  async #fetch(client: ImapFlow, batch: readonly Waiting[], into: Fetched[]): Promise<void> {
    const wanted = new Set(batch.map(({ uid }) => uid));
    const range = batch.map(({ uid }) => uid).join(',');
    for await (const { uid, source, internalDate } of client.fetch(range, { uid: true, internalDate: true, source: true }, { uid: true })) {
      // Servers report flags of other messages in between.
      if (source === undefined || !wanted.has(uid)) continue;
      into.push({ uid, bytes: source, receivedAt: arrivalOf(internalDate, this.clock.now()) });
    }
  }

  async #store({ addresses }: MailboxSettings, place: Place, fetched: readonly Fetched[]): Promise<void> {
    if (fetched.length === 0) return;
    const [only, another] = addresses;
    await this.ledger.store(place, fetched, another === undefined ? (only ?? null) : null).catch((error: unknown) => refuse(storeFailure(error)));
  }

  /** Tells the server; true where it will not have it. Doing it twice changes nothing. */
  async #acknowledge({ client, settings }: MailboxSession, place: Place, uids: readonly number[]): Promise<boolean> {
    if (uids.length === 0) return false;
    const range = uids.join(',');
    const done = await (settings.moveTo === undefined
      ? client.messageFlagsAdd(range, ['\\Seen'], { uid: true, silent: true })
      : client.messageMove(range, settings.moveTo, { uid: true })
    ).catch((error: unknown) => refuse(sessionFailure(error)));
    if (!client.usable) throw new MailboxFailure('cut_off');
    if (done === false || done === undefined) return true;
    await this.ledger.acknowledged(place, uids).catch((error: unknown) => refuse(storeFailure(error)));
    return false;
  }
}

function refuse(failure: MailboxFailure): never {
  throw failure;
}

function placeOf({ client, settings }: MailboxSession): Place {
  if (client.mailbox === false) throw new MailboxFailure('cut_off');
  return { mailbox: settings.name, uidValidity: Number(client.mailbox.uidValidity) };
}

async function newUids(client: ImapFlow, lastUid: number): Promise<number[]> {
  if (client.mailbox === false) throw new MailboxFailure('cut_off');
  if (client.mailbox.exists === 0) return [];
  const found = await client.search({ uid: `${lastUid + 1}:*` }, { uid: true });
  if (found === false || found === undefined) throw new MailboxFailure('cut_off');
  // `n:*` always names the last message, even below n (RFC 9051, 6.4.8).
  return found.filter((uid) => uid > lastUid).toSorted((a, b) => a - b);
}

async function sizesOf(client: ImapFlow, uids: readonly number[]): Promise<Waiting[]> {
  const sizes: Waiting[] = [];
  for (let first = 0; first < uids.length; first += sizesTogether) {
    const wanted = uids.slice(first, first + sizesTogether);
    const found = new Map<number, number>();
    for await (const { uid, size } of client.fetch(wanted.join(','), { uid: true, size: true }, { uid: true })) if (size !== undefined) found.set(uid, size);
    for (const uid of wanted) {
      const size = found.get(uid);
      if (size !== undefined) sizes.push({ uid, size });
    }
  }
  return sizes;
}

/** Small ones together, large ones and those that failed before alone. */
function batchesOf(waiting: readonly Waiting[], failed: ReadonlySet<number>): Waiting[][] {
  const batches: Waiting[][] = [];
  let bytes = 0;
  for (const each of waiting) {
    const current = batches.at(-1);
    bytes += each.size;
    const alone = failed.has(each.uid) || (current?.some(({ uid }) => failed.has(uid)) ?? false);
    if (current === undefined || alone || current.length >= mostTogether || bytes > mostBytesTogether) {
      batches.push([each]);
      bytes = each.size;
    } else current.push(each);
  }
  return batches;
}

/** When the mail server received it (INTERNALDATE), never the Date header; a server whose clock is ahead is not believed. */
function arrivalOf(internalDate: Date | string | undefined, now: number): number {
  const at = internalDate === undefined ? Number.NaN : new Date(internalDate).getTime();
  return Number.isNaN(at) ? now : Math.min(at, now);
}
