import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { DomainError } from '../platform/errors.js';
import type { Awaitable } from '../platform/statements.js';
import { CONFIG } from '../settings.module.js';
import type { Session } from '../staff/sessions.service.js';
import { isOwnOrigin, sameSecret } from './csrf.js';
import { RefusalNotes } from './refusal-notes.service.js';

/** Whether a request that changes something was meant by the person whose browser sends it (ASVS 3.5.1). */
@Injectable()
export class MeantRequests {
  constructor(
    private readonly refusalNotes: RefusalNotes,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * A browser that sends its cookie by itself must also show the token of our page.
   *
   * @throws DomainError forbidden
   */
  require(request: FastifyRequest, byCookie: boolean): Awaitable<void> {
    const { session, hidden } = request.desk;
    const { origin, 'sec-fetch-site': fetchSite, 'x-csrf-token': header } = request.headers;
    if (!isOwnOrigin({ origin, fetchSite: single(fetchSite) }, this.config.baseUrl)) return this.#refuseOtherSite(request);
    if (session === undefined || !byCookie || sameSecret(hidden.csrf ?? single(header), session.csrfToken)) return;
    return this.#refuseOldForm(request, session);
  }

  async #refuseOtherSite(request: FastifyRequest): Promise<never> {
    const { session } = request.desk;
    if (session !== undefined) await this.refusalNotes.note(session.scope.staffId, request, 'another_site');
    throw new DomainError('forbidden', `別のサイトから送られた操作は受け付けません。${this.config.baseUrl} から開き直してください。`);
  }

  async #refuseOldForm(request: FastifyRequest, session: Session): Promise<never> {
    await this.refusalNotes.note(session.scope.staffId, request, 'form_token');
    throw new DomainError('forbidden', '画面の有効期限が切れています。画面を開き直してから、もう一度操作してください。');
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
