import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Clock, type Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { DomainError, notFound } from '../platform/errors.js';
import { newId, newToken, sha256 } from '../platform/ids.js';
import type { Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import { insert, update } from '../platform/write.js';
import { AccountMails } from './account-mails.service.js';
import { apiTokenPrefix, isGrantable } from './api-token.rules.js';
import { ApiTokenRow } from './api-token.entity.js';
import { can, type Permission } from './permissions.js';
import { scopeOf, type RoleOfStaff } from './scope-of-staff.js';
import type { Session } from './sessions.service.js';
import { StaffRecord } from './staff-record.js';

const dayMs = 86_400_000;
const tokensMax = 20;
const noteUseEveryMs = 60_000;

/** What somebody wants a token to do. */
export interface TokenWishes {
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly days: number;
}

/** A token as its owner sees it. */
export interface ListedToken {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly lastUsedAt: Instant | null;
}

interface TokenAndStaff {
  readonly id: string;
  readonly tokenHash: string;
  readonly permissions: string;
  readonly expiresAt: number;
  readonly lastUsedAt: number | null;
  readonly staffId: string;
  readonly name: string;
  readonly providerId: string | null;
}

/** Personal tokens with which programs act for a person: within some of his rights, until a day. */
@Injectable()
export class ApiTokens {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly mails: AccountMails,
    private readonly record: StaffRecord,
  ) {}

  /**
   * Makes a token; it is shown this once.
   *
   * @throws DomainError validation_failed for a right that one does not have or that no token is given
   */
  async make(scope: Scope, { name, permissions, days }: TokenWishes): Promise<{ readonly token: string; readonly expiresAt: Instant }> {
    if (!permissions.every((permission) => isGrantable(permission) && can(scope, permission))) throw refusedPermissions('選べない権限が含まれています。');
    const { staffId } = scope;
    const now = this.clock.now();
    const token = `${apiTokenPrefix}${newToken()}`;
    const row: ApiTokenRow = { id: newId(), tokenHash: sha256(token), staffId, name, permissions, createdAt: now, expiresAt: now + days * dayMs, lastUsedAt: null, revokedAt: null };
    await this.db.tx(async (tx) => {
      if ((await this.of(staffId)).length >= tokensMax) throw refusedPermissions(`トークンは${tokensMax}個までです。使っていないものを無効にしてください。`);
      await insert(tx, ApiTokenRow, row);
      await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'api_token_made', data: { tokenId: row.id, permissions, expiresAt: row.expiresAt } });
      await this.mails.tell(tx, staffId, 'api_token_made');
    });
    return { token, expiresAt: row.expiresAt };
  }

  /** The tokens of a person that still work, newest first. */
  async of(staffId: string): Promise<readonly ListedToken[]> {
    const rows = await this.db.rows<Omit<ListedToken, 'permissions'> & { permissions: string }>(sql`
      SELECT id, name, permissions, created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt" FROM api_token
      WHERE staff_id = ${staffId} AND revoked_at IS NULL AND expires_at > ${this.clock.now()} ORDER BY created_at DESC, id DESC`);
    return rows.map((row) => ({ ...row, permissions: JSON.parse(row.permissions) as string[] }));
  }

  /** @throws DomainError not_found for one of another */
  async revoke(staffId: string, id: string): Promise<void> {
    await this.db.tx(async (tx) => {
      const { affected } = await tx.update(ApiTokenRow, { id, staffId, revokedAt: IsNull() }, { revokedAt: this.clock.now() });
      if (affected !== 1) throw notFound('トークン');
      await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'api_token_revoked', data: { tokenId: id } });
    });
  }

  /** What a token stands for now: its owner's rights of this moment, as far as it was given them. */
  async use(token: string): Promise<Session | undefined> {
    const now = this.clock.now();
    const row = await this.db.row<TokenAndStaff>(sql`
      SELECT t.id, t.token_hash AS "tokenHash", t.permissions, t.expires_at AS "expiresAt", t.last_used_at AS "lastUsedAt",
             p.id AS "staffId", p.display_name AS "name", p.provider_id AS "providerId"
      FROM api_token t JOIN staff p ON p.id = t.staff_id
      WHERE t.token_hash = ${sha256(token)} AND t.revoked_at IS NULL AND t.expires_at > ${now} AND p.active = ${true}`);
    if (row === undefined) return undefined;
    const roles = await this.db.rows<RoleOfStaff>(sql`SELECT role, support_desk_id AS "supportDeskId" FROM staff_role WHERE staff_id = ${row.staffId}`);
    if (now - (row.lastUsedAt ?? 0) >= noteUseEveryMs) await this.db.tx((tx) => update(tx, ApiTokenRow, { id: row.id }, { lastUsedAt: now }));
    const scope = { ...scopeOf(row, roles), limitedTo: JSON.parse(row.permissions) as string[] };
    return { kind: 'api_token', id: row.id, tokenHash: row.tokenHash, csrfToken: '', expiresAt: row.expiresAt, confirmedAt: 0, scope };
  }
}

function refusedPermissions(message: string): DomainError {
  return new DomainError('validation_failed', message, { faults: [{ field: 'permissions', message }] });
}
