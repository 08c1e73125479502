import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { tap, type Observable } from 'rxjs';
import type { Config } from '../config.js';
import { CONFIG } from '../settings.module.js';
import { setFlashCookie } from './cookies.js';

/** A handler that returns a string returns a page; what it leaves to be said goes with the redirect. */
@Injectable()
export class AnswersInterceptor implements NestInterceptor {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((value: unknown) => {
        const { desk } = reply.request;
        if (typeof value === 'string' && !reply.hasHeader('content-type')) void reply.type('text/html; charset=utf-8');
        if (desk.flash !== undefined && isRedirect(reply)) setFlashCookie(reply, this.config.baseUrl, desk.flash);
      }),
    );
  }
}

function isRedirect(reply: FastifyReply): boolean {
  return reply.statusCode === 303 || reply.hasHeader('hx-redirect');
}
