import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { DomainError } from '../platform/errors.js';
import { isPending } from '../platform/statements.js';
import { CONFIG } from '../settings.module.js';
import { ACCESS, BACKGROUND, FRESH_SIGN_IN, type Access } from './access.js';
import { Confirmations } from './confirmations.service.js';
import { takeFlashCookie } from './cookies.js';
import { refuseUnstorable, takeHiddenFields } from './hidden-fields.js';
import { MeantRequests } from './meant-requests.service.js';
import { readMultipart, UPLOADS } from './uploads.js';
import { WhoAsks } from './who-asks.service.js';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Stands before every route: who is it, may he, did he mean it, is the body one we take. A route that
 * says nothing about access is closed (default deny).
 */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #reflector = new Reflector();

  constructor(
    private readonly whoAsks: WhoAsks,
    private readonly confirmations: Confirmations,
    private readonly meantRequests: MeantRequests,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { byCookie } = await this.whoAsks.admit(request, this.#said<Access>(context, ACCESS), this.#said<boolean>(context, BACKGROUND));
    if (request.isMultipart()) await this.#readFiles(context, request);
    checkBody(request);
    const changes = !safeMethods.has(request.method);
    const refused = changes ? this.meantRequests.require(request, byCookie) : undefined;
    if (isPending(refused)) await refused;
    if (!changes && !request.desk.isApi && !request.desk.isFragment) this.#hearWhatWasDone(request, reply);
    const careful = this.#said<string>(context, FRESH_SIGN_IN);
    if (careful !== undefined && request.desk.session !== undefined) await this.confirmations.require(request, request.desk.session, careful);
    return true;
  }

  #hearWhatWasDone(request: FastifyRequest, reply: FastifyReply): void {
    const said = takeFlashCookie(request, reply, this.config.baseUrl);
    request.desk.flash = said?.text;
    request.desk.flashAt = said?.at;
  }

  /** What the decorators of the route, or of its controller, say. */
  #said<Value>(context: ExecutionContext, key: string): Value | undefined {
    return this.#reflector.getAllAndOverride<Value | undefined>(key, [context.getHandler(), context.getClass()]);
  }

  async #readFiles(context: ExecutionContext, request: FastifyRequest): Promise<void> {
    const accepted = this.#said<boolean>(context, UPLOADS);
    if (accepted !== true) throw new DomainError('unsupported_format', 'ここではファイルを受け付けていません。');
    request.body = await readMultipart(request);
  }
}

function checkBody(request: FastifyRequest): void {
  if (!request.desk.isApi) request.desk.hidden = takeHiddenFields(request.body);
  for (const part of [request.params, request.query, request.body]) refuseUnstorable(part);
}
