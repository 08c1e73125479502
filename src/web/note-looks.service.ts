import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessLog, type Access } from '../staff/access-log.service.js';
import { lookOf } from './looks.rules.js';
import { RefusalNotes } from './refusal-notes.service.js';

/**
 * Puts every look at a customer's data on the access log before the answer leaves, whatever room it comes
 * from (E2). One that found nothing for this person stands on the stream of security.
 */
@Injectable()
export class NoteLooks {
  readonly #log = new Logger('access');

  constructor(
    private readonly accessLog: AccessLog,
    private readonly refusalNotes: RefusalNotes,
  ) {}

  /** A hook of the server rather than an interceptor, which would cost every request something that shows nobody's data. */
  noteBefore(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
    const { session } = request.desk;
    const { statusCode } = reply;
    const asks = request.method === 'GET' && (statusCode < 300 || statusCode === 404) && session !== undefined;
    const access = asks ? lookOf(request.routeOptions.url ?? '', request.params as Record<string, string>) : undefined;
    if (session === undefined || access === undefined) return done();
    const { staffId } = session.scope;
    if (statusCode === 404) void this.#noteUnseen(staffId, request, access, done);
    else void this.#note(staffId, access, done);
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

  /** Whether there is such a thing behind a wall is not looked up: the time an answer takes would tell it. */
  async #noteUnseen(staffId: string, request: FastifyRequest, { subject, subjectId }: Access, done: () => void): Promise<void> {
    await this.refusalNotes.note(staffId, request, 'unseen', { subject, subjectId }).catch((error: unknown) => {
      this.#log.error(`That ${subject} ${subjectId} was asked for in vain could not be noted: ${String(error)}`);
    });
    done();
  }
}
