import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessLog, type Access } from '../staff/access-log.service.js';
import { lookOf } from './looks.rules.js';

/** Puts every look at a customer's data on the access log before the answer leaves, whatever room it comes from (E2). */
@Injectable()
export class NoteLooks {
  readonly #log = new Logger('access');

  constructor(private readonly accessLog: AccessLog) {}

  /** A hook of the server rather than an interceptor, which would cost every request something that shows nobody's data. */
  noteBefore(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
    const { session } = request.desk;
    const shows = request.method === 'GET' && reply.statusCode < 300 && session !== undefined;
    const access = shows ? lookOf(request.routeOptions.url ?? '', request.params as Record<string, string>) : undefined;
    if (session === undefined || access === undefined) return done();
    void this.#note(session.scope.staffId, access, done);
  }

  /** Nothing is taken out without a note; where the disk is full pages can still be read (R21). */
  async #note(staffId: string, access: Access, done: (error?: Error) => void): Promise<void> {
    try {
      await this.accessLog.note(staffId, access);
    } catch (error) {
      this.#log.error(`A look at ${access.subject} ${access.subjectId} could not be noted: ${String(error)}`);
      if (access.act === 'exported') return done(new Error('A look could not be noted.', { cause: error }));
    }
    done();
  }
}
