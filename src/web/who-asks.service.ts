import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { CONFIG } from '../settings.module.js';
import { isApiToken } from '../staff/api-token.rules.js';
import { ApiTokens } from '../staff/api-tokens.service.js';
import { can } from '../staff/permissions.js';
import { notYours } from '../staff/whom-to-ask.rules.js';
import { Sessions, type Session } from '../staff/sessions.service.js';
import type { Access } from './access.js';
import { sessionToken } from './cookies.js';
import { RequestRates } from './request-rates/request-rates.service.js';
import { kindOfRequest, networkOf } from './request-rates/request-rates.rules.js';
import { RefusalNotes } from './refusal-notes.service.js';
import { unauthenticated } from './request-context.js';
import { SignedOutForms } from './signed-out-forms.service.js';

/** Who a request comes from, and whether he may what it asks. */
@Injectable()
export class WhoAsks {
  constructor(
    private readonly sessions: Sessions,
    private readonly apiTokens: ApiTokens,
    private readonly signedOutForms: SignedOutForms,
    private readonly refusalNotes: RefusalNotes,
    private readonly rates: RequestRates,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Finds the session, notes it on the request, and holds it against the route.
   *
   * @param byItself whether the page asks, not the person
   * @returns whether a browser sent its cookie by itself
   * @throws DomainError rate_limited, unauthenticated, forbidden
   */
  async admit(request: FastifyRequest, access: Access | undefined, byItself = false): Promise<{ readonly byCookie: boolean }> {
    const token = sessionToken(request, this.config.baseUrl);
    if (token !== undefined) request.desk.session = await this.#session(request, token.token, byItself);
    this.#count(request);
    const byCookie = token?.byCookie === true;
    if (access?.kind === 'public') return { byCookie };
    if (request.desk.session === undefined) {
      // What a page says by itself is nothing that anybody would want to send again.
      if (byCookie && token !== undefined && !byItself) await this.signedOutForms.keep(request, token.token);
      throw unauthenticated();
    }
    if (!mayCall(access, request, request.desk.session)) await this.#refuse(access, request, request.desk.session);
    return { byCookie };
  }

  #count({ method, routeOptions: { url: route = '' }, desk: { session, address } }: FastifyRequest): void {
    const kind = kindOfRequest({ method, route, signedIn: session !== undefined });
    if (kind === undefined) return;
    if (session === undefined || kind === 'uploads') this.rates.count(kind, networkOf(address));
    else this.rates.count(kind, session.kind === 'api_token' ? session.id : session.scope.staffId);
  }

  /** What a page asks by itself (`@Background()`, `X-Desk-Background`) does not count as use. */
  #session(request: FastifyRequest, token: string, byItself: boolean): Promise<Session | undefined> {
    if (isApiToken(token)) return request.desk.isApi ? this.apiTokens.use(token) : Promise.resolve(undefined);
    return byItself || request.headers['x-desk-background'] !== undefined ? this.sessions.peek(token) : this.sessions.use(token);
  }

  async #refuse(access: Access | undefined, request: FastifyRequest, session: Session): Promise<never> {
    await this.refusalNotes.note(session.scope.staffId, request);
    throw notYours(session.scope, access?.kind === 'permit' ? access.anyOf : []);
  }
}

function mayCall(access: Access | undefined, request: FastifyRequest, session: Session): boolean {
  // A token for programs has no say over sign-ins.
  if (access?.kind === 'signed_in') return session.kind === 'session' || !request.url.startsWith('/api/v1/sessions');
  return access?.kind === 'permit' && access.anyOf.some((permission) => can(session.scope, permission));
}
