import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Contents } from '../../platform/content/contents.service.js';
import { Db } from '../../platform/db.js';
import { printQueued } from '../render/print-queued.js';
import type { RenderedMail } from '../render/render-mail.js';
import { buildMail, UnbuildableMail } from './build-mail.js';
import { MailLinks } from './mail-links.js';
import { invitationOf } from './invitation.js';
import { MailFence } from './mail-fence.service.js';
import { MailSigner } from './mail-signer.js';
import { MailTransport } from './mail-transport.js';
import { OutboxClaims, type ClaimedMail } from './outbox-claims.service.js';
import { NoLongerWanted, Recipients } from './recipients.service.js';
import { bounceAddress } from './reply-address.rules.js';

/** Mails under way at once in one process, and how many of them to one domain: a slow host holds up its own and no page. */
const lanes = 8;
const lanesOfOneDomain = 5;
const lookAgainMs = 1_000;
const renewEveryMs = 60_000;
/** How long the end of the process waits for sendings; what is not done then is cut off and settled. */
const graceMs = 3_000;

/** Delivers what stands in the outbox. Any number of processes may do so side by side. */
@Injectable()
export class MailDelivery implements BeforeApplicationShutdown {
  readonly #log = new Logger('mail');
  readonly #lanes = new Set<Promise<void>>();
  readonly #domains = new Map<string, number>();
  readonly #stop = new AbortController();

  constructor(
    private readonly db: Db,
    private readonly contents: Contents,
    private readonly claims: OutboxClaims,
    private readonly recipients: Recipients,
    private readonly signer: MailSigner,
    private readonly transport: MailTransport,
    private readonly fence: MailFence,
    private readonly links: MailLinks,
  ) {}

  /**
   * Sends everything that is due, and returns when nothing is left that could go now, or after `ms`: a
   * server that hangs keeps its lane and nothing else (R09).
   */
  async deliverDue(ms = Number.POSITIVE_INFINITY): Promise<void> {
    if (!this.transport.available || this.#stop.signal.aborted || (await this.fence.raisedAt()) !== undefined) return;
    await this.claims.recover();
    await this.claims.expire();
    const until = performance.now() + ms;
    do {
      // Mails that have come up since go out beside a slow one.
      this.#openLane();
      await Promise.race([Promise.all(this.#lanes), sleep(lookAgainMs, undefined, { ref: false })]);
    } while (this.#lanes.size > 0 && performance.now() < until);
  }

  /** Takes up nothing more, and ends what is under way: by itself if it is quick, else cut off. */
  async beforeApplicationShutdown(): Promise<void> {
    const done = Promise.all(this.#lanes);
    this.#stop.abort();
    await Promise.race([done, sleep(graceMs, undefined, { ref: false })]);
  }

  #openLane(): void {
    if (this.#lanes.size >= lanes || this.#stop.signal.aborted) return;
    const lane = this.#lane().catch((error: unknown) => this.#log.error(`A mail could not be dealt with: ${String(error)}`));
    this.#lanes.add(lane);
    void lane.finally(() => this.#lanes.delete(lane));
  }

  /** Each mail found lets another lane look for one, so that an empty outbox costs one look. */
  async #lane(): Promise<void> {
    for (let row = await this.#next(); row !== undefined; row = await this.#next()) {
      const domain = domainOf(row.toAddress);
      this.#count(domain, 1);
      this.#openLane();
      await this.#deliver(row).finally(() => this.#count(domain, -1));
    }
  }

  async #next(): Promise<ClaimedMail | undefined> {
    if (this.#stop.signal.aborted) return undefined;
    const busy = [...this.#domains].filter(([, count]) => count >= lanesOfOneDomain).map(([domain]) => domain);
    return this.claims.claim(busy);
  }

  #count(domain: string, by: number): void {
    const count = (this.#domains.get(domain) ?? 0) + by;
    if (count > 0) this.#domains.set(domain, count);
    else this.#domains.delete(domain);
  }

  async #deliver(row: ClaimedMail): Promise<void> {
    const raw = await this.#content(row);
    if (raw === undefined) return;
    const renewal = setInterval(() => void this.claims.renew(row.id).catch((error: unknown) => this.#log.warn(String(error))), renewEveryMs);
    try {
      const dispatch = { outboxId: row.id, envelopeFrom: bounceAddress(row.fromAddress, row.id), envelopeTo: row.toAddress, raw };
      await this.claims.settle(row, await this.transport.send(dispatch, () => this.claims.bodyStarts(row.id, raw), this.#stop.signal));
    } finally {
      clearInterval(renewal);
    }
  }

  /** The bytes to send; those of the first attempt whose body left. Undefined where there are none and the row was given up. */
  async #content(row: ClaimedMail): Promise<Buffer | undefined> {
    try {
      await this.recipients.require(row);
      if (row.contentSha256 !== null) return await this.#stored(row.id);
      return await this.signer.sign(await buildMail(row, await this.#print(row), await invitationOf(row)));
    } catch (error) {
      if (error instanceof NoLongerWanted) await this.claims.drop(row.id, error.message);
      else if (error instanceof UnbuildableMail) await this.claims.giveUp(row.id, error.message);
      else throw error;
      return undefined;
    }
  }

  async #print(row: ClaimedMail): Promise<RenderedMail> {
    try {
      const mail = await printQueued(this.db, row);
      return { ...mail, text: await this.links.fill(mail.text) };
    } catch (error) {
      throw new UnbuildableMail(`本文を作成できませんでした（${error instanceof Error ? error.message : String(error)}）。`);
    }
  }

  async #stored(id: string): Promise<Buffer> {
    const raw = await this.contents.get(id);
    if (raw === undefined) throw new UnbuildableMail('保存した本文が見つかりません。');
    return raw;
  }
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
