import { Inject, Injectable } from '@nestjs/common';
import { timeOfDayMs } from '../calendar/civil-day.rules.js';
import { civilDate } from '../calendar/japanese-time.js';
import type { Config } from '../config.js';
import { Outbox } from '../inquiries/outbox/outbox.service.js';
import type { Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { sql } from '../platform/sql.js';
import { insert } from '../platform/write.js';
import { CONFIG } from '../settings.module.js';
import { hashOfHead } from './head.rules.js';
import { appendHeads, headsFileIn, readHeadsFile } from './heads-file.js';
import { RecordHeadRow, RecordHeadStreamRow } from './record-head.entity.js';
import { RecordHeads } from './record-heads.queries.js';

/** Once a day writes a head over the whole record: into the database, into a file, and by mail to the service owner. */
@Injectable()
export class DailyHead {
  readonly #file: string;

  constructor(
    private readonly db: Db,
    private readonly heads: RecordHeads,
    private readonly outbox: Outbox,
    @Inject(CONFIG) config: Config,
  ) {
    this.#file = headsFileIn(config.dataDir);
  }

  /** Writes the head of the days that are over by `now` and have none; then sees to it that the file has every head. */
  async writeDue(now: Instant): Promise<void> {
    const last = await this.heads.last();
    const midnight = now - timeOfDayMs(now);
    const day = civilDate(midnight - 1);
    const due = last === undefined ? await this.#anythingBefore(midnight) : last.day < day;
    if (due) await this.#write(last, day, now);
    await this.#completeFile();
  }

  async #anythingBefore(at: Instant): Promise<boolean> {
    return (await this.db.row(sql`SELECT 1 AS found FROM event WHERE recorded_at < ${at} LIMIT 1`)) !== undefined;
  }

  async #write(last: RecordHeadRow | undefined, day: string, now: Instant): Promise<void> {
    const number = (last?.number ?? 0) + 1;
    await this.#cover(number);
    const covered = { number, day, ...(await this.heads.summary(number)), previousHash: last?.hash ?? '', createdAt: now };
    const head: RecordHeadRow = { ...covered, hash: hashOfHead(covered) };
    await this.db.tx(async (tx) => {
      await insert(tx, RecordHeadRow, [head]);
      await this.#tellOwners(tx, head);
    });
  }

  /** A page a transaction, so that nobody waits long. What a crash left of it is part of the head that comes to be. */
  async #cover(number: number): Promise<void> {
    const before = await this.db.row<{ position: number | null }>(sql`SELECT MAX(position) AS position FROM record_head_stream WHERE number = ${number}`);
    let position = before?.position ?? 0;
    for await (const grown of this.heads.grown()) {
      const rows = grown.map(({ streamType, streamId, seq, hash }) => ({ number, position: (position += 1), streamType, streamId, seq, hash }));
      if (rows.length > 0) await this.db.tx((tx) => insert(tx, RecordHeadStreamRow, rows));
    }
  }

  async #tellOwners(tx: Tx, head: RecordHeadRow): Promise<void> {
    const { day, number, streams, events, hash } = head;
    const owners = await this.db.rows<{ name: string; address: string }>(
      sql`SELECT DISTINCT s.id, s.display_name AS name, s.login_name AS address FROM staff s JOIN staff_role r ON r.staff_id = s.id
          WHERE s.active = ${true} AND r.role = 'service_owner' ORDER BY s.id`,
    );
    for (const { name, address } of owners) {
      const data = { day, number, streams, events, hash };
      await this.outbox.toColleague(tx, { template: 'record_head', data, path: '/notices', to: { name, address, contactId: null }, now: head.createdAt });
    }
  }

  /** Also what a crash, or another machine's run, kept from the file. A file that does not fit is left as it is: verifying tells. */
  async #completeFile(): Promise<void> {
    const known = (await readHeadsFile(this.#file))?.at(-1)?.head?.number ?? 0;
    const missing: RecordHeadRow[] = [];
    for await (const head of this.heads.after(known)) missing.push(head);
    if (missing.length > 0) await appendHeads(this.#file, missing);
  }
}
