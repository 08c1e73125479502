import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { sha256 } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import { insert } from '../../platform/write.js';
import { canonicalJson } from '../../web/canonical-json.js';
import { ActRunner } from '../acts/act-runner.service.js';
import { visibleTo } from '../visibility.rules.js';
import { BulkLineRow, BulkRunRow, type BulkOutcome } from './bulk-run.entity.js';

/** One act on several inquiries, each as the person saw it. */
export interface BulkWish {
  /** Made with the form. */
  readonly id: string;
  readonly act: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly picks: readonly { readonly inquiryId: string; readonly version: number }[];
}

/** A line of the result. The inquiry's own words are empty where the person may not see it. */
export interface BulkLine {
  readonly inquiryId: string;
  readonly outcome: BulkOutcome;
  readonly message: string;
  readonly number: string | null;
  readonly customerName: string | null;
  readonly headline: string | null;
}

const keepMs = 7 * 24 * 3_600_000;

/**
 * Does an act on many inquiries, each in a transaction of its own by the rules that hold for one, and keeps
 * line by line what came of it. Asked twice it does nothing twice; cut short it goes on where it stopped.
 */
@Injectable()
export class BulkRuns {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly runner: ActRunner,
  ) {}

  /** @throws DomainError idempotency_key_reused, not_found for another person's run */
  async run(scope: Scope, wish: BulkWish): Promise<void> {
    await this.#open(scope, wish);
    const waiting = await this.db.rows<{ inquiryId: string; version: number }>(
      sql`SELECT inquiry_id AS "inquiryId", version FROM bulk_line WHERE run_id = ${wish.id} AND outcome = 'waiting' ORDER BY position`,
    );
    for (const line of waiting) await this.#one(scope, wish, line);
  }

  /** What came of a run, for who asked for it. @throws DomainError not_found */
  async result(scope: Scope, id: string): Promise<{ readonly act: string; readonly lines: readonly BulkLine[] }> {
    const run = await this.db.one(BulkRunRow, { id });
    if (run === null || run.staffId !== scope.staffId) throw notFound('まとめて操作した結果');
    const lines = await this.db.rows<BulkLine>(
      sql`SELECT l.inquiry_id AS "inquiryId", l.outcome, l.message, i.number, i.headline, c.name AS "customerName"
          FROM bulk_line l LEFT JOIN inquiry i ON i.id = l.inquiry_id AND (${visibleTo(scope)}) LEFT JOIN customer c ON c.id = i.customer_id
          WHERE l.run_id = ${id} ORDER BY l.position`,
    );
    return { act: run.act, lines };
  }

  async sweep(): Promise<void> {
    await this.db.tx((tx) => this.db.execute(tx, sql`DELETE FROM bulk_run WHERE created_at < ${this.clock.now() - keepMs}`));
  }

  async #open(scope: Scope, { id, act, body, picks }: BulkWish): Promise<void> {
    const requestHash = sha256(canonicalJson([act, body, picks]));
    await this.db.tx(async (tx) => {
      const added = await this.db.execute(
        tx,
        sql`INSERT INTO bulk_run (id, staff_id, act, request_hash, created_at) VALUES (${id}, ${scope.staffId}, ${act}, ${requestHash}, ${this.clock.now()}) ON CONFLICT (id) DO NOTHING`,
      );
      if (added > 0) {
        await insert(tx, BulkLineRow, picks.map((pick, position) => ({ runId: id, ...pick, position, outcome: 'waiting', code: null, message: '' })));
        return;
      }
      const run = await this.db.one(BulkRunRow, { id });
      if (run?.staffId !== scope.staffId) throw notFound('まとめて操作した結果');
      if (run.requestHash !== requestHash) throw new DomainError('idempotency_key_reused', 'この画面からはもう実行しています。一覧から選び直してください。');
    });
  }

  async #one(scope: Scope, { id, act, body }: BulkWish, { inquiryId, version }: { readonly inquiryId: string; readonly version: number }): Promise<void> {
    try {
      await this.db.tx(async (tx) => {
        // Whoever marks the line first does it; a second sending of the form waits here and finds it done.
        const claimed = await this.db.execute(tx, sql`UPDATE bulk_line SET outcome = 'done' WHERE run_id = ${id} AND inquiry_id = ${inquiryId} AND outcome = 'waiting'`);
        if (claimed > 0) await this.runner.run(scope, act, { id: inquiryId, version, body });
      });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const why = [error.message, ...error.faults.map(({ message }) => message)].join(' ');
      await this.db.tx((tx) => this.db.execute(tx, sql`UPDATE bulk_line SET outcome = 'refused', code = ${error.code}, message = ${why} WHERE run_id = ${id} AND inquiry_id = ${inquiryId} AND outcome = 'waiting'`));
    }
  }
}
