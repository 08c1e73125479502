import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Config } from '../../config.js';
import { DomainError } from '../../platform/errors.js';
import { CONFIG } from '../../settings.module.js';
import { Public, SignedIn } from '../../web/access.js';
import { setOidcCookie, setStepCookie, takeOidcCookie } from '../../web/cookies.js';
import { emptyForm } from '../../web/forms.js';
import { localPath } from '../../web/local-path.js';
import { problemOf } from '../../web/problem.js';
import { seeOther, seeOtherSaying } from '../../web/redirect.js';
import { CurrentSession } from '../../web/request-context.js';
import type { Session } from '../sessions.service.js';
import { SignInPage } from '../sign-in-page.view.js';
import { SignInPlace } from '../sign-in-place.view.js';
import { originOf, stepPath } from '../sign-in.view.js';
import { oidcCallback, oidcQuery } from '../staff.schemas.js';
import { oidcAttemptMs, OidcAttempts, type OidcAttempt } from './oidc-attempts.service.js';
import { OidcClient } from './oidc-client.js';
import { OidcSignIn } from './oidc-sign-in.service.js';

/** To the OpenID Connect provider and back. Links alone: nothing here changes the desk before somebody is back. */
@Controller()
export class OidcController {
  constructor(
    private readonly client: OidcClient,
    private readonly attempts: OidcAttempts,
    private readonly signIn: OidcSignIn,
    private readonly place: SignInPlace,
    private readonly page: SignInPage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('sign-in/oidc')
  @Public()
  async go(@Query({ schema: oidcQuery }) { next, invitation }: z.infer<typeof oidcQuery>, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.#toProvider(reply, { next: localPath(next), invitation, confirms: undefined });
  }

  @Get('account/confirm/provider')
  @SignedIn()
  async confirmThere(@CurrentSession() { tokenHash }: Session, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.#toProvider(reply, { next: '/', invitation: undefined, confirms: tokenHash });
  }

  @Get('sign-in/oidc/callback')
  @Public()
  async back(@Query({ schema: oidcCallback }) _query: z.infer<typeof oidcCallback>, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const attempt = this.attempts.open(takeOidcCookie(request, reply, this.config.baseUrl) ?? '');
    try {
      if (attempt === undefined) throw new DomainError('unauthenticated', 'サインインの時間が過ぎたか、別の画面で操作しています。もう一度サインインしてください。');
      return await this.#arrive(attempt, request, reply);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      void reply.status(problemOf(error, request.id).status);
      return this.page.print(emptyForm({ next: attempt?.next ?? '/' }), { refusal: error.message });
    }
  }

  /** Leads on to the provider, to sign out there too. */
  @Get('sign-in/oidc/sign-out')
  @Public()
  async leave(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return seeOther(reply, (await this.client.signOutUrl()) ?? '/sign-in');
  }

  async #toProvider(reply: FastifyReply, attempt: Pick<OidcAttempt, 'next' | 'invitation' | 'confirms'>): Promise<string> {
    const { url, secrets } = await this.client.start(attempt.confirms !== undefined);
    setOidcCookie(reply, this.config.baseUrl, this.attempts.seal({ ...attempt, ...secrets }), oidcAttemptMs / 1000);
    return seeOther(reply, url);
  }

  async #arrive(attempt: OidcAttempt, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const person = await this.client.finish(request.url.split('?')[1] ?? '', attempt);
    const { session } = request.desk;
    if (attempt.confirms !== undefined) {
      if (session?.tokenHash !== attempt.confirms) throw new DomainError('unauthenticated', 'サインインが終了しています。もう一度サインインしてください。');
      await this.signIn.confirm(person, session);
      return seeOtherSaying(reply, attempt.next, '本人であることを確かめました。10分の間、操作を続けられます。');
    }
    const arrival = await this.signIn.arrive(person, attempt, originOf(request), session);
    if (arrival.kind === 'step') {
      setStepCookie(reply, this.config.baseUrl, arrival.step.token);
      return seeOther(reply, stepPath(arrival.step.wants, attempt.next));
    }
    this.place.signedIn(reply, arrival.session);
    return seeOther(reply, attempt.next);
  }
}
