import { Injectable } from '@nestjs/common';
import { SearchIndex } from '../../inquiries/search/search-index.service.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { Events } from '../../platform/events.js';
import { sql, sqlList, type Sql } from '../../platform/sql.js';
import { insert } from '../../platform/write.js';
import { CustomerContents, type Forgotten } from '../customer-data/customer-contents.service.js';
import { customerTable, ident, rowsOf } from '../customer-data/customer-rows.rules.js';
import { customerTables } from '../customer-data/customer-tables.js';
import { eraseRows } from '../erasure/erase-rows.js';
import { retentionNames, type RetentionName, type Running } from './retention-classes.js';
import { InquiryDisposalRow } from './retention.entity.js';
import { Retention } from './retention.service.js';

/** So many of a class a day and a transaction: nobody waits long, and a mistaken change of days is seen before all is gone. */
const batch = 500;

const nothing: Forgotten = { count: 0, bytes: 0, names: [] };

/** Disposes each day of what has been kept for its time, and puts on record how much of what. */
@Injectable()
export class RetentionRun {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly retention: Retention,
    private readonly contents: CustomerContents,
    private readonly index: SearchIndex,
  ) {}

  async run(): Promise<void> {
    const now = this.clock.now();
    for (const name of retentionNames) {
      const { going, held } = await this.retention.due(name, now, batch);
      if (going.length > 0) await this.#dispose(name, going, { now, held: held.length });
    }
  }

  async #dispose(name: RetentionName, going: readonly Running[], { now, held }: { readonly now: Instant; readonly held: number }): Promise<void> {
    const forgotten = await this.db.tx(async (tx) => {
      const ids = going.map(({ id }) => id);
      const files = await this.#how(tx, name, ids, now);
      const data = { name, count: ids.length, held, files: files.count };
      await this.events.append(tx, { type: 'desk', id: 'retention' }, { actor: { kind: 'system' }, recordedAt: now, events: [{ type: 'disposed', occurredAt: now, data }] });
      return files;
    });
    await this.contents.discard(forgotten);
  }

  async #how(tx: Tx, name: RetentionName, ids: readonly string[], now: Instant): Promise<Forgotten> {
    if (name === 'evidence') return this.#destroyEvidence(tx, ids, now);
    if (name === 'inquiry') return this.#emptyInquiries(tx, ids, now);
    if (name === 'stranger_mail') return this.#deleteMails(tx, ids);
    await this.db.execute(tx, sql`DELETE FROM ${ident(name)} WHERE id IN ${sqlList(ids)}`);
    return nothing;
  }

  /** The bytes go; what they were stays, and the custody ends with it. */
  async #destroyEvidence(tx: Tx, ids: readonly string[], now: Instant): Promise<Forgotten> {
    const items = await this.db.returning<{ id: string; sha256: string }>(tx, sql`UPDATE evidence_item SET destroyed_at = ${now} WHERE id IN ${sqlList(ids)} AND destroyed_at IS NULL RETURNING id, sha256`);
    const streams = items.map(({ id, sha256 }) => ({ id, events: [{ type: 'destroyed', occurredAt: now, data: { sha256, because: 'retention' } }] }));
    await this.events.appendToMany(tx, 'evidence', { actor: { kind: 'system' }, recordedAt: now, streams });
    return this.contents.forgetIds(tx, ids);
  }

  /** The same as an erasure does to a customer's inquiries: contents go, ids, states and instants stay. */
  async #emptyInquiries(tx: Tx, ids: readonly string[], now: Instant): Promise<Forgotten> {
    await insert(tx, InquiryDisposalRow, ids.map((inquiryId) => ({ inquiryId, at: now })));
    const forgotten = await this.contents.forget(tx, (table) => rowsOf(customerTable(table), { inquiryIds: ids }));
    const ofInquiries = customerTables.filter(({ name, links }) => name === 'inquiry' || links.some(({ to }) => to !== 'customer' && to !== 'data_key'));
    for (const table of ofInquiries) await eraseRows(this.db, tx, table, { where: rowsOf(table, { inquiryIds: ids }), at: now });
    await this.index.expunge(tx, ids);
    return forgotten;
  }

  /** What came and what went out, in one go: their ids are never alike. */
  async #deleteMails(tx: Tx, ids: readonly string[]): Promise<Forgotten> {
    const key: Readonly<Record<string, Sql>> = { outbox_attempt: sql`outbox_id`, mail_attachment: sql`raw_message_id`, raw_message: sql`id`, outbox: sql`id` };
    const forgotten = await this.contents.forget(tx, (table) => (key[table] === undefined ? sql`1 = 0` : sql`${key[table]} IN ${sqlList(ids)}`));
    for (const [table, column] of Object.entries(key)) await this.db.execute(tx, sql`DELETE FROM ${ident(table)} WHERE ${column} IN ${sqlList(ids)}`);
    return forgotten;
  }
}
