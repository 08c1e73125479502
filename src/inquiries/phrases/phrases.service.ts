import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { Events } from '../../platform/events.js';
import { sha256 } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import { insert } from '../../platform/write.js';
import { staleVersion } from '../../web/versions.js';
import { PhraseVersionRow } from './phrase-version.entity.js';
import type { PhraseOccasion, PhraseText } from './phrase.rules.js';

/** An edition with who made it. */
export interface PhraseEdition {
  readonly phraseId: string;
  readonly version: number;
  readonly occasion: PhraseOccasion;
  readonly title: string;
  readonly body: string;
  readonly retired: boolean;
  readonly createdAt: Instant;
  readonly createdByName: string;
}

type StoredEdition = Omit<PhraseEdition, 'retired'> & { readonly retired: boolean | number };

const columns = sql`p.phrase_id AS "phraseId", p.version, p.occasion, p.title, p.body, p.retired, p.created_at AS "createdAt", COALESCE(s.display_name, '') AS "createdByName"`;
const joined = sql`phrase_version p LEFT JOIN staff s ON s.id = p.created_by`;
const isNewest = sql`p.version = (SELECT MAX(n.version) FROM phrase_version n WHERE n.phrase_id = p.phrase_id)`;

/** Ready-made texts (定型文): common to all desks, changed by the owner and the second-line lead, each edition kept. */
@Injectable()
export class Phrases {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  /** All as they stand, those no longer offered last. */
  async all(): Promise<readonly PhraseEdition[]> {
    const rows = await this.db.rows<StoredEdition>(sql`SELECT ${columns} FROM ${joined} WHERE ${isNewest} ORDER BY p.retired, p.occasion, p.title, p.phrase_id`);
    return rows.map(edition);
  }

  /** What is offered in the forms of acts, by act. */
  async offered(): Promise<ReadonlyMap<string, readonly PhraseEdition[]>> {
    const inForce = (await this.all()).filter(({ retired }) => !retired);
    return new Map(inForce.map(({ occasion }) => [occasion, inForce.filter((each) => each.occasion === occasion)]));
  }

  /** Its editions, the newest first. @throws DomainError not_found */
  async editions(phraseId: string): Promise<readonly [PhraseEdition, ...PhraseEdition[]]> {
    const rows = await this.db.rows<StoredEdition>(sql`SELECT ${columns} FROM ${joined} WHERE p.phrase_id = ${phraseId} ORDER BY p.version DESC`);
    const [newest, ...older] = rows.map(edition);
    if (newest === undefined) throw notFound('定型文');
    return [newest, ...older];
  }

  /** @throws DomainError version_stale, validation_failed where nothing has changed */
  async save(tx: Tx, scope: Scope, phraseId: string, edited: PhraseText & { readonly retired: boolean; readonly follows: number }): Promise<number> {
    const { occasion, title, retired, follows } = edited;
    const body = edited.body.replaceAll(/\r\n?/g, '\n');
    const stream = { type: 'template', id: `phrase:${phraseId}` } as const;
    // Before the version: of two who save at once, the second finds either the new version or a stream that has grown.
    const head = await this.events.head(stream);
    const [newest] = follows === 0 ? [undefined] : await this.editions(phraseId);
    if ((newest?.version ?? 0) !== follows) throw staleVersion();
    if (newest !== undefined && newest.body === body && newest.title === title && newest.occasion === occasion && newest.retired === retired) {
      throw new DomainError('validation_failed', 'いまの定型文から変わっていません。', { faults: [{ field: 'body', message: 'いまの定型文から変わっていません。' }] });
    }
    const now = this.clock.now();
    const version = follows + 1;
    const events = [{ type: 'phrase_saved', occurredAt: now, data: { version, occasion, retired, sha256: sha256(`${title}\n---\n${body}`) } }];
    await this.events.append(tx, stream, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events }, head);
    await insert(tx, PhraseVersionRow, { phraseId, version, occasion, title, body, retired, createdAt: now, createdBy: scope.staffId });
    return version;
  }
}

function edition(row: StoredEdition): PhraseEdition {
  return { ...row, retired: Boolean(row.retired) };
}
