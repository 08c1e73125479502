import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { sql } from '../platform/sql.js';
import type { InquiryRow } from './inquiry.entity.js';
import { eventLabels } from './rulebook/events.js';
import type { ActName } from './rulebook/transitions.js';

/** Something that happened to an inquiry after somebody had looked at it. */
export interface ChangeSince {
  readonly act: string;
  /** In the words of the timeline. */
  readonly label: string;
  readonly who: string;
  readonly at: Instant;
}

const shownMax = 5;

/** What a person missed who acts on an older version (R27). */
@Injectable()
export class ChangesSince {
  constructor(private readonly db: Db) {}

  /** Whether everything since then is this person's own saving of the sheet, or one of the acts that are waited for. */
  async areExpected(row: Pick<InquiryRow, 'id' | 'version' | 'eventSeq'>, seen: { readonly version: number; readonly despite?: readonly ActName[] }, staffId: string): Promise<boolean> {
    const missed = row.version - seen.version;
    if (missed <= 0 || missed > expectedMax) return false;
    const events = await this.db.rows<{ type: ActName; actorId: string | null }>(
      sql`SELECT type, actor_id AS "actorId" FROM event WHERE stream_type = 'inquiry' AND stream_id = ${row.id} AND seq > ${row.eventSeq - missed}`,
    );
    return events.every(({ type, actorId }) => (type === 'record_hearing' && actorId === staffId) || (seen.despite ?? []).includes(type));
  }

  /** The newest last. Each version has one event at least, so that none is older than what was seen. */
  async since(row: Pick<InquiryRow, 'id' | 'version' | 'eventSeq'>, seenVersion: number): Promise<readonly ChangeSince[]> {
    const missed = Math.min(row.version - seenVersion, shownMax);
    if (missed <= 0) return [];
    const events = await this.db.rows<{ type: string; at: Instant; name: string | null; kind: string }>(
      sql`SELECT e.type, e.recorded_at AS at, s.display_name AS name, e.actor_kind AS kind FROM event e LEFT JOIN staff s ON s.id = e.actor_id
          WHERE e.stream_type = 'inquiry' AND e.stream_id = ${row.id} AND e.seq > ${row.eventSeq - missed} ORDER BY e.seq`,
    );
    return events.map(({ type, at, name, kind }) => ({ act: type, label: labels[type] ?? type, who: name ?? (kind === 'customer' ? 'お客様' : 'システム'), at }));
  }
}

/** More answers than this are not on their way at once. */
const expectedMax = 20;

const labels: Readonly<Record<string, string>> = eventLabels;
