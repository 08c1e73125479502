import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config.js';
import type { OutboxState } from '../../inquiries/outbox/outbox.entity.js';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import { CONFIG } from '../../settings.module.js';
import { MailboxStates, type MailboxState } from '../intake/mailbox-states.queries.js';
import { MailRoutes, type RouteState } from '../outbox/mail-routes.service.js';
import type { AttemptOutcome } from '../outbox/send-outcome.rules.js';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

/** A failure that was told of. */
export interface PastAlert {
  readonly kind: 'smtp' | 'mailbox';
  readonly name: string;
  readonly since: Instant;
  readonly endedAt: Instant | null;
  readonly reason: string;
}

/** How mail stands as a whole. Everything that came in is in one of `incoming`, everything to go out in one of `outgoing`. */
export interface MailStatus {
  readonly server: RouteState | undefined;
  readonly mailboxes: readonly MailboxState[];
  readonly outgoing: Readonly<Record<OutboxState, number>>;
  readonly oldestDueAt: Instant | null;
  readonly attempts: { readonly hour: Readonly<Record<AttemptOutcome, number>>; readonly day: Readonly<Record<AttemptOutcome, number>> };
  readonly incoming: { readonly hour: IncomingCounts; readonly day: IncomingCounts; readonly undone: number; readonly oldestUndoneAt: Instant | null };
  readonly withheldInDay: number;
  readonly alerts: readonly PastAlert[];
}

export interface IncomingCounts {
  readonly inquiries: number;
  readonly quarantined: number;
  readonly automatic: number;
  readonly failed: number;
  readonly stored: number;
}

/** What the mail page of the service owner shows; a few counts over indexes, whatever the servers do. */
@Injectable()
export class MailStatusQueries {
  constructor(
    private readonly db: Db,
    private readonly routes: MailRoutes,
    private readonly mailboxes: MailboxStates,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async status(now: Instant): Promise<MailStatus> {
    return {
      server: await this.routes.state(),
      mailboxes: await this.mailboxes.list(),
      outgoing: await this.#outgoing(),
      oldestDueAt: await this.#first(sql`SELECT MIN(next_attempt_at) AS at FROM outbox WHERE state = 'waiting' AND next_attempt_at <= ${now}`),
      attempts: { hour: await this.#attempts(now - hourMs), day: await this.#attempts(now - dayMs) },
      incoming: {
        hour: await this.#incoming(now - hourMs),
        day: await this.#incoming(now - dayMs),
        undone: await this.#count(sql`SELECT COUNT(*) AS n FROM raw_message WHERE state = 'stored'`),
        oldestUndoneAt: await this.#first(sql`SELECT MIN(received_at) AS at FROM raw_message WHERE state = 'stored'`),
      },
      withheldInDay: await this.#count(sql`SELECT COUNT(*) AS n FROM automatic_mail WHERE withheld = ${true} AND at > ${now - dayMs}`),
      alerts: await this.db.rows<PastAlert>(sql`SELECT kind, name, since, ended_at AS "endedAt", reason FROM mail_alert ORDER BY since DESC, id DESC LIMIT 10`),
    };
  }

  /** Where mail goes, for the person who has to look after it; no secret. */
  serverText(): string {
    const { smtp, dkim, mode } = this.config;
    if (smtp === undefined) return mode === 'demo' ? 'デモのため、ファイルに保存します。' : '送信先のメールサーバーが設定されていません。';
    return `${smtp.host}:${smtp.port}（${smtp.tls === 'required' ? 'TLS必須' : '同じ機器内のためTLSなし'}、DKIM署名${dkim === undefined ? 'なし' : `あり：${dkim.domain}`}）`;
  }

  async #outgoing(): Promise<Record<OutboxState, number>> {
    const rows = await this.db.rows<{ state: OutboxState; n: number }>(sql`SELECT state, COUNT(*) AS n FROM outbox GROUP BY state`);
    const none = { waiting: 0, sending: 0, sent: 0, unknown: 0, failed: 0, withdrawn: 0 };
    return { ...none, ...Object.fromEntries(rows.map(({ state, n }) => [state, n])) };
  }

  async #attempts(since: Instant): Promise<Record<AttemptOutcome, number>> {
    const rows = await this.db.rows<{ outcome: AttemptOutcome; n: number }>(sql`SELECT outcome, COUNT(*) AS n FROM outbox_attempt WHERE ended_at > ${since} GROUP BY outcome`);
    const none = { sent: 0, retry: 0, server: 0, failed: 0, unknown: 0, interrupted: 0 };
    return { ...none, ...Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n])) };
  }

  async #incoming(since: Instant): Promise<IncomingCounts> {
    const rows = await this.db.rows<{ state: string; kind: string | null; n: number }>(
      sql`SELECT state, kind, COUNT(*) AS n FROM raw_message WHERE state IN ('stored', 'done', 'quarantined', 'failed') AND received_at > ${since} GROUP BY state, kind`,
    );
    const of = (matches: (row: { state: string; kind: string | null }) => boolean): number => rows.filter(matches).reduce((sum, { n }) => sum + n, 0);
    const isAutomatic = ({ kind }: { kind: string | null }): boolean => kind === 'automatic' || kind === 'bounce';
    return {
      inquiries: of((row) => row.state === 'done' && !isAutomatic(row)),
      automatic: of((row) => row.state === 'done' && isAutomatic(row)),
      quarantined: of(({ state }) => state === 'quarantined'),
      failed: of(({ state }) => state === 'failed'),
      stored: of(({ state }) => state === 'stored'),
    };
  }

  async #count(query: ReturnType<typeof sql>): Promise<number> {
    return (await this.db.row<{ n: number }>(query))?.n ?? 0;
  }

  async #first(query: ReturnType<typeof sql>): Promise<Instant | null> {
    return (await this.db.row<{ at: Instant | null }>(query))?.at ?? null;
  }
}
