import type { ServerOptions, ServerResponse } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyServerOptions } from 'fastify';
import { setFlashCookie } from './cookies.js';

/**
 * Fastify under Nest with two habits of ours: a handler that returns a string returns a page, and
 * what it leaves to be said goes with the redirect. An interceptor could do the same, but every
 * request would pay for the observables it needs.
 */
export class DeskAdapter extends FastifyAdapter {
  constructor(
    options: FastifyServerOptions & { readonly multipart: boolean; readonly http: ServerOptions },
    private readonly baseUrl: string,
  ) {
    super(options);
  }

  override reply(response: FastifyReply | ServerResponse, body: unknown, statusCode?: number): FastifyReply {
    if ('request' in response) this.#complete(response, body);
    return super.reply(response, body, statusCode);
  }

  #complete(reply: FastifyReply, body: unknown): void {
    if (typeof body === 'string' && !reply.hasHeader('content-type')) void reply.type('text/html; charset=utf-8');
    const { flash } = reply.request.desk;
    if (flash !== undefined && isRedirect(reply)) setFlashCookie(reply, this.baseUrl, flash);
  }
}

function isRedirect(reply: FastifyReply): boolean {
  return reply.statusCode === 303 || reply.hasHeader('hx-redirect');
}
