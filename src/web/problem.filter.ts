import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FormAddresses } from './form-addresses.js';
import { takeHiddenFields } from './hidden-fields.js';
import { localPath } from './local-path.js';
import { problemOf, type Problem } from './problem.js';
import { RefusedPage } from './refused-page.js';
import { runInContext } from './request-context.js';
import { resumableFields } from './resumable-form.rules.js';
import { Views } from './views.js';

/** Turns every error into an answer: problem+json for programs, a page that says what to do for people. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log = new Logger('web');

  constructor(
    private readonly views: Views,
    private readonly formAddresses: FormAddresses,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(error, request.desk.id);
    // A sender who hung up half-way is no fault of ours. The route, not the address asked for: that may carry a one-time token.
    if (problem.status >= 500 && !request.raw.readableAborted) this.#log.error(`${request.desk.id} ${request.method} ${request.routeOptions.url ?? ''}`, error instanceof Error ? error.stack : String(error));
    if (reply.sent) return;
    void reply.status(problem.status);
    const wait: unknown = problem.facts['retryAfterSeconds'];
    if (typeof wait === 'number') void reply.header('retry-after', String(Math.ceil(wait)));
    if (error instanceof RefusedPage) void reply.type('text/html; charset=utf-8').send(error.html);
    else if (request.desk.isApi) this.#answerProgram(reply, problem);
    else runInContext(request.desk, () => this.#answerPerson(request, reply, problem));
  }

  #answerProgram(reply: FastifyReply, problem: Problem): void {
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="desk"');
    void reply.type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
  }

  #answerPerson(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
    if (problem.code === 'unauthenticated') {
      const signIn = signInPath(request);
      if (request.desk.isFragment) return void reply.header('hx-redirect', signIn).send('');
      if (request.method === 'GET' || request.desk.keptForm !== undefined) return void reply.status(303).header('location', signIn).send('');
    }
    if (problem.code === 'confirmation_required') return this.#askToConfirm(request, reply, problem);
    if (problem.code === 'rate_limited' && this.#offerAgain(request, reply, problem)) return;
    const above = request.routeOptions.url === undefined && request.method === 'GET' ? this.formAddresses.pageAbove(request.url.split('?')[0] ?? '') : undefined;
    if (above !== undefined) return void reply.status(303).header('location', above).send('');
    const shown = { title: problem.title, problem, requestId: request.desk.id, posted: request.method !== 'GET' };
    const html = request.desk.isFragment ? this.views.fragment('error-fragment', shown) : this.views.page('error', shown);
    void reply.type('text/html; charset=utf-8').send(html);
  }

  /** The form that came too soon, to be sent again by one click; whether it could be kept so. */
  #offerAgain(request: FastifyRequest, reply: FastifyReply, problem: Problem): boolean {
    if (request.desk.session === undefined || request.desk.isFragment || request.method !== 'POST' || request.isMultipart()) return false;
    // The limit on requests refuses before the guard has taken them out of the body.
    const left = takeHiddenFields(request.body);
    const typed = resumableFields(request.body);
    if (typed === undefined) return false;
    const { key = left.key, version = left.version } = request.desk.hidden;
    const hidden = [['_key', key], ['_version', version]].filter(([, value]) => value !== undefined);
    const shown = { title: problem.title, detail: problem.detail, action: request.url, fields: [...typed, ...hidden], shown: typed.map(([, value]) => value).filter((value) => value.trim() !== '') };
    void reply.type('text/html; charset=utf-8').send(this.views.page('again', shown));
    return true;
  }

  /** The form once more, with a field for password or code: the act then goes through without retyping. */
  #askToConfirm(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
    const { key, version, confirm, back: cameFrom } = request.desk.hidden;
    // The second time it is this very page that he comes from.
    const back = localPath(cameFrom ?? (confirm === undefined ? pageOf(request) : undefined));
    if (request.desk.isFragment) return void reply.header('hx-redirect', `/account/confirm?back=${encodeURIComponent(back)}`).send('');
    const typed = request.method === 'GET' || request.isMultipart() ? undefined : resumableFields(request.body);
    const hidden = [['_key', key], ['_version', version], ['_back', back]].filter(([, value]) => value !== undefined);
    const target = typed === undefined ? { action: '/account/confirm', fields: [['_back', back]] } : { action: request.url, fields: [...typed, ...hidden] };
    const shown = { title: problem.title, detail: problem.detail, wrong: confirm !== undefined, retype: typed === undefined && request.method !== 'GET', passkey: problem.facts['passkey'] === true, provider: problem.facts['provider'], operation: problem.facts['operation'], back, ...target };
    void reply.type('text/html; charset=utf-8').send(this.views.page('staff/confirm', shown));
  }
}

/** The sign-in, which leads back to the form that was kept or to the page, for a part of it too. */
function signInPath(request: FastifyRequest): string {
  const { method, url, desk } = request;
  const next = desk.keptForm !== undefined ? `/kept/${desk.keptForm}` : desk.isFragment ? pageOf(request) : method === 'GET' ? url : undefined;
  return next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
}

/** The page that asks for a part of itself; the sign-in goes on to paths of this desk only. */
function pageOf({ headers: { referer } }: FastifyRequest): string | undefined {
  if (referer === undefined || !URL.canParse(referer)) return undefined;
  const { pathname, search } = new URL(referer);
  return `${pathname}${search}`;
}
