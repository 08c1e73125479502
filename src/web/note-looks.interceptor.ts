import { Injectable, Logger, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { AccessLog, type Access } from '../staff/access-log.service.js';
import { lookOf } from './looks.rules.js';

/** Puts every look at a customer's data on the access log before the answer leaves, whatever room it comes from (E2). */
@Injectable()
export class NoteLooks implements NestInterceptor {
  readonly #log = new Logger('access');

  constructor(private readonly accessLog: AccessLog) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { session } = request.desk;
    if (request.method !== 'GET' || session === undefined) return next.handle();
    const access = lookOf(request.routeOptions.url ?? '', request.params as Record<string, string>);
    if (access === undefined) return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        if (reply.statusCode < 300) await this.#note(session.scope.staffId, access);
        return answer;
      }),
    );
  }

  /** Nothing is taken out without a note; where the disk is full pages can still be read (R21). */
  async #note(staffId: string, access: Access): Promise<void> {
    try {
      await this.accessLog.note(staffId, access);
    } catch (error) {
      if (access.act === 'exported') throw error;
      this.#log.error(`A look at ${access.subject} ${access.subjectId} could not be noted: ${String(error)}`);
    }
  }
}
