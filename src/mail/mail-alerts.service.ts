import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { formatDateTime } from '../calendar/japanese-time.js';
import { NoticeMails } from '../inquiries/notices/notice-mails.service.js';
import { Notices } from '../inquiries/notices/notices.service.js';
import { Clock, type Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { newId } from '../platform/ids.js';
import { Jobs } from '../platform/jobs.js';
import { compileSql, sql } from '../platform/sql.js';
import { update } from '../platform/write.js';
import { Banners, type Banner } from '../web/banners.js';
import { MailboxStates } from './intake/mailbox-states.queries.js';
import { MailAlertRow } from './mail-alert.entity.js';
import { MailRoutes } from './outbox/mail-routes.service.js';

/** A failure is told after this long; shorter ones mend themselves (R20). */
const toldAfterMs = 5 * 60_000;
const lookEveryMs = 30_000;

/** A server or mailbox that fails now. */
export interface Failing {
  readonly kind: 'smtp' | 'mailbox';
  /** Empty for the mail server. */
  readonly name: string;
  readonly since: Instant;
  readonly reason: string;
}

/**
 * Tells of a mail server or a mailbox that has failed for five minutes: a banner for everybody who
 * works with mail, a notice to the service owner, and a mail where mail still goes out.
 */
@Injectable()
export class MailAlerts implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly routes: MailRoutes,
    private readonly mailboxes: MailboxStates,
    private readonly notices: Notices,
    private readonly noticeMails: NoticeMails,
    private readonly banners: Banners,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'mail.watch', everyMs: lookEveryMs, leaseMs: 60_000, run: () => this.look() });
  }

  /** Every process shows the banner, whoever runs the jobs. */
  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.showBanner().catch((error: unknown) => error), lookEveryMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /** Tells what has begun to fail and ends what works again. */
  async look(): Promise<void> {
    const now = this.clock.now();
    const failing = await this.#failing(now);
    for (const each of failing) await this.#tell(each, now);
    await this.#end(failing, now);
    await this.showBanner();
  }

  async showBanner(): Promise<void> {
    this.banners.show('mail', (await this.#failing(this.clock.now())).map(bannerOf));
  }

  async #failing(now: Instant): Promise<Failing[]> {
    const route = await this.routes.state();
    const server = route?.failingSince == null ? [] : [{ kind: 'smtp', name: '', since: route.failingSince, reason: route.reason } as const];
    const boxes = (await this.mailboxes.list()).flatMap(({ name, failingSince, reason }) =>
      failingSince === null ? [] : [{ kind: 'mailbox', name: name.slice(0, 80), since: failingSince, reason } as const],
    );
    return [...server, ...boxes].filter(({ since }) => since <= now - toldAfterMs);
  }

  async #tell(failing: Failing, now: Instant): Promise<void> {
    const known = await this.db.row(sql`SELECT id FROM mail_alert WHERE kind = ${failing.kind} AND name = ${failing.name} AND since = ${failing.since}`);
    if (known !== undefined) return;
    await this.db.tx(async (tx) => {
      if (!(await this.#keep(tx, failing, now))) return;
      const to = await this.notices.owners();
      const kind = failing.kind === 'smtp' ? 'smtp_failing' : 'mailbox_failing';
      const told = await this.notices.tellOfDesk(tx, { kind, occasion: `${failing.name}:${failing.since}`, to, by: null, now });
      // Of a mail server that takes nothing no mail can tell.
      if (failing.kind === 'mailbox') await this.noticeMails.mailTrouble(tx, told, { mailboxName: failing.name, since: failing.since }, now);
    });
  }

  /** False where another process was first. */
  async #keep(tx: Tx, { kind, name, since, reason }: Failing, now: Instant): Promise<boolean> {
    const { text, parameters } = compileSql(
      sql`INSERT INTO mail_alert (id, kind, name, since, reason, told_at, ended_at) VALUES (${newId()}, ${kind}, ${name}, ${since}, ${reason}, ${now}, NULL)
          ON CONFLICT (kind, name, since) DO NOTHING RETURNING id`,
      this.db.dialect,
    );
    return (await tx.query<unknown[]>(text, parameters)).length > 0;
  }

  async #end(failing: readonly Failing[], now: Instant): Promise<void> {
    const open = await this.db.rows<Pick<MailAlertRow, 'id' | 'kind' | 'name' | 'since'>>(sql`SELECT id, kind, name, since FROM mail_alert WHERE ended_at IS NULL`);
    const over = open.filter((alert) => !failing.some(({ kind, name, since }) => kind === alert.kind && name === alert.name && since === alert.since));
    for (const { id } of over) await this.db.tx((tx) => update(tx, MailAlertRow, { id }, { endedAt: now }));
  }
}

function bannerOf({ kind, name, since }: Failing): Banner {
  const what = kind === 'smtp' ? 'メールを送信できない状態' : `メールボックス「${name}」からメールを取り込めない状態`;
  const advice = kind === 'smtp' ? '急ぎのご連絡は電話でお願いします。' : '届いていないお問い合わせがあるかもしれません。';
  return {
    text: `${what}が${formatDateTime(since)}から続いています。${advice}`,
    permission: 'mail.outbox',
    link: { path: '/mail/status', label: 'メールの状況を見る', permission: 'mail.status' },
  };
}
