import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import { update } from '../../platform/write.js';
import { MailRouteRow } from './mail-route.entity.js';
import { nextProbe } from './send-outcome.rules.js';

/** The one mail server that takes our mail. */
const smtpRoute = 'smtp';

/** How a way out does, for whoever asks. */
export interface RouteState {
  readonly lastOkAt: Instant | null;
  readonly failingSince: Instant | null;
  readonly nextProbeAt: Instant;
  readonly reason: string;
}

/**
 * Remembers whether the mail server takes our mail, for all processes together: while it does not, a
 * single mail knocks every five minutes instead of all of them (R08).
 */
@Injectable()
export class MailRoutes {
  constructor(private readonly db: Db) {}

  async state(): Promise<RouteState | undefined> {
    return this.db.row<RouteState>(
      sql`SELECT last_ok_at AS "lastOkAt", failing_since AS "failingSince", next_probe_at AS "nextProbeAt", reason FROM mail_route WHERE name = ${smtpRoute}`,
    );
  }

  /** Whether a mail may be taken up now. While the server fails this takes the one turn there is. */
  async takeTurn(tx: Tx, now: Instant): Promise<boolean> {
    const row = await this.#locked(tx);
    if (row === null || row.failingSince === null) return true;
    if (row.nextProbeAt > now) return false;
    await update(tx, MailRouteRow, { name: smtpRoute }, { nextProbeAt: nextProbe(row.probes, now), probes: row.probes + 1 });
    return true;
  }

  /** The server took a connection; whatever it said of a mail, it works. */
  async works(tx: Tx, now: Instant): Promise<void> {
    const row = await this.#row(tx);
    const fine = { lastOkAt: now, failingSince: null, nextProbeAt: now, probes: 0, reason: '' };
    if (row === null) await this.#first(tx, fine);
    // Once a minute is enough to know that it works, and spares every mail a write to one shared row.
    else if (row.failingSince !== null || (row.lastOkAt ?? 0) < now - 60_000) await update(tx, MailRouteRow, { name: smtpRoute }, fine);
  }

  /** The server took no connection, or not ours. */
  async fails(tx: Tx, reason: string, now: Instant): Promise<void> {
    const row = await this.#locked(tx);
    const failing = { failingSince: now, nextProbeAt: nextProbe(0, now), probes: 1, reason };
    if (row === null) await this.#first(tx, { lastOkAt: null, ...failing });
    else if (row.failingSince === null) await update(tx, MailRouteRow, { name: smtpRoute }, failing);
    else await update(tx, MailRouteRow, { name: smtpRoute }, { reason });
  }

  /** A person wants it tried now: the next mail knocks at once. */
  async probeNow(tx: Tx, now: Instant): Promise<void> {
    await update(tx, MailRouteRow, { name: smtpRoute }, { nextProbeAt: now });
  }

  /** Two processes may be the first. */
  async #first(tx: Tx, columns: Omit<MailRouteRow, 'name'>): Promise<void> {
    await this.db.execute(tx, sql`INSERT INTO mail_route (name, last_ok_at, failing_since, next_probe_at, probes, reason)
      VALUES (${smtpRoute}, ${columns.lastOkAt}, ${columns.failingSince}, ${columns.nextProbeAt}, ${columns.probes}, ${columns.reason}) ON CONFLICT (name) DO NOTHING`);
  }

  async #row(tx: Tx): Promise<MailRouteRow | null> {
    return tx.findOneBy(MailRouteRow, { name: smtpRoute });
  }

  /** Two workers that want the same turn wait for each other, but only while the server fails. */
  async #locked(tx: Tx): Promise<MailRouteRow | null> {
    const row = await this.#row(tx);
    if (row?.failingSince == null || this.db.dialect === 'sqlite') return row;
    await this.db.rows(sql`SELECT name FROM mail_route WHERE name = ${smtpRoute} FOR UPDATE`);
    return this.#row(tx);
  }
}
