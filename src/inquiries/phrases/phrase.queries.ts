import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { notFound } from '../../platform/errors.js';
import { sql } from '../../platform/sql.js';
import type { PhraseOccasion } from './phrase.rules.js';

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

/** Ready-made texts as they stand, and their editions. They are common to all desks. */
@Injectable()
export class PhraseQueries {
  constructor(private readonly db: Db) {}

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
}

function edition(row: StoredEdition): PhraseEdition {
  return { ...row, retired: Boolean(row.retired) };
}
