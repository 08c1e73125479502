import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { DomainError } from '../platform/errors.js';
import { CONFIG } from '../settings.module.js';
import { Public } from '../web/access.js';
import { setStepCookie } from '../web/cookies.js';
import { emptyForm, parseForm, rawForm, refusedForm, type FormState, type RawForm } from '../web/forms.js';
import { problemOf } from '../web/problem.js';
import { seeOther, seeOtherSaying } from '../web/redirect.js';
import { Views } from '../web/views.js';
import { FactorResets } from './factor-resets.service.js';
import { passwordMinLength, passwordRecommendedLength } from './password.rules.js';
import { stepPath } from './sign-in.view.js';
import { StaffLinks, type LinkHolder } from './staff-links.service.js';
import { linkPasswordForm, linkToken, passwordForm } from './staff.schemas.js';

/** What one-time links open: setting one's password, registering a second factor anew. */
@Controller('welcome')
export class LinksController {
  constructor(
    private readonly links: StaffLinks,
    private readonly factorResets: FactorResets,
    private readonly views: Views,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get(':token')
  @Public()
  async welcome(@Param('token', { schema: linkToken }) token: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const holder = await this.links.holder(token);
    if (holder === undefined) return this.#unusable(reply);
    return this.#page(token, holder, emptyForm());
  }

  @Post(':token')
  @Public()
  @HttpCode(200)
  async use(@Param('token', { schema: linkToken }) token: string, @Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const holder = await this.links.holder(token);
    if (holder === undefined) return this.#unusable(reply);
    return holder.purpose === 'factor' ? this.#startEnrolment(token, holder, raw, request, reply) : this.#setPassword(token, holder, raw, reply);
  }

  async #setPassword(token: string, holder: LinkHolder, raw: RawForm, reply: FastifyReply): Promise<string> {
    const form = parseForm(passwordForm, raw);
    if (!form.ok) return this.#refused(reply, 422, this.#page(token, holder, refusedForm({}, form.faults)));
    try {
      await this.links.setPassword(token, form.values.password);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'validation_failed') throw error;
      return this.#refused(reply, 422, this.#page(token, holder, refusedForm({}, error.faults)));
    }
    return seeOtherSaying(reply, '/sign-in', 'パスワードを設定しました。サインインしてください。');
  }

  /** The link alone is not enough: whoever finds it must know the password too. */
  async #startEnrolment(token: string, holder: LinkHolder, raw: RawForm, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const form = parseForm(linkPasswordForm, raw);
    if (!form.ok) return this.#refused(reply, 422, this.#page(token, holder, refusedForm({}, form.faults)));
    try {
      const step = await this.factorResets.startEnrolment(token, form.values.password, request.desk.address);
      setStepCookie(reply, this.config.baseUrl, step.token);
      return seeOther(reply, stepPath(step.wants, '/'));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'not_found') throw error;
      const fault = { field: 'password', message: error.message };
      return this.#refused(reply, problemOf(error, request.id).status, this.#page(token, holder, refusedForm({}, [fault])));
    }
  }

  #page(token: string, holder: LinkHolder, form: FormState): string {
    if (holder.purpose === 'factor') return this.views.page('staff/factor-link', { title: '二要素の再登録', token, holder, form });
    return this.views.page('staff/welcome', { title: 'パスワードの設定', token, holder, form, provider: holder.purpose === 'forgotten' ? undefined : this.config.oidc?.name, minLength: passwordMinLength, recommended: passwordRecommendedLength });
  }

  #unusable(reply: FastifyReply): string {
    return this.#refused(reply, 404, this.views.page('staff/link-unusable', { title: 'リンクが使えません' }));
  }

  #refused(reply: FastifyReply, status: number, page: string): string {
    void reply.status(status);
    return page;
  }
}
