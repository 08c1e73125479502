import { Injectable, Logger } from '@nestjs/common';
import { OutboxRow } from '../../inquiries/outbox/outbox.entity.js';
import type { MailTemplate, OutgoingMails } from '../../inquiries/outbox/outgoing-mail.js';
import { Blobs } from '../../platform/blobs.js';
import { Db } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import { renderMail } from '../render/render-mail.js';
import { buildMail, UnbuildableMail } from './build-mail.js';
import { MailTransport } from './mail-transport.js';
import { OutboxClaims } from './outbox-claims.service.js';
import { bounceAddress } from './reply-address.rules.js';

/** Mails under way at once in one process: a slow server holds up this many and no page. */
const lanes = 4;
const renewEveryMs = 60_000;

/** Delivers what stands in the outbox. Any number of processes may do so side by side. */
@Injectable()
export class MailDelivery {
  readonly #log = new Logger('mail');

  constructor(
    private readonly db: Db,
    private readonly blobs: Blobs,
    private readonly claims: OutboxClaims,
    private readonly transport: MailTransport,
  ) {}

  /** Sends everything that is due, and returns when nothing is left that could go now. */
  async deliverDue(): Promise<void> {
    if (!this.transport.available) return;
    await this.claims.recover();
    await Promise.all(Array.from({ length: lanes }, () => this.#lane()));
  }

  async #lane(): Promise<void> {
    for (let row = await this.claims.claim(); row !== undefined; row = await this.claims.claim()) await this.#deliver(row);
  }

  async #deliver(row: OutboxRow): Promise<void> {
    const raw = await this.#content(row);
    if (raw === undefined) return;
    const renewal = setInterval(() => void this.claims.renew(row.id).catch((error: unknown) => this.#log.warn(String(error))), renewEveryMs);
    try {
      const dispatch = { outboxId: row.id, envelopeFrom: bounceAddress(row.fromAddress, row.id), envelopeTo: row.toAddress, raw };
      await this.claims.settle(row, await this.transport.send(dispatch, () => this.claims.bodyStarts(row.id)));
    } finally {
      clearInterval(renewal);
    }
  }

  /** The bytes to send, built once and kept; undefined where they cannot be built and the row was given up. */
  async #content(row: OutboxRow): Promise<Buffer | undefined> {
    try {
      await this.#requireContactAddress(row);
      if (row.contentSha256 !== null) return await this.#stored(row.contentSha256);
      return await this.#build(row);
    } catch (error) {
      if (!(error instanceof UnbuildableMail)) throw error;
      await this.claims.giveUp(row.id, error.message);
      return undefined;
    }
  }

  async #build(row: OutboxRow): Promise<Buffer> {
    const raw = await buildMail(row, print(row));
    await this.db.tx(async (tx) => this.claims.keepContent(tx, row.id, await this.blobs.put(tx, raw)));
    return raw;
  }

  async #stored(sha256: string): Promise<Buffer> {
    const raw = await this.blobs.get(sha256);
    if (raw === undefined) throw new UnbuildableMail('保存した本文が見つかりません。');
    return raw;
  }

  /** A mail that names a contact goes to that contact's address and to no other (V53). */
  async #requireContactAddress(row: OutboxRow): Promise<void> {
    if (row.contactId === null) return;
    const contact = await this.db.row<{ email: string }>(sql`SELECT email FROM registered_contact WHERE id = ${row.contactId}`);
    if (contact?.email !== row.toAddress) throw new UnbuildableMail('宛先が本サービス担当者の登録と一致しません。');
  }
}

function print(row: OutboxRow): ReturnType<typeof renderMail> {
  try {
    // The column was filled by `Outbox`, which takes template and data together.
    return renderMail(row.template as MailTemplate, row.data as OutgoingMails[MailTemplate]);
  } catch (error) {
    throw new UnbuildableMail(`本文を作成できませんでした（${error instanceof Error ? error.message : String(error)}）。`);
  }
}
