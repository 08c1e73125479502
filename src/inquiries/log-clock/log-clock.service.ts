import { Injectable } from '@nestjs/common';
import type { SheetAnswers } from '../../hearing/answers.rules.js';
import { Hearings } from '../../hearing/hearings.service.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { newId } from '../../platform/ids.js';
import { sql } from '../../platform/sql.js';
import { insert, update } from '../../platform/write.js';
import { InquiryRow } from '../inquiry.entity.js';
import { logLosses, logSourceLabels, nextLoss, type LogLoss, type LogSource, type Retention } from './log-clock.rules.js';
import { LogRetentionRow } from './log-retention.entity.js';

/** What somebody learned of a customer's logs. */
export interface NewRetention {
  readonly customerId: string;
  readonly source: LogSource;
  readonly device: string;
  readonly days: number;
  readonly at: Instant;
  readonly by: string;
}

/** Longer than a desk stands still. */
const turnedForMs = 7 * 24 * 3_600_000;

/** ログ消滅時計 (H3): when the logs of each inquiry will be overwritten. */
@Injectable()
export class LogClock {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly hearings: Hearings,
  ) {}

  /** The losses of an inquiry, the soonest first. */
  async of(row: Pick<InquiryRow, 'customerId' | 'receivedAt'>, answers: SheetAnswers): Promise<readonly LogLoss[]> {
    return logLosses({ answers, retentions: await this.#retentions(row.customerId), receivedAt: row.receivedAt });
  }

  /** Sets the column by which queues are ordered by what waiting destroys, after the sheet or the customer has changed. */
  async follow(tx: Tx, row: Pick<InquiryRow, 'id' | 'customerId' | 'receivedAt'>, answers: SheetAnswers): Promise<void> {
    const logsLostAt = nextLoss(await this.of(row, answers), this.clock.now())?.lostAt ?? null;
    await update(tx, InquiryRow, { id: row.id }, { logsLostAt });
  }

  /** Keeps a retention for the customer, and turns the clock of every open inquiry of his. Returns its id. */
  async record(tx: Tx, { at: recordedAt, by: recordedBy, ...known }: NewRetention): Promise<string> {
    const id = newId();
    const { customerId, source, device } = known;
    await update(tx, LogRetentionRow, { customerId, source, device, isCurrent: true }, { isCurrent: false });
    await insert(tx, LogRetentionRow, { id, ...known, recordedAt, recordedBy, isCurrent: true });
    const open = await this.db.rows<Pick<InquiryRow, 'id' | 'customerId' | 'receivedAt'>>(
      sql`SELECT id, customer_id AS "customerId", received_at AS "receivedAt" FROM inquiry WHERE customer_id = ${customerId} AND is_open = ${true}`,
    );
    for (const row of open) await this.follow(tx, row, await this.hearings.current(row.id));
    return id;
  }

  /** Turns the clock of open inquiries of which a log was overwritten lately to what is lost next. */
  async turn(): Promise<void> {
    const now = this.clock.now();
    const passed = await this.db.rows<Pick<InquiryRow, 'id' | 'customerId' | 'receivedAt'>>(
      sql`SELECT id, customer_id AS "customerId", received_at AS "receivedAt" FROM inquiry WHERE is_open = ${true} AND logs_lost_at <= ${now} AND logs_lost_at > ${now - turnedForMs}`,
    );
    for (const row of passed) await this.db.tx(async (tx) => this.follow(tx, row, await this.hearings.current(row.id)));
  }

  async #retentions(customerId: string | null): Promise<readonly Retention[]> {
    if (customerId === null) return [];
    const rows = await this.db.many(LogRetentionRow, { customerId, isCurrent: true });
    return rows.map(({ source, device, days }) => ({ label: device === '' ? logSourceLabels[source] : `${logSourceLabels[source]}（${device}）`, days }));
  }
}
