import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Config } from '../config.js';
import { DomainError } from '../platform/errors.js';
import { CONFIG } from '../settings.module.js';
import { Public, SignedIn } from '../web/access.js';
import { clearSessionCookie, setStepCookie, stepToken } from '../web/cookies.js';
import { emptyForm, parseForm, rawForm, refusedForm, type RawForm } from '../web/forms.js';
import { localPath } from '../web/local-path.js';
import { problemOf } from '../web/problem.js';
import { seeOther, seeOtherSaying } from '../web/redirect.js';
import { CurrentSession } from '../web/request-context.js';
import { Identities } from './oidc/identities.service.js';
import { PasskeySignIn } from './passkeys/passkey-sign-in.service.js';
import type { Session } from './sessions.service.js';
import { SignInPlace } from './sign-in-place.view.js';
import { SignInPage } from './sign-in-page.view.js';
import { SignIn } from './sign-in.service.js';
import { originOf, stepPath } from './sign-in.view.js';
import { passkeyAnswerForm, signInForm, signInQuery } from './staff.schemas.js';

/** The password page, and signing out. */
@Controller()
export class SignInController {
  constructor(
    private readonly signIn: SignIn,
    private readonly passkeys: PasskeySignIn,
    private readonly place: SignInPlace,
    private readonly page: SignInPage,
    private readonly identities: Identities,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('sign-in')
  @Public()
  show(@Query({ schema: signInQuery }) query: z.infer<typeof signInQuery>, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): string {
    if (request.desk.session !== undefined) return seeOther(reply, localPath(query.next));
    return this.page.print(emptyForm({ next: localPath(query.next) }), { leftProvider: query.provider === '1' });
  }

  @Post('sign-in')
  @Public()
  @HttpCode(200)
  async enter(@Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const typed = { loginName: raw['loginName'], next: raw['next'] };
    const form = parseForm(signInForm, raw);
    if (!form.ok) return this.#refused(reply, 422, this.page.print(refusedForm(typed, form.faults)));
    try {
      const step = await this.signIn.givePassword({ ...form.values, address: request.desk.address });
      setStepCookie(reply, this.config.baseUrl, step.token);
      return seeOther(reply, stepPath(step.wants, localPath(form.values.next)));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.#refused(reply, problemOf(error, request.id).status, this.page.print(refusedForm(typed, []), { refusal: error.message }));
    }
  }

  /** A passkey alone, instead of password and code. */
  @Post('sign-in/passkey')
  @Public()
  @HttpCode(200)
  async enterByPasskey(@Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const typed = { next: raw['next'] };
    const form = parseForm(passkeyAnswerForm, raw);
    if (!form.ok) return this.#refused(reply, 422, this.page.print(refusedForm(typed, form.faults)));
    try {
      const session = await this.passkeys.alone(form.values.credential, stepToken(request, this.config.baseUrl) ?? '', originOf(request), request.desk.session);
      this.place.signedIn(reply, session);
      return seeOther(reply, localPath(form.values.next));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.#refused(reply, problemOf(error, request.id).status, this.page.print(refusedForm(typed, []), { refusal: error.message }));
    }
  }

  @Post('sign-out')
  @SignedIn()
  async leave(@CurrentSession() session: Session, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.signIn.signOut(session);
    clearSessionCookie(reply, this.config.baseUrl);
    const atProvider = this.config.oidc !== undefined && (await this.identities.isLinked(session.scope.staffId));
    return seeOtherSaying(reply, atProvider ? '/sign-in?provider=1' : '/sign-in', 'サインアウトしました。');
  }

  #refused(reply: FastifyReply, status: number, page: string): string {
    void reply.status(status);
    return page;
  }
}
