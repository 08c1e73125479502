import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../../../platform/clock.js';
import { Db, type Tx } from '../../../platform/db.js';
import { sha256 } from '../../../platform/ids.js';
import { sql, sqlList } from '../../../platform/sql.js';
import { update } from '../../../platform/write.js';
import { RawMessages } from '../../raw-messages.service.js';
import { mostFetches, type MailboxFault } from '../mailbox-faults.rules.js';
import { MailboxRow } from '../mailbox.entity.js';

/** A folder as it is now: under another UIDVALIDITY all its UIDs mean something else. */
export interface Place {
  readonly mailbox: string;
  readonly uidValidity: number;
}

/** A message as the server gave it. */
export interface Fetched {
  readonly uid: number;
  readonly bytes: Buffer;
  readonly receivedAt: Instant;
}

/** What is left to do in a folder. */
export interface Todo {
  /** Every message above is new. */
  readonly lastUid: number;
  /** Stored, but the server was not told. */
  readonly unacknowledged: readonly number[];
  /** Could not be fetched before; the least often tried first. */
  readonly failed: readonly number[];
}

/** Remembers of each mailbox what was taken, what the server knows of it, and what would not come. */
@Injectable()
export class MailboxLedger {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly messages: RawMessages,
  ) {}

  /** Begins with the folder as it is found; a new UIDVALIDITY makes every message in it one to look at (R18). */
  async open({ mailbox, uidValidity }: Place): Promise<Todo> {
    const known = await this.db.row<{ uidValidity: number | null; lastUid: number }>(
      sql`SELECT uid_validity AS "uidValidity", last_uid AS "lastUid" FROM mailbox WHERE name = ${mailbox}`,
    );
    if (known?.uidValidity !== uidValidity) await this.db.tx((tx) => update(tx, MailboxRow, { name: mailbox }, { uidValidity, lastUid: 0 }));
    const open = await this.db.rows<{ uid: number; rawMessageId: string | null; attempts: number; fault: MailboxFault | null }>(
      sql`SELECT uid, raw_message_id AS "rawMessageId", attempts, fault FROM mailbox_message
          WHERE mailbox = ${mailbox} AND acknowledged_at IS NULL AND uid_validity = ${uidValidity} ORDER BY attempts, uid`,
    );
    return {
      lastUid: known?.uidValidity === uidValidity ? known.lastUid : 0,
      unacknowledged: open.filter(({ rawMessageId }) => rawMessageId !== null).map(({ uid }) => uid),
      failed: open.filter(({ rawMessageId, fault }) => rawMessageId === null && fault !== 'too_large').map(({ uid }) => uid),
    };
  }

  /** Keeps messages in one durable commit: their bytes, and that these UIDs are taken. What is known by its bytes is not kept twice. */
  async store(place: Place, fetched: readonly Fetched[], envelopeTo: string | null): Promise<void> {
    await this.db.tx(async (tx) => {
      for (const each of fetched) await this.#storeOne(tx, place, each, envelopeTo);
      await this.#advance(tx, place, fetched.map(({ uid }) => uid));
    });
  }

  async acknowledged({ mailbox, uidValidity }: Place, uids: readonly number[]): Promise<void> {
    await this.db.tx((tx) =>
      this.db.execute(tx, sql`UPDATE mailbox_message SET acknowledged_at = ${this.clock.now()} WHERE mailbox = ${mailbox} AND uid_validity = ${uidValidity} AND uid IN ${sqlList(uids)}`),
    );
  }

  /** A message that would not come; the ones behind it do. */
  async failed(place: Place, uid: number, fault: MailboxFault): Promise<void> {
    const { mailbox, uidValidity } = place;
    // What cannot come at all is shown at once, anything else when it has failed a few times.
    const attempts = fault === 'too_large' ? mostFetches : 1;
    await this.db.tx(async (tx) => {
      await this.db.execute(
        tx,
        sql`INSERT INTO mailbox_message (mailbox, uid_validity, uid, sha256, attempts, fault, first_failed_at)
            VALUES (${mailbox}, ${uidValidity}, ${uid}, '', ${attempts}, ${fault}, ${this.clock.now()})
            ON CONFLICT (mailbox, uid_validity, uid) DO UPDATE SET attempts = mailbox_message.attempts + 1, fault = ${fault}`,
      );
      await this.#advance(tx, place, [uid]);
    });
  }

  /** Messages that would not come and that somebody has removed from the server since. */
  async gone({ mailbox, uidValidity }: Place, uids: readonly number[]): Promise<void> {
    await this.db.tx((tx) =>
      this.db.execute(tx, sql`DELETE FROM mailbox_message WHERE mailbox = ${mailbox} AND uid_validity = ${uidValidity} AND raw_message_id IS NULL AND uid IN ${sqlList(uids)}`),
    );
  }

  async #storeOne(tx: Tx, place: Place, { uid, bytes, receivedAt }: Fetched, envelopeTo: string | null): Promise<void> {
    const { mailbox, uidValidity } = place;
    const hash = sha256(bytes);
    const copy = await this.#copyFor(place, uid, hash, bytes);
    const id = await this.messages.keep(tx, bytes, { hash, copy, arrival: { source: 'imap', receivedAt, envelopeTo, envelopeFrom: null } });
    await this.db.execute(
      tx,
      sql`INSERT INTO mailbox_message (mailbox, uid_validity, uid, sha256, raw_message_id, attempts) VALUES (${mailbox}, ${uidValidity}, ${uid}, ${hash}, ${id}, 0)
          ON CONFLICT (mailbox, uid_validity, uid) DO UPDATE SET sha256 = ${hash}, raw_message_id = ${id}, fault = NULL`,
    );
  }

  /**
   * The same bytes are the same message, unless they have no Message-ID and lie in the folder several
   * times: then each UID is one (R17). Under another UIDVALIDITY they are those of before, in their order.
   */
  async #copyFor({ mailbox, uidValidity }: Place, uid: number, hash: string, bytes: Buffer): Promise<number> {
    if (hasMessageId(bytes)) return 0;
    const others = await this.db.row<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM mailbox_message WHERE mailbox = ${mailbox} AND uid_validity = ${uidValidity} AND sha256 = ${hash} AND uid < ${uid}`,
    );
    return others?.n ?? 0;
  }

  async #advance(tx: Tx, { mailbox, uidValidity }: Place, uids: readonly number[]): Promise<void> {
    const highest = Math.max(...uids);
    await this.db.execute(tx, sql`UPDATE mailbox SET last_uid = ${highest} WHERE name = ${mailbox} AND uid_validity = ${uidValidity} AND last_uid < ${highest}`);
  }
}

function hasMessageId(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 256 * 1024).toString('latin1').split(/\r?\n\r?\n/, 1)[0] ?? '';
  return /^message-id[ \t]*:[ \t]*(?:\r?\n[ \t]+)?\S/im.test(head);
}
