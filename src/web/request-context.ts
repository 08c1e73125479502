import { AsyncLocalStorage } from 'node:async_hooks';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import type { Session } from '../staff/sessions.service.js';

/** Hidden fields that every form of ours may carry; taken out of the body before its schema sees it. */
export interface HiddenFields {
  /** `_csrf` */
  readonly csrf: string | undefined;
  /** `_key`: the form's idempotency key. */
  readonly key: string | undefined;
  /** `_version`: what `If-Match` is to programs. */
  readonly version: string | undefined;
  /** `_confirm`: password or code, given with an act that wants a fresh sign-in. */
  readonly confirm: string | undefined;
  /** `_back`: the page from which somebody came to be asked for his proof. */
  readonly back: string | undefined;
}

/** What the desk knows of the request under way. */
export interface RequestContext {
  /** Shown on error pages and in problems, so that the log entry can be found. */
  readonly id: string;
  readonly method: string;
  /** Path with query, as it was asked for. */
  readonly url: string;
  /** Whether the answer is JSON (`/api/`) rather than a page. */
  readonly isApi: boolean;
  /** Whether htmx asks for a piece of a page. */
  readonly isFragment: boolean;
  readonly address: string;
  session: Session | undefined;
  hidden: HiddenFields;
  /** A message that an earlier act left for this page. */
  flash: string | undefined;
  /** The id of the part of the page that the act has changed, to say it there; undefined where that is the page. */
  flashAt: string | undefined;
  /** The form of this request was kept under this id, because its session had ended by time. */
  keptForm: string | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    desk: RequestContext;
  }
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Makes the context known to everything that runs below. */
export function runInContext(context: RequestContext, next: () => void): void {
  storage.run(context, next);
}

/** The request under way; undefined in jobs and commands. */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}

/** The context of a new request. */
export function contextOf(request: FastifyRequest): RequestContext {
  return {
    id: request.id,
    method: request.method,
    url: request.url,
    isApi: isApiPath(request.url),
    isFragment: request.headers['hx-request'] === 'true' && request.headers['hx-request-type'] !== 'full',
    address: request.ip,
    session: undefined,
    hidden: { csrf: undefined, key: undefined, version: undefined, confirm: undefined, back: undefined },
    flash: undefined,
    flashAt: undefined,
    keptForm: undefined,
  };
}

export function isApiPath(url: string): boolean {
  return /^\/api(\/|\?|$)/.test(url);
}

/**
 * Parameter decorator: who acts. Only on routes that are not `@Public()`.
 *
 * @throws DomainError unauthenticated where nobody is signed in
 */
export const CurrentScope = createParamDecorator((_data: unknown, context: ExecutionContext): Scope => currentSession(context).scope);

export type { Session };

/** Parameter decorator: the whole session, for signing out and for how fresh it is. */
export const CurrentSession = createParamDecorator((_data: unknown, context: ExecutionContext): Session => currentSession(context));

function currentSession(context: ExecutionContext): Session {
  const { session } = context.switchToHttp().getRequest<FastifyRequest>().desk;
  if (session === undefined) throw unauthenticated();
  return session;
}

export function unauthenticated(): DomainError {
  return new DomainError('unauthenticated', 'サインインしてください。時間が過ぎて自動的にサインアウトした場合も、もう一度サインインすれば続けられます。');
}
