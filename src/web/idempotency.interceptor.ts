import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { firstValueFrom, from, type Observable } from 'rxjs';
import type { Config } from '../config.js';
import { Clock } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { IdempotencyRow } from '../platform/idempotency.entity.js';
import { sha256 } from '../platform/ids.js';
import { SecretBox } from '../platform/secret-box.js';
import { sql } from '../platform/sql.js';
import { insert } from '../platform/write.js';
import { CONFIG } from '../settings.module.js';
import { canonicalJson } from './canonical-json.js';
import { setFlashCookie } from './cookies.js';
import { unauthenticated } from './request-context.js';

/** What is given again: the handler's value, its status, and the headers that are part of the answer. */
interface StoredAnswer {
  readonly value: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly flash: string | undefined;
}

/** What goes out: the value, or its text where that is written already. */
interface Answered {
  readonly value: unknown;
  readonly text: string | undefined;
}

interface Claim {
  readonly staffId: string;
  readonly key: string;
  readonly requestHash: string;
  /** The answer is kept sealed. */
  readonly secret: boolean;
}

export const PREPARED = 'desk:idempotent-prepared';
export const SECRET_ANSWER = 'desk:idempotent-secret';

/** Status of a row whose act is not done yet; no other transaction ever sees it. */
const underWay = 0;

/** Runs an act at most once per person and key; see `Idempotent`. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly secretBox: SecretBox,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const claim = claimOf(request, Reflect.getMetadata(SECRET_ANSWER, context.getHandler()) === true);
    const handle = (): Promise<unknown> => firstValueFrom(next.handle(), { defaultValue: undefined });
    const isPrepared: unknown = Reflect.getMetadata(PREPARED, context.getHandler());
    return from(isPrepared === true ? this.#oncePrepared(claim, request, reply, handle) : this.#once(claim, request, reply, handle));
  }

  /**
   * The key is claimed before the act: a second request waits for the first to commit (on PostgreSQL
   * at the unique key, on SQLite in the queue, where a look is claim enough) and then finds its answer.
   */
  async #once(claim: Claim, request: FastifyRequest, reply: FastifyReply, work: () => Promise<unknown>): Promise<unknown> {
    const { value, text } = await this.db.tx(async (tx): Promise<Answered> => {
      if (!(await this.#claim(tx, claim))) return { value: await this.#replay(claim, reply), text: undefined };
      const done = await work();
      const written = JSON.stringify(done) as string | undefined;
      await this.#store(tx, claim, reply, { valueText: written, headers: answerHeaders(reply), flash: request.desk.flash });
      return { value: done, text: isPlain(done) ? written : undefined };
    });
    if (text === undefined) return value;
    // Written out once, for the answer and for those who ask again.
    void reply.type('application/json; charset=utf-8');
    return text;
  }

  async #oncePrepared(claim: Claim, request: FastifyRequest, reply: FastifyReply, prepare: () => Promise<unknown>): Promise<unknown> {
    if ((await this.#row(claim)) !== undefined) return this.#replay(claim, reply);
    const act = await prepare();
    if (typeof act !== 'function') throw new TypeError('The handler of an act that is prepared returns a function.');
    return this.#once(claim, request, reply, async (): Promise<unknown> => act());
  }

  async #claim(tx: Tx, claim: Claim): Promise<boolean> {
    if (this.db.dialect === 'sqlite') return (await this.#row(claim)) === undefined;
    const claimed = await this.db.execute(
      tx,
      sql`INSERT INTO idempotency_key (staff_id, key, request_hash, status, response, created_at)
          VALUES (${claim.staffId}, ${claim.key}, ${claim.requestHash}, ${underWay}, '', ${this.clock.now()})
          ON CONFLICT (staff_id, key) DO NOTHING`,
    );
    return claimed > 0;
  }

  async #store(tx: Tx, claim: Claim, reply: FastifyReply, { valueText, headers, flash }: Omit<StoredAnswer, 'value'> & { readonly valueText: string | undefined }): Promise<void> {
    const { statusCode } = reply;
    const { staffId, key, requestHash } = claim;
    const rest = JSON.stringify({ headers, flash });
    const text = valueText === undefined ? rest : `{"value":${valueText},${rest.slice(1)}`;
    const response = claim.secret ? this.secretBox.seal(text, sealOf(claim)) : text;
    if (this.db.dialect === 'sqlite') return insert(tx, IdempotencyRow, { staffId, key, requestHash, status: statusCode, response, createdAt: this.clock.now() });
    await this.db.execute(tx, sql`UPDATE idempotency_key SET status = ${statusCode}, response = ${response} WHERE staff_id = ${staffId} AND key = ${key}`);
  }

  async #replay(claim: Claim, reply: FastifyReply): Promise<unknown> {
    const row = await this.#row(claim);
    if (row?.requestHash !== claim.requestHash) {
      throw new DomainError('idempotency_key_reused', '同じ Idempotency-Key が別の内容で使われています。新しい操作には新しい値を付けてください。');
    }
    const answer = JSON.parse(claim.secret ? this.secretBox.open(row.response, sealOf(claim)) : row.response) as StoredAnswer;
    void reply.status(row.status).header('idempotency-replayed', 'true');
    void reply.headers(answer.headers);
    if (answer.flash !== undefined) setFlashCookie(reply, this.config.baseUrl, answer.flash);
    return answer.value;
  }

  #row({ staffId, key }: Claim): Promise<{ requestHash: string; status: number; response: string } | undefined> {
    return this.db.row(
      sql`SELECT request_hash AS "requestHash", status, response FROM idempotency_key WHERE staff_id = ${staffId} AND key = ${key}`,
    );
  }
}

/** A value that goes out as JSON; a page is a text, and a file knows itself how it goes. */
function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function sealOf({ staffId, key }: Claim): string {
  return `idempotency:${staffId}:${key}`;
}

function claimOf(request: FastifyRequest, secret: boolean): Claim {
  const { session, hidden } = request.desk;
  if (session === undefined) throw unauthenticated();
  const given = request.headers['idempotency-key'] ?? hidden.key;
  if (typeof given !== 'string' || !/^[\x21-\x7E]{1,200}$/.test(given)) {
    throw new DomainError('idempotency_key_missing', 'Idempotency-Key（英数字と記号で200文字まで）を付けてください。同じ操作が二重に行われるのを防ぎます。');
  }
  const asked = canonicalJson([request.method, request.url, request.body ?? null, request.headers['if-match'] ?? hidden.version ?? null]);
  return { staffId: session.scope.staffId, key: given, requestHash: sha256(asked), secret };
}

function answerHeaders(reply: FastifyReply): Record<string, string> {
  const names = ['location', 'etag', 'hx-redirect'];
  return Object.fromEntries(names.flatMap((name) => {
    const value = reply.getHeader(name);
    return typeof value === 'string' ? [[name, value]] : [];
  }));
}
