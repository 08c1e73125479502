import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDb, type DatabaseTarget } from '../../src/platform/data-sources.js';
import type { Db } from '../../src/platform/db.js';
import { sql } from '../../src/platform/sql.js';
import { schema } from './databases.js';
import { freePort } from './free-port.js';
import { HttpClient, type Answer } from './http-client.js';
import { seedRealDesk, startRealDesk, type RealDesk, type Seed } from './real-desk.mjs';
import { startSmtpSink, type SmtpSink } from './smtp-sink.js';

export interface KillWishes {
  readonly target: DatabaseTarget;
  readonly dataDir: string;
  readonly rounds: number;
  readonly clients: number;
}

/** What clients were told is done. */
export interface Acknowledged {
  /** Inquiry ids by the key with which they were asked for. */
  readonly created: ReadonlyMap<string, string>;
  /** The highest version of an inquiry that a client has seen. */
  readonly versions: ReadonlyMap<string, number>;
  readonly verified: ReadonlySet<string>;
}

export interface KillReport extends Acknowledged {
  readonly kills: number;
  /** Requests whose answer was lost and that were asked again with the same key. */
  readonly retried: number;
  readonly sink: SmtpSink;
}

/** A request whose fate its client does not know. */
interface Uncertain {
  readonly path: string;
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;
  readonly settle: (answer: Answer) => void;
}

/**
 * Starts a desk, lets clients take calls, verify callers (which sends mail) and write notes, kills
 * the process in the middle, starts it again, and so on. Every lost answer is asked for again with
 * the same `Idempotency-Key`, as a client does. Ends with the desk down and its outbox empty.
 */
export async function killUnderLoad(wishes: KillWishes): Promise<KillReport> {
  const sink = await startSmtpSink();
  // Late enough that kills fall between the body and its answer, too.
  sink.usually({ kind: 'delay', stage: 'answer', ms: 15 });
  const seed = await seedRealDesk(wishes.target);
  const load = new Load(seed);
  for (let round = 0; round < wishes.rounds; round += 1) {
    const desk = await startDesk(wishes, sink);
    const running = load.run(desk.baseUrl, wishes.clients);
    await sleep(randomInt(200, 1_500));
    await desk.kill('SIGKILL');
    await running;
    await passTime(wishes.target);
  }
  const last = await startDesk(wishes, sink);
  await load.retryAll(last.baseUrl);
  await untilOutboxEmpty(wishes.target);
  await last.kill('SIGTERM');
  return { created: load.created, versions: load.versions, verified: load.verified, kills: wishes.rounds, retried: load.retried, sink };
}

async function startDesk({ target, dataDir }: KillWishes, sink: SmtpSink): Promise<RealDesk> {
  const smtp = { DESK_SMTP_HOST: '127.0.0.1', DESK_SMTP_PORT: String(sink.port), DESK_SMTP_TLS: 'none' };
  const database = target.kind === 'postgres' ? { DATABASE_URL: target.url } : {};
  return startRealDesk({ port: await freePort(), dataDir, env: { ...smtp, ...database } });
}

/** The clients, and what they were told. */
class Load {
  readonly created = new Map<string, string>();
  readonly versions = new Map<string, number>();
  readonly verified = new Set<string>();
  retried = 0;
  #uncertain: Uncertain[] = [];

  constructor(private readonly seed: Seed) {}

  /** Runs until the desk no longer answers. */
  async run(baseUrl: string, clients: number): Promise<void> {
    await this.retryAll(baseUrl);
    await Promise.all(Array.from({ length: clients }, () => this.#client(baseUrl)));
  }

  async retryAll(baseUrl: string): Promise<void> {
    const waiting = this.#uncertain.splice(0);
    this.retried += waiting.length;
    for (const request of waiting) await this.#send(baseUrl, request);
  }

  async #client(baseUrl: string): Promise<void> {
    for (;;) {
      const key = randomUUID();
      const opened = await this.#send(baseUrl, this.#opening(key));
      const id = this.created.get(key);
      if (!opened || id === undefined) return;
      if (!(await this.#send(baseUrl, this.#verification(id)))) return;
      if (!(await this.#send(baseUrl, this.#note(id)))) return;
    }
  }

  /** False where the answer never came. */
  async #send(baseUrl: string, request: Uncertain): Promise<boolean> {
    const client = new HttpClient(baseUrl, { authorization: `Bearer ${this.seed.firstLine}` });
    const answer = await client.postJson(request.path, request.body, request.headers).catch(() => undefined);
    if (answer === undefined) this.#uncertain.push(request);
    else if (answer.status >= 300) throw new Error(`${request.path} was answered with ${answer.status}: ${answer.text}`);
    else request.settle(answer);
    return answer !== undefined;
  }

  #opening(key: string): Uncertain {
    const body = { receivedAt: '2026-11-24T10:05:00+09:00', customerId: this.seed.customerId, callerName: '山田 太郎', callbackPhone: '03-5555-1001', headline: key };
    return { path: '/api/v1/inquiries', body, headers: { 'idempotency-key': key }, settle: (answer) => this.#opened(key, answer) };
  }

  #opened(key: string, answer: Answer): void {
    const { id, version } = answer.json<{ id: string; version: number }>();
    this.created.set(key, id);
    this.versions.set(id, version);
  }

  #act(id: string, name: string, body: object, done: () => void = () => {}): Uncertain {
    const headers = { 'idempotency-key': randomUUID(), 'if-match': `"${this.versions.get(id) ?? 0}"` };
    const settle = (answer: Answer): void => {
      this.versions.set(id, answer.json<{ version: number }>().version);
      done();
    };
    return { path: `/api/v1/inquiries/${id}/${name}`, body, headers, settle };
  }

  #verification(id: string): Uncertain {
    const body = { method: 'callback_to_registered_phone', result: 'verified', contactId: this.seed.contactId, number: '03-5555-1001', person: '山田' };
    return this.#act(id, 'verify', body, () => this.verified.add(id));
  }

  #note(id: string): Uncertain {
    return this.#act(id, 'add-note', { text: '聞き取りの覚え書き' });
  }
}

/** What the dead process held runs out, as after some minutes; without waiting for them. */
async function passTime(target: DatabaseTarget): Promise<void> {
  await withDb(target, (db) =>
    db.tx(async (tx) => {
      await db.execute(tx, sql`UPDATE job_run SET leased_until = 0, next_run_at = 0`);
      await db.execute(tx, sql`UPDATE outbox SET leased_until = 0 WHERE state = 'sending'`);
    }),
  );
}

async function untilOutboxEmpty(target: DatabaseTarget): Promise<void> {
  await withDb(target, async (db) => {
    let last = Number.POSITIVE_INFINITY;
    let deadline = 0;
    for (;;) {
      const left = (await db.row<{ n: number }>(sql`SELECT count(*) AS n FROM outbox WHERE state IN ('waiting', 'sending')`))?.n ?? 0;
      if (left === 0) return;
      // A slow machine may take its time; one that gets no further has lost something.
      if (left < last) deadline = Date.now() + 60_000;
      if (Date.now() > deadline) throw new Error(`${left} mails stay in the outbox.`);
      last = Math.min(last, left);
      await sleep(250);
    }
  });
}

export async function withDb<T>(target: DatabaseTarget, work: (db: Db) => Promise<T>): Promise<T> {
  const db = await openDb(target, schema);
  return work(db).finally(() => db.close());
}
