import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { newId, newToken, sha256 } from '../platform/ids.js';
import type { Role, Scope } from '../platform/scope.js';
import { sql, sqlList } from '../platform/sql.js';
import { insert, remove, update } from '../platform/write.js';
import { scopeOf } from './scope-of-staff.js';
import { SessionRow } from './session.entity.js';
import { sessionLimits } from './session-limits.rules.js';
import { SignInStepRow } from './sign-in-step.entity.js';

/** Use is noted no more often than this, so that reading pages writes little. */
const noteUseEveryMs = 60_000;
/** What has ended by time opens nothing, but is still known for so long. */
const keepEndedMs = 24 * 3_600_000;

/** What a valid token stands for. */
export interface Session {
  /** A token for programs stands for a person too, but can do less. */
  readonly kind: 'session' | 'api_token';
  readonly id: string;
  readonly tokenHash: string;
  readonly scope: Scope;
  readonly csrfToken: string;
  readonly expiresAt: Instant;
  /** When the person last proved who he is. */
  readonly confirmedAt: Instant;
  /** He has switched the keys of one character off. */
  readonly keysAreOff?: boolean;
}

/** Where a session is opened from. */
export interface SessionOrigin {
  readonly address: string;
  /** `deviceName` of what asks. */
  readonly device: string;
  /** When the person last proved who he is, where that was earlier, at a provider. */
  readonly confirmedAt?: Instant;
}

/** A session just made; the token is shown this once. */
export interface NewSession {
  readonly token: string;
  readonly expiresAt: Instant;
}

/** One for each role that the person holds; one without a role for a person who holds none. */
interface SessionAndRole {
  readonly keysOffAt: number | null;
  readonly id: string;
  readonly tokenHash: string;
  readonly confirmedAt: number;
  readonly csrfToken: string;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
  readonly staffId: string;
  readonly name: string;
  readonly providerId: string | null;
  readonly role: Role | null;
  readonly supportDeskId: string | null;
}

interface Found {
  readonly session: Session;
  readonly lastSeenAt: Instant;
}

/** Server-side sessions: the database knows the hash of a token, the browser the token. */
@Injectable()
export class Sessions {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** Makes a session with a new token: none is ever taken over from before the sign-in (ASVS 7.2.4). */
  async open(tx: Tx, staffId: string, { address, device, confirmedAt }: SessionOrigin): Promise<NewSession> {
    const token = newToken();
    const now = this.clock.now();
    const roles = await this.db.rows<{ role: Role }>(sql`SELECT role FROM staff_role WHERE staff_id = ${staffId}`);
    const limits = sessionLimits(roles.map(({ role }) => role));
    const expiresAt = now + limits.absoluteMs;
    const times = { createdAt: now, lastSeenAt: now, expiresAt, confirmedAt: Math.min(confirmedAt ?? now, now), idleLimitMs: limits.idleMs };
    await insert(tx, SessionRow, { tokenHash: sha256(token), id: newId(), staffId, csrfToken: newToken(), ...times, address, device });
    return { token, expiresAt };
  }

  /** The session of a token that a person is using now; undefined where there is none any more. */
  async use(token: string): Promise<Session | undefined> {
    const [found] = await this.#find([sha256(token)]);
    const now = this.clock.now();
    if (found !== undefined && now - found.lastSeenAt >= noteUseEveryMs) await this.#noteUse(found.session.tokenHash, now);
    return found?.session;
  }

  /** The same for what a page asks by itself, such as a counter: it keeps no session alive. */
  async peek(token: string): Promise<Session | undefined> {
    return (await this.#find([sha256(token)]))[0]?.session;
  }

  /** Which of these sessions still stand, with the rights of this moment; for what stays connected. It keeps none alive. */
  async openOf(tokenHashes: readonly string[]): Promise<ReadonlyMap<string, Scope>> {
    const found = await this.#find(tokenHashes);
    return new Map(found.map(({ session }) => [session.tokenHash, session.scope]));
  }

  async #find(tokenHashes: readonly string[]): Promise<Found[]> {
    const now = this.clock.now();
    const rows = await this.db.rows<SessionAndRole>(sql`
      SELECT s.id, s.confirmed_at AS "confirmedAt", s.token_hash AS "tokenHash", s.csrf_token AS "csrfToken", s.last_seen_at AS "lastSeenAt", s.expires_at AS "expiresAt",
             p.id AS "staffId", p.display_name AS "name", p.provider_id AS "providerId", r.role, r.support_desk_id AS "supportDeskId", f.keys_off_at AS "keysOffAt"
      FROM session s JOIN staff p ON p.id = s.staff_id LEFT JOIN staff_role r ON r.staff_id = p.id LEFT JOIN staff_preference f ON f.staff_id = p.id
      WHERE s.token_hash IN ${sqlList(tokenHashes)} AND p.active = ${true}
        AND s.expires_at > ${now} AND s.last_seen_at + s.idle_limit_ms > ${now}`);
    if (tokenHashes.length === 1) return foundOf(rows);
    const bySession = new Map<string, SessionAndRole[]>();
    for (const row of rows) bySession.set(row.tokenHash, [...(bySession.get(row.tokenHash) ?? []), row]);
    return [...bySession.values()].flatMap(foundOf);
  }

  /** Ends one session; ending it twice is no fault. */
  async end(tx: Tx, tokenHash: string): Promise<void> {
    await remove(tx, SessionRow, { tokenHash });
  }

  /** Ends all sessions of a person, and every sign-in that is under way (ASVS 7.4.2). */
  async endAllOf(tx: Tx, staffId: string): Promise<void> {
    await remove(tx, SessionRow, { staffId });
    await remove(tx, SignInStepRow, { staffId });
  }

  /** The person has proved once more who he is. */
  async confirm(tx: Tx, tokenHash: string, at: Instant = this.clock.now()): Promise<void> {
    await update(tx, SessionRow, { tokenHash }, { confirmedAt: at });
  }

  /** Whose session it was that has ended by time alone, not long ago: his form must not be lost. */
  async endedByTime(token: string): Promise<{ readonly staffId: string; readonly csrfToken: string } | undefined> {
    const now = this.clock.now();
    return this.db.row(sql`
      SELECT s.staff_id AS "staffId", s.csrf_token AS "csrfToken" FROM session s JOIN staff p ON p.id = s.staff_id
      WHERE s.token_hash = ${sha256(token)} AND p.active = ${true} AND (s.expires_at <= ${now} OR s.last_seen_at + s.idle_limit_ms <= ${now})`);
  }

  /** Removes what has ended by time a while ago. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    const before = now - keepEndedMs;
    await this.db.tx((tx) =>
      this.db.execute(tx, sql`DELETE FROM session WHERE expires_at <= ${before} OR last_seen_at + idle_limit_ms <= ${before}`),
    );
  }

  async #noteUse(tokenHash: string, now: Instant): Promise<void> {
    await this.db.tx((tx) => update(tx, SessionRow, { tokenHash }, { lastSeenAt: now }));
  }
}

/** One session from its rows; the rights are those of this moment, so a change of roles works at once (ASVS 8.3.2). */
function foundOf(rows: readonly SessionAndRole[]): Found[] {
  const [row] = rows;
  if (row === undefined) return [];
  const roles = rows.flatMap(({ role, supportDeskId }) => (role === null ? [] : [{ role, supportDeskId }]));
  const { id, confirmedAt, tokenHash, csrfToken, expiresAt, lastSeenAt, keysOffAt } = row;
  return [{ session: { kind: 'session', id, confirmedAt, tokenHash, csrfToken, expiresAt, keysAreOff: keysOffAt !== null, scope: scopeOf(row, roles) }, lastSeenAt }];
}
