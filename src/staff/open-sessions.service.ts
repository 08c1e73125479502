import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { notFound } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import { Sessions } from './sessions.service.js';
import { actorOf, StaffRecord } from './staff-record.js';

/** A session as its owner recognises it. */
export interface OpenSession {
  readonly id: string;
  readonly createdAt: Instant;
  readonly lastSeenAt: Instant;
  readonly address: string;
  readonly device: string;
}

/** The sessions of a person, for himself and for the service owner (ASVS 7.4.5, 7.5.2). */
@Injectable()
export class OpenSessions {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly record: StaffRecord,
  ) {}

  /** Newest use first. */
  async of(staffId: string): Promise<readonly OpenSession[]> {
    const now = this.clock.now();
    return this.db.rows<OpenSession>(sql`
      SELECT id, created_at AS "createdAt", last_seen_at AS "lastSeenAt", address, device FROM session
      WHERE staff_id = ${staffId} AND expires_at > ${now} AND last_seen_at + idle_limit_ms > ${now} ORDER BY last_seen_at DESC, id LIMIT 200`);
  }

  /** @throws DomainError not_found for a session of another */
  async end(staffId: string, sessionId: string): Promise<void> {
    await this.db.tx(async (tx) => {
      const row = await this.db.row<{ tokenHash: string }>(sql`SELECT token_hash AS "tokenHash" FROM session WHERE id = ${sessionId} AND staff_id = ${staffId}`);
      if (row === undefined) throw notFound('サインイン');
      await this.sessions.end(tx, row.tokenHash);
      await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'session_ended' });
    });
  }

  /** Ends all of a person's but the one that asks. */
  async endOthers(staffId: string, keptTokenHash: string): Promise<void> {
    await this.db.tx(async (tx) => {
      await this.db.execute(tx, sql`DELETE FROM session WHERE staff_id = ${staffId} AND token_hash <> ${keptTokenHash}`);
      await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'sessions_ended' });
    });
  }

  /** Ends all of somebody's, by the service owner. */
  async endAll(by: Scope, staffId: string): Promise<void> {
    await this.db.tx(async (tx) => {
      if ((await this.db.row(sql`SELECT 1 FROM staff WHERE id = ${staffId}`)) === undefined) throw notFound('スタッフ');
      await this.sessions.endAllOf(tx, staffId);
      await this.record.append(tx, staffId, { actor: actorOf(by), type: 'sessions_ended' });
    });
  }
}
