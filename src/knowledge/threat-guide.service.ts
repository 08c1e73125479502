import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError, notFound } from '../platform/errors.js';
import { Events } from '../platform/events.js';
import { sha256 } from '../platform/ids.js';
import type { Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import { insert } from '../platform/write.js';
import { staleVersion } from '../web/versions.js';
import { recognisableIn } from './anonymous.rules.js';
import { guideEntrySchema, type GuideEntry } from './guide-entry.schemas.js';
import { GuideVersionRow } from './guide-version.entity.js';
import { shippedGuide } from './shipped-guide.js';

/** What the guide says about a kind of traffic, in its newest edition. */
export interface Guide {
  readonly kind: string;
  readonly version: number;
  readonly entry: GuideEntry;
}

/** Who wrote which edition, and why. */
export interface GuideEdition {
  readonly version: number;
  readonly reason: string;
  readonly writtenAt: Instant;
  readonly writtenByName: string | null;
}

/** The threat guide: it comes with the desk, and the service owner writes further editions of it. */
@Injectable()
export class ThreatGuide {
  readonly #shipped = shippedGuide();

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  /** The guide in force for each of these kinds; kinds it does not know are left out. */
  async of(kinds: readonly string[]): Promise<readonly Guide[]> {
    const found = await Promise.all(kinds.map(async (kind) => this.#current(kind)));
    return found.filter((guide) => guide !== undefined);
  }

  /** @throws DomainError not_found for a kind that the guide does not know */
  async require(kind: string): Promise<Guide> {
    const guide = await this.#current(kind);
    if (guide === undefined) throw notFound('脅威ガイドの項目');
    return guide;
  }

  /** Every edition of a kind's text, the newest first. */
  async editions(kind: string): Promise<readonly GuideEdition[]> {
    return this.db.rows(
      sql`SELECT g.version, g.reason, g.written_at AS "writtenAt", s.display_name AS "writtenByName"
          FROM threat_guide_version g LEFT JOIN staff s ON s.id = g.written_by WHERE g.kind = ${kind} ORDER BY g.version DESC`,
    );
  }

  /** The text of one edition; 0 is the one that came with the desk. @throws DomainError not_found */
  async edition(kind: string, version: number): Promise<GuideEntry> {
    if (version === 0) return this.#shipped.get(kind) ?? (await this.require(kind)).entry;
    const row = await this.db.one(GuideVersionRow, { kind, version });
    if (row === null) throw notFound('脅威ガイドの版');
    return guideEntrySchema.parse(row.entry);
  }

  /**
   * Puts a new edition in force and returns its number.
   *
   * @throws DomainError version_stale, or validation_failed where somebody could be recognised in it
   */
  async save(tx: Tx, scope: Scope, kind: string, edition: { readonly entry: GuideEntry; readonly reason: string; readonly follows: number }): Promise<number> {
    const stream = { type: 'template', id: `threat_guide:${kind}` } as const;
    const head = await this.events.head(stream);
    const current = await this.require(kind);
    if (current.version !== edition.follows) throw staleVersion();
    await this.#requireAnonymous(edition.entry);
    const now = this.clock.now();
    const version = current.version + 1;
    const data = { version, sha256: sha256(JSON.stringify(edition.entry)) };
    await this.events.append(tx, stream, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events: [{ type: 'threat_guide_saved', occurredAt: now, data }] }, head);
    await insert(tx, GuideVersionRow, { kind, version, entry: edition.entry, reason: edition.reason, writtenAt: now, writtenBy: scope.staffId });
    return version;
  }

  async #current(kind: string): Promise<Guide | undefined> {
    const newest = await this.db.row<{ version: number; entry: string }>(
      sql`SELECT version, entry FROM threat_guide_version WHERE kind = ${kind} ORDER BY version DESC LIMIT 1`,
    );
    if (newest !== undefined) return { kind, version: newest.version, entry: guideEntrySchema.parse(JSON.parse(newest.entry)) };
    const entry = this.#shipped.get(kind);
    return entry === undefined ? undefined : { kind, version: 0, entry };
  }

  /** E3, 第12条: nobody can be recognised in a case that is used again. */
  async #requireAnonymous(entry: GuideEntry): Promise<void> {
    const names = await this.db.rows<{ name: string }>(
      sql`SELECT name FROM customer UNION SELECT name FROM registered_contact UNION SELECT name FROM partner UNION SELECT name FROM affiliate`,
    );
    const known = names.map(({ name }) => name);
    const fields = { meaning: [entry.meaning], verified: entry.verified, neverSay: entry.neverSay, atOnce: entry.atOnce, example: [entry.example] };
    const faults = Object.entries(fields).flatMap(([field, texts]) => {
      const found = texts.flatMap((text) => recognisableIn(text, known));
      return found.length === 0 ? [] : [{ field, message: `会社や人が分かる内容は書けません（${found.join('、')}）。` }];
    });
    if (faults.length > 0) throw new DomainError('validation_failed', 'ガイドの事例は、どなたのことか分からない形で書いてください（第12条）。', { faults });
  }
}
