import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { DomainError } from '../platform/errors.js';
import { CONFIG } from '../settings.module.js';
import { can } from '../staff/permissions.js';
import { Sessions, type Session } from '../staff/sessions.service.js';
import { ACCESS, type Access } from './access.js';
import { sessionToken, takeFlashCookie } from './cookies.js';
import { isOwnOrigin, sameSecret } from './csrf.js';
import { refuseUnstorable, takeHiddenFields } from './hidden-fields.js';
import { unauthenticated } from './request-context.js';
import { readMultipart, UPLOADS } from './uploads.js';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Stands before every route: who is it, may he, did he mean it, is the body one we take. A route that
 * says nothing about access is closed (default deny).
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly sessions: Sessions,
    private readonly reflector: Reflector,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [context.getHandler(), context.getClass()]);
    const token = sessionToken(request, this.config.baseUrl);
    if (token !== undefined) request.desk.session = await this.#session(request, token.token);
    this.#checkAccess(access, request.desk.session);
    await this.#readBody(context, request);
    if (!safeMethods.has(request.method)) this.#checkMeant(request, token?.byCookie === true);
    else if (!request.desk.isApi && !request.desk.isFragment) request.desk.flash = takeFlashCookie(request, reply, this.config.baseUrl);
    return true;
  }

  /** What a page asks by itself (`X-Desk-Background`) does not count as use. */
  async #session(request: FastifyRequest, token: string): Promise<Session | undefined> {
    return request.headers['x-desk-background'] === undefined ? this.sessions.use(token) : this.sessions.peek(token);
  }

  #checkAccess(access: Access | undefined, session: Session | undefined): void {
    if (access?.kind === 'public') return;
    if (session === undefined) throw unauthenticated();
    if (access?.kind === 'signed_in') return;
    if (access?.anyOf.some((permission) => can(session.scope, permission)) === true) return;
    throw new DomainError('forbidden', 'この操作をする権限がありません。必要なときは、責任者かサービス主管に依頼してください。');
  }

  async #readBody(context: ExecutionContext, request: FastifyRequest): Promise<void> {
    if (request.isMultipart()) {
      const accepted = this.reflector.getAllAndOverride<boolean | undefined>(UPLOADS, [context.getHandler(), context.getClass()]);
      if (accepted !== true) throw new DomainError('unsupported_format', 'ここではファイルを受け付けていません。');
      request.body = await readMultipart(request);
    }
    if (!request.desk.isApi) request.desk.hidden = takeHiddenFields(request.body);
    for (const part of [request.params, request.query, request.body]) refuseUnstorable(part);
  }

  /** ASVS 3.5.1: a browser that sends its cookie by itself must also show the token of our page. */
  #checkMeant(request: FastifyRequest, byCookie: boolean): void {
    const { origin, 'sec-fetch-site': fetchSite, 'x-csrf-token': header } = request.headers;
    if (!isOwnOrigin({ origin, fetchSite: single(fetchSite) }, this.config.baseUrl)) {
      throw new DomainError('forbidden', `別のサイトから送られた操作は受け付けません。${this.config.baseUrl} から開き直してください。`);
    }
    const { session, hidden } = request.desk;
    if (session === undefined || !byCookie) return;
    if (sameSecret(hidden.csrf ?? single(header), session.csrfToken)) return;
    throw new DomainError('forbidden', '画面の有効期限が切れています。画面を開き直してから、もう一度操作してください。');
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
