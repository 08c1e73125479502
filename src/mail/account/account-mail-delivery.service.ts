import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config.js';
import { Clock } from '../../platform/clock.js';
import { productName } from '../../platform/product-name.js';
import { Db } from '../../platform/db.js';
import { newId } from '../../platform/ids.js';
import { sql } from '../../platform/sql.js';
import { remove, update } from '../../platform/write.js';
import { CONFIG } from '../../settings.module.js';
import { AccountMailRow } from '../../staff/account-mail.entity.js';
import { StaffLinks } from '../../staff/staff-links.service.js';
import { linkUrl } from '../../staff/staff.view.js';
import { buildMail } from '../outbox/build-mail.js';
import { MailFence } from '../outbox/mail-fence.service.js';
import { MailSigner } from '../outbox/mail-signer.js';
import { MailTransport } from '../outbox/mail-transport.js';
import { outcomeOf } from '../outbox/send-outcome.rules.js';
import { printAccountMail, type AccountMailFacts } from './account-mail-texts.js';

const atOnce = 20;
const attemptsMax = 8;
const minuteMs = 60_000;

interface Holder {
  readonly id: string;
  readonly displayName: string;
  readonly loginName: string;
}

/**
 * Sends mails about accounts. They pass the outbox by: what is sent there can be read again by
 * colleagues, and a link of a reset must be read by nobody but its holder. It is made here, at the
 * moment of sending, and kept nowhere.
 */
@Injectable()
export class AccountMailDelivery {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly links: StaffLinks,
    private readonly signer: MailSigner,
    private readonly transport: MailTransport,
    private readonly fence: MailFence,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async deliverDue(): Promise<void> {
    if (!this.transport.available || (await this.fence.raisedAt()) !== undefined) return;
    const due = await this.db.rows<{ id: string }>(sql`SELECT id FROM account_mail WHERE next_attempt_at <= ${this.clock.now()} ORDER BY next_attempt_at, id LIMIT ${atOnce}`);
    for (const { id } of due) await this.#deliver(await this.db.one(AccountMailRow, { id }));
  }

  async #deliver(row: AccountMailRow | null): Promise<void> {
    if (row === null) return;
    const holder = await this.#holder(row);
    const outcome = holder === undefined ? 'nobody' : await this.#send(row, holder);
    const again = (outcome === 'retry' || outcome === 'server') && row.attempts + 1 < attemptsMax;
    await this.db.tx(async (tx) => {
      if (again) await update(tx, AccountMailRow, { id: row.id }, { attempts: row.attempts + 1, nextAttemptAt: this.clock.now() + minuteMs * 2 ** row.attempts });
      else await remove(tx, AccountMailRow, { id: row.id });
    });
  }

  /** Who gets it; nobody for a name that no account has, or one that is disabled. */
  async #holder({ staffId, loginName }: AccountMailRow): Promise<Holder | undefined> {
    const who = staffId === null ? sql`login_name = ${loginName ?? ''} AND active = ${true} AND password_hash IS NOT NULL` : sql`id = ${staffId}`;
    return this.db.row<Holder>(sql`SELECT id, display_name AS "displayName", login_name AS "loginName" FROM staff WHERE ${who}`);
  }

  async #send(row: AccountMailRow, holder: Holder): Promise<ReturnType<typeof outcomeOf>> {
    const facts = { name: holder.displayName, at: row.createdAt, baseUrl: this.config.baseUrl, ...(await this.#link(row, holder)) };
    const { fromName, fromAddress } = await this.#sender();
    const messageId = `${newId()}@${this.config.mailDomain}`;
    const addressed = { toName: holder.displayName, toAddress: holder.loginName, fromName, fromAddress, messageId, createdAt: this.clock.now() };
    const raw = await buildMail({ ...addressed, replyToken: null, inReplyTo: null, threadIds: '', autoSubmitted: 'auto-generated' }, printAccountMail(row.kind, facts));
    const dispatch = { outboxId: row.id, envelopeFrom: fromAddress, envelopeTo: holder.loginName, raw: await this.signer.sign(raw) };
    return outcomeOf(await this.transport.send(dispatch, () => Promise.resolve()));
  }

  async #link(row: AccountMailRow, holder: Holder): Promise<Pick<AccountMailFacts, 'link'>> {
    if (row.kind !== 'password_reset') return {};
    const { token, expiresAt } = await this.db.tx((tx) => this.links.make(tx, holder.id, 'forgotten', { kind: 'system' }));
    return { link: { url: linkUrl(this.config, token), expiresAt } };
  }

  async #sender(): Promise<{ fromName: string; fromAddress: string }> {
    const own = await this.db.row<{ fromName: string; fromAddress: string }>(
      sql`SELECT name AS "fromName", mail_address AS "fromAddress" FROM support_desk WHERE is_owner_desk = ${true} ORDER BY code LIMIT 1`,
    );
    return own ?? { fromName: productName, fromAddress: `desk@${this.config.mailDomain}` };
  }
}
