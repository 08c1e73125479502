import { Injectable } from '@nestjs/common';
import { Db } from '../../platform/db.js';
import { firstIdAt, timeOfId } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { sql, sqlList } from '../../platform/sql.js';
import { visibleTo } from '../visibility.rules.js';
import { lookBackMs } from './event-tail.js';

/** More than this a page does not catch up with one by one. */
const catchUpMax = 200;

/** What a person may be told of what changed. */
@Injectable()
export class LiveQueries {
  constructor(private readonly db: Db) {}

  /** Those of the inquiries that he may see. */
  async visible(scope: Scope, ids: readonly string[]): Promise<readonly string[]> {
    const rows = await this.db.rows<{ id: string }>(sql`SELECT i.id FROM inquiry i WHERE i.id IN ${sqlList(ids)} AND (${visibleTo(scope)})`);
    return rows.map(({ id }) => id);
  }

  /** The inquiries he may see with facts after this one; undefined where they are too many to tell one by one. */
  async changedSince(scope: Scope, eventId: string): Promise<readonly string[] | undefined> {
    const from = firstIdAt(timeOfId(eventId) - lookBackMs);
    const rows = await this.db.rows<{ id: string }>(
      sql`SELECT DISTINCT i.id FROM (SELECT stream_type, stream_id FROM event WHERE id > ${from} ORDER BY id LIMIT ${catchUpMax}) e
          JOIN inquiry i ON i.id = e.stream_id WHERE e.stream_type = 'inquiry' AND (${visibleTo(scope)})`,
    );
    const more = await this.db.row(sql`SELECT id FROM event WHERE id > ${from} ORDER BY id LIMIT 1 OFFSET ${catchUpMax}`);
    return more === undefined ? rows.map(({ id }) => id) : undefined;
  }
}
