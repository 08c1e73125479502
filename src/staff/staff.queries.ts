import { Injectable } from '@nestjs/common';
import { Db } from '../platform/db.js';
import { notFound } from '../platform/errors.js';
import { hasRole, type Role, type Scope } from '../platform/scope.js';
import { sql, sqlList, type Sql } from '../platform/sql.js';
import { roleNames } from './permissions.js';

/** A person as lists and the API show him; nothing of his password. */
export interface StaffEntry {
  readonly id: string;
  readonly loginName: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly supportDesks: readonly { readonly id: string; readonly name: string }[];
  readonly providerId: string | null;
  readonly providerName: string | null;
  readonly active: boolean;
  /** Whether he has set his password yet. */
  readonly hasPassword: boolean;
  readonly version: number;
}

interface StaffLine {
  readonly id: string;
  readonly loginName: string;
  readonly displayName: string;
  readonly providerId: string | null;
  readonly providerName: string | null;
  readonly active: boolean | number;
  readonly hasPassword: boolean | number;
  readonly version: number;
}

interface RoleLine {
  readonly staffId: string;
  readonly role: Role;
  readonly deskId: string | null;
  readonly deskName: string | null;
}

const listMax = 2000;

/** Who works here, as far as the asking person may see: a supervisor sees his own desks. */
@Injectable()
export class StaffQueries {
  constructor(private readonly db: Db) {}

  /** By name; the disabled come last. */
  async list(scope: Scope): Promise<readonly StaffEntry[]> {
    return this.#entries(sql`${visibleTo(scope)} ORDER BY s.active DESC, s.display_name, s.id LIMIT ${listMax}`);
  }

  /** Those whose name, address, role, desk or firm holds every word, whatever the width and case. */
  async search(scope: Scope, text: string): Promise<readonly StaffEntry[]> {
    const words = fold(text).split(/\s+/u).filter((word) => word !== '');
    const people = await this.list(scope);
    return people.filter((person) => words.every((word) => fold(searchable(person)).includes(word)));
  }

  /** @throws DomainError not_found, also for people of other desks */
  async byId(scope: Scope, staffId: string): Promise<StaffEntry> {
    const [entry] = await this.#entries(sql`${visibleTo(scope)} AND s.id = ${staffId}`);
    if (entry === undefined) throw notFound('スタッフ');
    return entry;
  }

  /** The desks for which the person may add staff. */
  async manageableDesks(scope: Scope): Promise<readonly { readonly id: string; readonly name: string }[]> {
    const own = hasRole(scope, 'service_owner') ? sql`1 = 1` : sql`id IN ${sqlList(scope.deskIds)}`;
    return this.db.rows(sql`SELECT id, name FROM support_desk WHERE ${own} ORDER BY name, id`);
  }

  async #entries(condition: Sql): Promise<readonly StaffEntry[]> {
    const lines = await this.db.rows<StaffLine>(sql`
      SELECT s.id, s.login_name AS "loginName", s.display_name AS "displayName", s.provider_id AS "providerId", v.name AS "providerName", s.active,
             (s.password_hash IS NOT NULL) AS "hasPassword", s.version
      FROM staff s LEFT JOIN designated_provider v ON v.id = s.provider_id WHERE ${condition}`);
    const roles = await this.db.rows<RoleLine>(sql`
      SELECT r.staff_id AS "staffId", r.role, d.id AS "deskId", d.name AS "deskName"
      FROM staff_role r LEFT JOIN support_desk d ON d.id = r.support_desk_id
      WHERE r.staff_id IN ${sqlList(lines.map(({ id }) => id))} ORDER BY r.role, d.name`);
    return lines.map((line) => entry(line, roles.filter(({ staffId }) => staffId === line.id)));
  }
}

function searchable({ displayName, loginName, roles, supportDesks, providerName }: StaffEntry): string {
  return [displayName, loginName, ...roles.map((role) => roleNames[role]), ...supportDesks.map(({ name }) => name), providerName ?? ''].join('\n');
}

/** As one searches: half-width kana, full-width letters and capitals are no difference. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function visibleTo(scope: Scope): Sql {
  if (hasRole(scope, 'service_owner', 'auditor')) return sql`1 = 1`;
  return sql`EXISTS (SELECT 1 FROM staff_role r WHERE r.staff_id = s.id AND r.support_desk_id IN ${sqlList(scope.deskIds)})`;
}

function entry(line: StaffLine, roles: readonly RoleLine[]): StaffEntry {
  const desks = new Map(roles.flatMap(({ deskId, deskName }): [string, string][] => (deskId === null ? [] : [[deskId, deskName ?? '']])));
  return {
    ...line,
    active: Boolean(line.active),
    hasPassword: Boolean(line.hasPassword),
    roles: [...new Set(roles.map(({ role }) => role))],
    supportDesks: [...desks].map(([id, name]) => ({ id, name })),
  };
}
