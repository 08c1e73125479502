import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Config } from '../config.js';
import { DomainError } from '../platform/errors.js';
import { CONFIG } from '../settings.module.js';
import { Public, SignedIn } from '../web/access.js';
import { clearSessionCookie, setSessionCookie } from '../web/cookies.js';
import { emptyForm, parseForm, rawForm, refusedForm, type FormState, type RawForm } from '../web/forms.js';
import { localPath } from '../web/local-path.js';
import { problemOf } from '../web/problem.js';
import { seeOther, seeOtherSaying } from '../web/redirect.js';
import { CurrentSession } from '../web/request-context.js';
import { Views } from '../web/views.js';
import { passwordMinLength } from './password.rules.js';
import type { Session } from './sessions.service.js';
import { SignIn } from './sign-in.service.js';
import { StaffLinks, type LinkHolder } from './staff-links.service.js';
import { linkToken, passwordForm, signInForm, signInQuery } from './staff.schemas.js';

/** Pages for signing in and out, and for setting one's password through a one-time link. */
@Controller()
export class SignInController {
  constructor(
    private readonly signIn: SignIn,
    private readonly links: StaffLinks,
    private readonly views: Views,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('sign-in')
  @Public()
  show(@Query({ schema: signInQuery }) query: z.infer<typeof signInQuery>, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): string {
    if (request.desk.session !== undefined) return seeOther(reply, localPath(query.next));
    return this.#signInPage(emptyForm({ next: localPath(query.next) }));
  }

  @Post('sign-in')
  @Public()
  @HttpCode(200)
  async enter(@Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const typed = { loginName: raw['loginName'], next: raw['next'] };
    const form = parseForm(signInForm, raw);
    if (!form.ok) return this.#refused(reply, 422, this.#signInPage(refusedForm(typed, form.faults)));
    try {
      const opened = await this.signIn.signIn({ ...form.values, address: request.desk.address, previous: request.desk.session });
      setSessionCookie(reply, this.config.baseUrl, opened.token);
      return seeOther(reply, localPath(form.values.next));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.#refused(reply, problemOf(error, request.id).status, this.#signInPage(refusedForm(typed, []), error.message));
    }
  }

  @Post('sign-out')
  @SignedIn()
  async leave(@CurrentSession() session: Session, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.signIn.signOut(session);
    clearSessionCookie(reply, this.config.baseUrl);
    return seeOtherSaying(reply, '/sign-in', 'サインアウトしました。');
  }

  @Get('welcome/:token')
  @Public()
  async welcome(@Param('token', { schema: linkToken }) token: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const holder = await this.links.holder(token);
    if (holder === undefined) return this.#refused(reply, 404, this.views.page('staff/link-unusable', { title: 'リンクが使えません' }));
    return this.#passwordPage(token, holder, emptyForm());
  }

  @Post('welcome/:token')
  @Public()
  @HttpCode(200)
  async setPassword(@Param('token', { schema: linkToken }) token: string, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const holder = await this.links.holder(token);
    if (holder === undefined) return this.#refused(reply, 404, this.views.page('staff/link-unusable', { title: 'リンクが使えません' }));
    const form = parseForm(passwordForm, raw);
    if (!form.ok) return this.#refused(reply, 422, this.#passwordPage(token, holder, refusedForm({}, form.faults)));
    try {
      await this.links.setPassword(token, form.values.password);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'validation_failed') throw error;
      return this.#refused(reply, 422, this.#passwordPage(token, holder, refusedForm({}, error.faults)));
    }
    return seeOtherSaying(reply, '/sign-in', 'パスワードを設定しました。サインインしてください。');
  }

  /** What was typed in as a password never comes back in a page. */
  #signInPage(form: FormState, refusal?: string): string {
    return this.views.page('staff/sign-in', { title: 'サインイン', form, refusal });
  }

  #passwordPage(token: string, holder: LinkHolder, form: FormState): string {
    return this.views.page('staff/welcome', { title: 'パスワードの設定', token, holder, form, minLength: passwordMinLength });
  }

  #refused(reply: FastifyReply, status: number, page: string): string {
    void reply.status(status);
    return page;
  }
}
