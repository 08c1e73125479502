import { Injectable } from '@nestjs/common';
import { SupportDesks } from '../../customers/support-desks.service.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { hasRole, type Scope } from '../../platform/scope.js';
import { sql, sqlJoin, sqlList, type Sql } from '../../platform/sql.js';
import { insert, remove } from '../../platform/write.js';
import { can } from '../../staff/permissions.js';
import { allOf } from '../visibility.rules.js';
import { queueAddressText, type QueueAddressFilter } from './queue-address.schemas.js';
import { SavedViewRow } from './saved-view.entity.js';

/** A kept view as its readers see it. */
export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly team: boolean;
  readonly address: string;
  readonly removable: boolean;
}

/** For whom a view can be kept: `me`, `second`, or the id of a support desk. */
export interface Audience {
  readonly value: string;
  readonly label: string;
}

const perAudienceMax = 20;

/** Queues that people keep under a name. A view shows nothing of itself: whoever opens it sees what he may see. */
@Injectable()
export class SavedViews {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly desks: SupportDesks,
  ) {}

  /** A person's own, then those of his teams. */
  async of(scope: Scope): Promise<readonly SavedView[]> {
    const rows = await this.db.rows<SavedViewRow>(
      sql`SELECT v.id, v.audience, v.staff_id AS "staffId", v.support_desk_id AS "supportDeskId", v.provider_id AS "providerId", v.name, v.address
          FROM saved_view v WHERE ${sqlJoin(readable(scope), ' OR ')} ORDER BY CASE WHEN v.audience = 'me' THEN 0 ELSE 1 END, v.created_at, v.id`,
    );
    return rows.map((row) => ({ id: row.id, name: row.name, team: row.audience !== 'me', address: row.address, removable: mayRemove(scope, row) }));
  }

  /** For whom this person can keep a view. */
  async audiences(scope: Scope): Promise<readonly Audience[]> {
    const own = [{ value: 'me', label: '自分だけ' }];
    if (!can(scope, 'queue.share')) return own;
    const desks = hasRole(scope, 'first_line_supervisor') ? (await this.desks.list(scope)).filter(({ id }) => scope.deskIds.includes(id)).map(({ id, name }) => ({ value: id, label: `${name}の全員` })) : [];
    const second = hasRole(scope, 'second_line_lead') ? [{ value: 'second', label: '二次受付窓口の全員' }] : [];
    return [...own, ...desks, ...second];
  }

  /** @throws DomainError forbidden, validation_failed */
  async keep(scope: Scope, asked: { readonly name: string; readonly audience: string; readonly filter: QueueAddressFilter }): Promise<void> {
    const audience = (await this.audiences(scope)).find(({ value }) => value === asked.audience);
    if (audience === undefined) throw new DomainError('forbidden', 'その方々のための一覧は保存できません。責任者に依頼してください。');
    const kind = audience.value === 'me' || audience.value === 'second' ? audience.value : 'desk';
    const row: SavedViewRow = {
      id: newId(),
      audience: kind,
      staffId: scope.staffId,
      supportDeskId: kind === 'desk' ? audience.value : null,
      providerId: kind === 'second' ? scope.providerId : null,
      name: asked.name,
      address: queueAddressText(asked.filter),
      createdAt: this.clock.now(),
    };
    await this.db.tx(async (tx) => {
      const names = await this.db.rows<{ name: string }>(sql`SELECT v.name FROM saved_view v WHERE ${sameAudience(row)}`);
      if (names.length >= perAudienceMax) throw invalid(`保存できるのは${perAudienceMax}件までです。使わないものを削除してください。`);
      if (names.some(({ name }) => name === row.name)) throw invalid('同じ名前の一覧があります。別の名前にしてください。');
      await insert(tx, SavedViewRow, row);
    });
  }

  /** @throws DomainError not_found, forbidden */
  async remove(scope: Scope, id: string): Promise<void> {
    const view = (await this.of(scope)).find((each) => each.id === id);
    if (view === undefined) throw notFound('保存した一覧');
    if (!view.removable) throw new DomainError('forbidden', '窓口の一覧を削除できるのは責任者です。');
    await this.db.tx((tx) => remove(tx, SavedViewRow, { id }));
  }
}

function readable(scope: Scope): Sql[] {
  const own = sql`(v.audience = 'me' AND v.staff_id = ${scope.staffId})`;
  const desks = scope.deskIds.length > 0 ? [sql`(v.audience = 'desk' AND v.support_desk_id IN ${sqlList(scope.deskIds)})`] : [];
  const second = hasRole(scope, 'second_line', 'second_line_lead') ? [allOf([sql`v.audience = 'second'`, ofProvider(scope.providerId)])] : [];
  return [own, ...desks, ...second.map((condition) => sql`(${condition})`)];
}

function ofProvider(providerId: string | null): Sql {
  return providerId === null ? sql`v.provider_id IS NULL` : sql`v.provider_id = ${providerId}`;
}

function sameAudience({ audience, staffId, supportDeskId, providerId }: SavedViewRow): Sql {
  if (audience === 'me') return sql`v.audience = 'me' AND v.staff_id = ${staffId}`;
  if (audience === 'desk') return sql`v.audience = 'desk' AND v.support_desk_id = ${supportDeskId}`;
  return sql`v.audience = 'second' AND ${ofProvider(providerId)}`;
}

function mayRemove(scope: Scope, row: SavedViewRow): boolean {
  if (row.audience === 'me') return true;
  if (!can(scope, 'queue.share')) return false;
  return row.audience === 'desk' ? hasRole(scope, 'first_line_supervisor') : hasRole(scope, 'second_line_lead');
}

function invalid(message: string): DomainError {
  return new DomainError('validation_failed', message, { faults: [{ field: 'name', message }] });
}
