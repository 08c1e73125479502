import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { Blobs } from '../../src/platform/blobs.js';
import { openDb, type DatabaseTarget } from '../../src/platform/data-sources.js';
import type { Db } from '../../src/platform/db.js';
import { Events } from '../../src/platform/events.js';
import { sql } from '../../src/platform/sql.js';
import { storageFaultOf } from '../../src/platform/storage-faults.rules.js';
import { bounceOf, passed, rawMail, spoofed } from '../mail/corpus.js';
import { aCustomer, aRegisteredContact } from '../support/builders.js';
import { TestClock } from '../support/clock.js';
import { schema } from '../support/databases.js';
import { contentsIn } from '../support/contents.js';
import { testSecretKey } from '../support/desk.js';
import { freePort } from '../support/free-port.js';
import { seedRealDesk, startRealDesk, type RealDesk } from '../support/real-desk.mjs';
import { startSmtpSink, type SmtpSink, type SunkMail } from '../support/smtp-sink.js';

const kinds = ['inquiry', 'reply', 'stranger', 'spoofed', 'automatic', 'bounce', 'again'] as const;
type Kind = (typeof kinds)[number];

/** What comes in, as often as it stands here: more that is answered than bounces back, or nothing sent is left standing. */
const drawn: readonly Kind[] = ['inquiry', 'inquiry', 'inquiry', 'inquiry', 'reply', 'reply', 'stranger', 'spoofed', 'automatic', 'again', 'bounce'];

/** What was piped in, and what the desk and the mail server have of it in the end. */
export interface MailAccount {
  readonly piped: Readonly<Record<Kind, number>>;
  readonly kills: number;
  readonly outages: number;
  readonly in: { readonly handedOver: number; readonly inquiries: number; readonly replies: number; readonly quarantined: number; readonly automatic: number; readonly repeated: number; readonly failed: number; readonly waiting: number };
  readonly out: { readonly queued: number; readonly sent: number; readonly unknown: number; readonly failed: number; readonly withdrawn: number; readonly waiting: number };
}

export interface LoadWishes {
  readonly target: DatabaseTarget;
  readonly dataDir: string;
  /** Asked before every round. */
  readonly goOn: (round: number) => boolean;
  readonly mailsARound: number;
  /** Who may write; the desk sends each of them only so many mails a day (V60). */
  readonly contacts: number;
  /** Between two mails. */
  readonly pauseMs: number;
}

/**
 * Pipes mail of every kind into a real desk while its mail server goes up and down, hangs and breaks
 * off, and while the desk itself is killed; then lets everything settle and takes stock.
 */
export async function runMailLoad(wishes: LoadWishes): Promise<MailAccount> {
  await seedRealDesk(wishes.target);
  const db = await openDb(wishes.target, schema);
  try {
    return await new Load(wishes, db).run();
  } finally {
    await db.close();
  }
}

const passedTime = [
  sql`UPDATE job_run SET leased_until = 0, next_run_at = 0`,
  sql`UPDATE outbox SET leased_until = 0 WHERE state = 'sending'`,
  sql`UPDATE outbox SET next_attempt_at = 0 WHERE state = 'waiting'`,
  sql`UPDATE mail_route SET next_probe_at = 0`,
  sql`UPDATE raw_message SET leased_until = 0 WHERE state = 'stored'`,
];

/** Again and again while another process has the database in hand, up to ten seconds. */
async function untilTaken(work: () => Promise<unknown>, tries = 20): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (storageFaultOf(error) !== 'busy' || tries === 1) throw error;
    await sleep(500);
    await untilTaken(work, tries - 1);
  }
}

class Load {
  readonly #piped = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
  readonly #arrived: SunkMail[] = [];
  readonly #contacts: string[] = [];
  readonly #messages: RawMessages;
  #port = 0;
  #sink: SmtpSink | undefined;
  #last: Buffer | undefined;
  #kills = 0;
  #outages = 0;

  constructor(
    private readonly wishes: LoadWishes,
    private readonly db: Db,
  ) {
    this.#messages = new RawMessages(db, contentsIn(db), new Blobs(db), new Events(db), new TestClock('2026-11-24T10:12:00+09:00'));
  }

  async run(): Promise<MailAccount> {
    this.#port = await freePort();
    for (let n = 0; n < this.wishes.contacts; n += 1) {
      const email = `contact${n}@customer${n}.example`;
      await aRegisteredContact(this.db, (await aCustomer(this.db)).id, { email });
      this.#contacts.push(email);
    }
    for (let round = 0; this.wishes.goOn(round); round += 1) await this.#round(round);
    await this.#settle();
    return this.#account();
  }

  async #round(round: number): Promise<void> {
    const desk = await this.#start();
    // Up, down, up but breaking off after the body, up but putting off.
    if (round % 4 === 1) await this.#down();
    else await this.#up();
    if (round % 4 === 2) this.#sink?.next({ kind: 'drop', stage: 'answer' }, { kind: 'drop', stage: 'answer' }, { kind: 'reject', stage: 'rcpt', code: 550 });
    if (round % 4 === 3) this.#sink?.next(...Array.from({ length: 5 }, () => ({ kind: 'reject', stage: 'rcpt', code: 451 }) as const));
    for (let n = 0; n < this.wishes.mailsARound; n += 1) {
      await this.#pipe(drawn[randomInt(drawn.length)] ?? 'inquiry');
      await sleep(this.wishes.pauseMs);
    }
    await desk.kill(round % 3 === 2 ? 'SIGTERM' : 'SIGKILL');
    this.#kills += 1;
    await this.#passTime();
  }

  async #pipe(kind: Kind): Promise<void> {
    const raw = await this.#mail(kind);
    if (raw === undefined) return this.#pipe('inquiry');
    this.#last = raw;
    await this.#handOver(raw, kind === 'bounce' ? '' : null);
    this.#piped[kind] += 1;
  }

  /** As an MTA does: what is not taken now, as by a database that is locked for too long, is kept and handed over again. */
  async #handOver(raw: Buffer, envelopeFrom: string | null): Promise<void> {
    const receivedAt = Date.parse('2026-11-24T10:12:00+09:00');
    await untilTaken(() => this.#messages.store(raw, { source: 'pipe', receivedAt, envelopeTo: null, envelopeFrom }));
  }

  /** Undefined where there is nothing yet to answer. */
  async #mail(kind: Kind): Promise<Buffer | undefined> {
    const from = this.#contacts[randomInt(this.#contacts.length)] ?? '';
    const to = 'desk@desk.example.jp';
    const sound = passed.replace('customer.example', from.slice(from.indexOf('@') + 1));
    if (kind === 'inquiry') return rawMail({ from, to, headers: [sound] });
    if (kind === 'stranger') return rawMail({ from: 'stranger@unknown.example', to });
    if (kind === 'spoofed') return rawMail({ from, to, headers: [spoofed.replaceAll('customer.example', from.slice(from.indexOf('@') + 1))] });
    if (kind === 'automatic') return rawMail({ from, to, headers: [sound, 'Auto-Submitted: auto-replied'] });
    if (kind === 'again') return this.#last;
    if (kind === 'reply') return this.#reply();
    const sent = await this.db.row<{ id: string; messageId: string }>(sql`SELECT id, message_id AS "messageId" FROM outbox WHERE state = 'sent' ORDER BY id DESC LIMIT 1`);
    return sent === undefined ? undefined : bounceOf(sent.messageId, `desk+b-${sent.id}@desk.example.jp`);
  }

  async #reply(): Promise<Buffer | undefined> {
    const inquiry = await this.db.row<{ token: string; email: string }>(
      sql`SELECT i.reply_token AS token, c.email FROM inquiry i JOIN registered_contact c ON c.id = i.contact_id ORDER BY i.id DESC LIMIT 1`,
    );
    if (inquiry === undefined) return undefined;
    const { token, email } = inquiry;
    return rawMail({ from: email, to: `desk+${token}@desk.example.jp`, headers: [passed.replace('customer.example', email.slice(email.indexOf('@') + 1))] });
  }

  async #start(): Promise<RealDesk> {
    const { target, dataDir } = this.wishes;
    const smtp = { DESK_SMTP_HOST: '127.0.0.1', DESK_SMTP_PORT: String(this.#port), DESK_SMTP_TLS: 'none', DESK_AUTHSERV_ID: 'mx.desk.example.jp' };
    // What is piped in here is sealed under the key of the tests, and the desk must be able to open it.
    const key = { DESK_SECRET_KEY: testSecretKey };
    return startRealDesk({ port: await freePort(), dataDir, env: { ...smtp, ...key, ...(target.kind === 'postgres' ? { DATABASE_URL: target.url } : {}) } });
  }

  async #up(): Promise<void> {
    this.#sink ??= await startSmtpSink(this.#port);
  }

  async #down(): Promise<void> {
    this.#outages += 1;
    await this.#sink?.close();
    this.#arrived.push(...(this.#sink?.mails ?? []));
    this.#sink = undefined;
  }

  /** As after some minutes: what a dead process held is free, and what had to wait is due. */
  async #passTime(): Promise<void> {
    // One by one, and again where the running desk is in the way: together they would lock in another order than it does.
    for (const change of passedTime) await untilTaken(() => this.db.tx((tx) => this.db.execute(tx, change)));
  }

  /** Until nothing is left to do; how long that takes is the machine's matter, as long as it goes on. */
  async #settle(): Promise<void> {
    await this.#up();
    const desk = await this.#start();
    let last = await this.#left();
    for (let stood = 0; last > 0 && stood < 600; ) {
      await sleep(200);
      const left = await this.#left();
      stood = left < last ? 0 : stood + 1;
      last = left;
      if (stood % 20 === 19) await this.#passTime();
    }
    await desk.kill('SIGTERM');
    await this.#down();
  }

  async #left(): Promise<number> {
    const left = await this.db.row<{ n: number }>(
      sql`SELECT (SELECT COUNT(*) FROM raw_message WHERE state = 'stored') + (SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'sending')) AS n`,
    );
    return left?.n ?? 0;
  }

  async #account(): Promise<MailAccount> {
    const count = async (query: ReturnType<typeof sql>): Promise<number> => (await this.db.row<{ n: number }>(query))?.n ?? 0;
    const messages = await count(sql`SELECT COUNT(*) AS n FROM raw_message WHERE state = 'done' AND kind = 'message'`);
    const inquiries = await count(sql`SELECT COUNT(*) AS n FROM inquiry`);
    const stored = await count(sql`SELECT COUNT(*) AS n FROM raw_message`);
    const handedOver = kinds.reduce((sum, kind) => sum + this.#piped[kind], 0);
    const state = (name: string): Promise<number> => count(sql`SELECT COUNT(*) AS n FROM outbox WHERE state = ${name}`);
    await this.#expectOnceEach();
    return {
      piped: this.#piped,
      kills: this.#kills,
      outages: this.#outages,
      in: {
        handedOver, inquiries, replies: messages - inquiries, repeated: handedOver - stored,
        quarantined: await count(sql`SELECT COUNT(*) AS n FROM raw_message WHERE state = 'quarantined'`),
        automatic: await count(sql`SELECT COUNT(*) AS n FROM raw_message WHERE state = 'done' AND kind IN ('automatic', 'bounce')`),
        failed: await count(sql`SELECT COUNT(*) AS n FROM raw_message WHERE state = 'failed'`),
        waiting: await count(sql`SELECT COUNT(*) AS n FROM raw_message WHERE state = 'stored'`),
      },
      out: {
        queued: await count(sql`SELECT COUNT(*) AS n FROM outbox`),
        sent: await state('sent'), unknown: await state('unknown'), failed: await state('failed'), withdrawn: await state('withdrawn'),
        waiting: (await state('waiting')) + (await state('sending')),
      },
    };
  }

  /** No mail arrived twice, and every mail that is called sent did arrive. */
  async #expectOnceEach(): Promise<void> {
    const ids = this.#arrived.map(({ raw }) => /^message-id:\s*<([^>]+)>/im.exec(raw.toString('latin1'))?.[1] ?? '');
    const acknowledged = this.#arrived.flatMap((mail, index) => (mail.acknowledged ? [ids[index] ?? ''] : []));
    expect(acknowledged.length).toBe(new Set(acknowledged).size);
    const rows = await this.db.rows<{ messageId: string; state: string }>(sql`SELECT message_id AS "messageId", state FROM outbox`);
    expect(rows.filter(({ messageId, state }) => state === 'sent' && !acknowledged.includes(messageId))).toEqual([]);
    expect(rows.filter(({ messageId, state }) => state === 'withdrawn' && ids.includes(messageId))).toEqual([]);
    const known = new Set(rows.map(({ messageId }) => messageId));
    expect(ids.filter((id) => !known.has(id))).toEqual([]);
  }
}

/** In and out side by side, with their sums: what a person checks by adding up. */
function tableOf({ piped, kills, outages, in: taken, out }: MailAccount): string {
  const line = (label: string, count: number): string => `  ${label.padEnd(46, '.')} ${String(count).padStart(7)}\n`;
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  const { handedOver, ...became } = taken;
  const { queued, ...ended } = out;
  const part = (title: string, whole: number, parts: Readonly<Record<string, number>>): string =>
    [line(title, whole), ...Object.entries(parts).map(([name, count]) => line(`  ${name}`, count)), line('  sum', sum(Object.values(parts)))].join('');
  return [
    `\nAfter ${kills} kills of the desk and ${outages} outages of the mail server\n`,
    part('IN: handed over', handedOver, piped),
    part('IN: what became of them', handedOver, became),
    part('OUT: queued', queued, ended),
  ].join('');
}

/** Holds the account against itself: in and out add up, nothing is left in the middle, and it is printed. */
export function expectItAddsUp(account: MailAccount): void {
  const { piped, in: taken, out } = account;
  process.stdout.write(tableOf(account));
  expect(taken.inquiries + taken.replies + taken.quarantined + taken.automatic + taken.repeated + taken.failed).toBe(taken.handedOver);
  expect(out.sent + out.unknown + out.failed + out.withdrawn).toBe(out.queued);
  expect([taken.waiting, taken.failed, out.waiting]).toEqual([0, 0, 0]);
  expect(taken).toMatchObject({ inquiries: piped.inquiry, replies: piped.reply, quarantined: piped.stranger + piped.spoofed, repeated: piped.again });
  expect(taken.automatic).toBe(piped.automatic + piped.bounce);
}
